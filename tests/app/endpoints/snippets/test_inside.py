"""The Python that the page Inside gives away, run as it is given."""

import numpy as np
import pytest
import torch

from tests.app.endpoints.snippets.ran import asked, ran
from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import AnalysisSpec

PATCH, TARGET, DEPTH, FILTER = 120, 5, 11, 332


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


def test_the_lines_of_a_patch_make_its_vector_and_the_filters_response(analysis):
    made = ran(analysis, "embedding", query=str(PATCH), filter=str(FILTER))
    _, arrays = asked(analysis, "embedding")
    assert np.array_equal(made["embedding"].filters.half(), arrays["filters"])
    assert torch.equal(made["vector"], made["vectors"][PATCH])
    assert torch.equal(made["response"].flatten(), made["vectors"][:, FILTER])


def test_the_lines_of_the_stream_make_what_each_layer_adds(analysis):
    made, (_, arrays) = ran(analysis, "depth", query=str(PATCH)), asked(analysis, "depth")
    for name, own in (("attention", "attention"), ("mlp", "mlp"), ("norms", "lengths")):
        assert np.allclose(arrays[name], made[own], rtol=1e-5)
    assert np.array_equal(arrays["sinks"], made["outliers"])
    unit, token = arrays["unit"].astype(np.float32), PATCH + 1
    cosines = np.einsum("ltd,ld->lt", unit, unit[:, token])
    assert np.abs(cosines - made["cosines"].numpy()).max() < 1e-3


def test_the_lines_of_the_lens_make_the_probabilities_of_one_depth(analysis):
    made = ran(analysis, "lens", depth=str(DEPTH), target=str(TARGET))
    _, arrays = asked(analysis, "lens")
    assert np.allclose(arrays["probabilities"], made["probabilities"], atol=1e-6)
    seen = arrays["patches"][DEPTH, :, TARGET].reshape(16, 16)
    assert np.allclose(seen, made["seen"], rtol=1e-3, atol=1e-6)
