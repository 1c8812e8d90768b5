"""The Python that the page Positions gives away, run as it is given."""

import numpy as np
import pytest

from vitviz.explorer.bundle import unpack
from vitviz.ui import code_positions, store
from vitviz.ui.answers import ANSWERS
from vitviz.ui.choice import Choice


@pytest.fixture(scope="module")
def look():
    return store.look(store.Recipe("koala", "everyday-vit-s14", "published", 8))


def asked(look, what, **fields):
    return unpack(ANSWERS[what].get(look.key, what, Choice(**fields)))


@pytest.mark.parametrize("table", ["used", "learned"])
def test_the_code_of_the_table_makes_the_same_arrays(look, table):
    made = {}
    exec(code_positions.seen(look)[table], made)
    _, arrays = asked(look, "position_arrays", table=table)
    np.testing.assert_allclose(made["similar"], arrays["cosine"], atol=1e-6)
    np.testing.assert_allclose(made["parts"].scores, arrays["scores"], atol=1e-5)
    np.testing.assert_allclose(made["norms"], arrays["norms"], rtol=1e-6)


@pytest.mark.parametrize("change", ["all", "photo"])
def test_the_code_of_a_change_makes_the_same_arrays(look, change):
    header, arrays = asked(look, "position_change", change=change, seed=5, patch=9)
    lines = code_positions.changed(look)["photo" if change == "photo" else "table"]
    for place, value in (("change", change), ("amount", "1"), ("seed", "5"), ("patch", "9")):
        lines = lines.replace(f"{{{place}}}", value)  # as frontend/dom.js `fill` does
    made = {}
    exec(lines, made)
    assert made["nats"] == pytest.approx(header["vit"]["kl"], abs=1e-5)
    np.testing.assert_allclose(made["after"].logits, arrays["logits_after"], atol=1e-4, rtol=0)
    np.testing.assert_allclose(made["maps"][1], arrays["map_after"], atol=1e-5)
    if change == "photo":
        assert made["nats_cnn"] == pytest.approx(header["cnn"]["kl"], abs=1e-4)


def test_the_code_of_the_facts_runs(look):
    made = {}
    exec(code_positions.changed(look)["facts"], made)
    assert made["facts"].swap < 1e-4
