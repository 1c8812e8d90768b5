"""What the Python of the page Positions shows besides its arrays, run as it is given."""

import pytest

from tests.app.endpoints.snippets.ran import asked, ran, small_one
from vitviz.app.compute import analyses


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


@pytest.mark.parametrize("change", ["none", "photo"])
def test_the_lines_of_several_grids_lay_the_last_maps_over_the_finest_one(monkeypatch, change):
    swin = small_one(monkeypatch, "swin")
    _, arrays = asked(swin, "position_change", change=change, seed=5)
    made = ran(swin, "position_change", change=change, seed=5)["arrays"]
    assert made.keys() == arrays.keys()
    for name in ("map_before", "map_after"):
        assert made[name].shape == arrays[name].shape == swin.trace.grid == (8, 16)
        assert made[name] == pytest.approx(arrays[name], abs=1e-6)


@pytest.mark.parametrize("change", ["scale", "photo"])
def test_the_lines_of_a_change_make_the_divergence_that_the_page_writes(analysis, change):
    fields = {"change": change, "seed": 5, "patch": 9, "amount": 0.35}
    header, _ = asked(analysis, "position_change", **fields)
    made = ran(analysis, "position_change", **fields)
    assert made["nats"] == pytest.approx(header["vit"]["kl"], abs=1e-4)
    if change == "photo":
        assert made["nats_cnn"] == pytest.approx(header["cnn"]["kl"], abs=1e-4)


def test_the_lines_of_the_facts_find_that_they_hold(analysis):
    assert ran(analysis, "position_facts")["facts"].swap < 1e-4
