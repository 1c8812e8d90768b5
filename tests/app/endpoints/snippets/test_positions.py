"""The Python that the page Positions gives away, run as it is given."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked, ran
from vitviz.app.compute import analyses


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 8))


@pytest.mark.parametrize("table", ["used", "learned"])
def test_the_lines_of_the_table_make_the_same_arrays(analysis, table):
    made = ran(analysis, "position_arrays", table=table)
    _, arrays = asked(analysis, "position_arrays", table=table)
    np.testing.assert_allclose(made["similar"], arrays["cosine"], atol=1e-6)
    np.testing.assert_allclose(made["parts"].scores, arrays["scores"], atol=1e-5)
    np.testing.assert_allclose(made["norms"], arrays["norms"], rtol=1e-6)


@pytest.mark.parametrize("change", ["all", "scale", "photo"])
def test_the_lines_of_a_change_make_the_same_arrays(analysis, change):
    fields = {"change": change, "seed": 5, "patch": 9, "amount": 0.35}
    header, arrays = asked(analysis, "position_change", **fields)
    made = ran(analysis, "position_change", **fields)
    assert made["nats"] == pytest.approx(header["vit"]["kl"], abs=1e-5)
    np.testing.assert_allclose(made["after"].logits, arrays["logits_after"], atol=1e-4, rtol=0)
    np.testing.assert_allclose(made["maps"][1], arrays["map_after"], atol=1e-5)
    if change == "photo":
        assert made["nats_cnn"] == pytest.approx(header["cnn"]["kl"], abs=1e-4)


def test_the_lines_of_the_facts_run(analysis):
    assert ran(analysis, "position_facts")["facts"].swap < 1e-4
