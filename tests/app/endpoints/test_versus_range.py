"""A whole range as the page is told it: it grows, and is that of the core."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked
from vitviz.app.compute import analyses
from vitviz.app.endpoints import versus_range
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import unpack

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4)  # 4 x 4: a fast pass


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


@pytest.fixture(autouse=True)
def few_points(monkeypatch):
    monkeypatch.setattr(versus_range, "POINTS", 3)


def test_at_each_strength_stands_what_one_picture_of_it_says(analysis):
    header, arrays = asked(analysis, "versus_range", alter="noise")
    assert header["seeds"] == [0, 1, 2, 3, 4]
    for k, strength in enumerate(arrays["strengths"]):
        one, _ = asked(analysis, "versus_picture", alter="noise", noise=strength, seed=2)
        for model in ("vit", "cnn"):
            share, logit = arrays[model][2, 0, :, k]
            assert share == pytest.approx(one[model]["shared"][0]["after"], abs=1e-5)
            assert logit == pytest.approx(one[model]["logit"][1], abs=1e-4)


def test_the_unaltered_end_is_the_same_for_every_seed(analysis):
    _, arrays = asked(analysis, "versus_range", alter="shuffle")
    assert np.ptp(arrays["vit"][..., 0], axis=0).max() == 0
    plain = analysis.trace.logits.numpy()
    assert arrays["vit"][0, 1, 1, 0] == plain.max()


def test_it_tells_how_far_it_is_and_what_is_there(analysis):
    steps = ENDPOINTS["versus_range"].make(analysis, ViewState(alter="drop", fill="token"))
    said, parts = [], []
    for step in steps:
        (parts if isinstance(step, bytes) else said).append(step)
    assert said == [(0, 22), (2, 22), (7, 22), (12, 22), (17, 22), (22, 22)]
    _, first = unpack(parts[0])
    assert np.isfinite(first["vit"][..., :2]).all()
    assert np.isnan(first["vit"][..., 2]).all()
