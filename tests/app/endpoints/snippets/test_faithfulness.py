"""The Python of what judges the maps, run as it is given."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import ran
from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import curves as tried
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import unpack

FIELDS = {"target": "5", "filling": "blur", "start": 2, "cam": "9"}


@pytest.fixture(autouse=True)
def nothing_cached(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 20, len))


@pytest.fixture
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def made(analysis, what, **fields):
    """The answer itself; of a long one, what is at its end."""
    steps = ENDPOINTS[what].make(analysis, ViewState(**(FIELDS | fields)))
    while not isinstance(steps, bytes):
        try:
            next(steps)
        except StopIteration as end:
            steps = end.value
    return unpack(steps)


def test_the_lines_of_the_curves_make_the_curves(analysis, monkeypatch):
    monkeypatch.setattr(tried, "POINTS", 3)
    _, arrays = made(analysis, "faithfulness")
    found = ran(analysis, "faithfulness", **FIELDS)
    for index in range(5):
        curve = found["found"].deletion[index]
        expected = arrays["vit_curves"][index, 0, 0]
        ends_and_middle = curve.probability[::8]  # of 16 patches the lines try every one
        np.testing.assert_allclose(ends_and_middle, expected, rtol=1e-3, atol=1e-5)
    assert len(found["standings"]) == 5


@pytest.mark.parametrize("fields", [{"forget": 3}, {"start": 9999, "cam": "0999", "forget": 1}])
def test_the_lines_of_weight_randomization_make_the_maps_correlations(analysis, fields):
    header, _ = made(analysis, "weight_randomization", **fields)
    found = ran(analysis, "weight_randomization", **(FIELDS | fields))
    np.testing.assert_allclose(found["agreement"], header["agreement"], atol=0.02)


def test_the_lines_of_the_invariants_find_that_they_hold(analysis, capsys):
    assert ran(analysis, "invariants")["found"].hold
    assert "True" in capsys.readouterr().out


def test_the_lines_of_ablation_make_the_classes_changes(analysis):
    _, arrays = made(analysis, "ablation")
    found = ran(analysis, "ablation", target="5")
    np.testing.assert_allclose(found["heads"], arrays["heads"][..., 5], atol=1e-4)
    np.testing.assert_allclose(found["layers"], arrays["layers"][..., 5], atol=1e-4)


@pytest.mark.parametrize("off", ["11.3", "0.all-11.3-11.2", ""])
def test_the_lines_of_what_is_off_make_the_same_logits(analysis, off):
    _, arrays = made(analysis, "off", off=off)
    found = ran(analysis, "off", target="5", off=off)
    np.testing.assert_allclose(found["logits"][1], arrays["logits"][1], atol=1e-4)
