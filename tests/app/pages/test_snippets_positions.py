"""The Python that the page Positions gives away, run as it is given."""

import numpy as np
import pytest

from vitviz.app.compute import analyses
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.pages import snippets_positions
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import unpack


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 8))


def asked(analysis, what, **fields):
    return unpack(ENDPOINTS[what].get(analysis.key, what, ViewState(**fields)))


@pytest.mark.parametrize("table", ["used", "learned"])
def test_the_code_of_the_table_makes_the_same_arrays(analysis, table):
    made = {}
    exec(snippets_positions.seen(analysis)[table], made)
    _, arrays = asked(analysis, "position_arrays", table=table)
    np.testing.assert_allclose(made["similar"], arrays["cosine"], atol=1e-6)
    np.testing.assert_allclose(made["parts"].scores, arrays["scores"], atol=1e-5)
    np.testing.assert_allclose(made["norms"], arrays["norms"], rtol=1e-6)


@pytest.mark.parametrize("change", ["all", "photo"])
def test_the_code_of_a_change_makes_the_same_arrays(analysis, change):
    header, arrays = asked(analysis, "position_change", change=change, seed=5, patch=9)
    lines = snippets_positions.changed(analysis)["photo" if change == "photo" else "table"]
    for place, value in (("change", change), ("amount", "1"), ("seed", "5"), ("patch", "9")):
        lines = lines.replace(f"{{{place}}}", value)  # as frontend/dom.js `fill` does
    made = {}
    exec(lines, made)
    assert made["nats"] == pytest.approx(header["vit"]["kl"], abs=1e-5)
    np.testing.assert_allclose(made["after"].logits, arrays["logits_after"], atol=1e-4, rtol=0)
    np.testing.assert_allclose(made["maps"][1], arrays["map_after"], atol=1e-5)
    if change == "photo":
        assert made["nats_cnn"] == pytest.approx(header["cnn"]["kl"], abs=1e-4)


def test_the_code_of_the_facts_runs(analysis):
    made = {}
    exec(snippets_positions.changed(analysis)["facts"], made)
    assert made["facts"].swap < 1e-4
