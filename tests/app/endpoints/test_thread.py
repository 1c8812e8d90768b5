"""What the thread shows, against timm's own modules and the softmax run by hand."""

import numpy as np
import pytest
import torch

from vitviz.app.compute import analyses
from vitviz.app.endpoints.thread import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import unpack


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


@pytest.fixture(scope="module")
def blob(analysis):
    return ENDPOINTS["thread"].make(analysis, ViewState())


def test_the_vector_is_that_of_the_patch_in_the_middle(analysis, blob):
    with torch.no_grad():
        vectors = analysis.vit.module.patch_embed(analyses.pixels(analysis)).reshape(-1, 384)
    off = np.abs(unpack(blob)[1]["vector"].astype(np.float32) - vectors[8 * 16 + 8].numpy())
    assert off.max() < 2e-3


def test_the_map_is_the_class_tokens_in_the_last_layer_over_all_heads(analysis, blob):
    last = analysis.trace.layers[-1]
    exact = (last.queries[:, :1] @ last.keys.transpose(1, 2) * last.scale).softmax(-1).mean(0)
    shown = unpack(blob)[1]["attention"].astype(np.float32)
    assert np.abs(shown - exact[0, 1:].reshape(16, 16).numpy()).max() < 1e-4


def test_it_is_small(blob):
    assert len(blob) < 2_000
