"""What the Python of the page Inside shows besides its arrays, run as it is given."""

import numpy as np
import pytest
import torch

from tests.app.endpoints.snippets.ran import asked, ran
from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import AnalysisSpec

PATCH, TARGET, DEPTH, FILTER = 12, 5, 11, 332


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_the_lines_of_a_patch_make_its_vector_and_the_filters_response(analysis):
    made = ran(analysis, "embedding", query=str(PATCH), filter=str(FILTER))
    assert torch.equal(made["vector"], made["vectors"][PATCH])
    assert torch.equal(made["response"].flatten(), made["vectors"][:, FILTER])


def test_the_lines_of_the_stream_make_the_similarity_to_the_token(analysis):
    made, (_, arrays) = ran(analysis, "depth", query=str(PATCH)), asked(analysis, "depth")
    unit, token = arrays["unit"].astype(np.float32), PATCH + 1
    cosines = np.einsum("ltd,ld->lt", unit, unit[:, token])
    assert np.abs(cosines - made["cosines"].numpy()).max() < 1e-3


def test_the_lines_of_the_lens_make_the_map_of_one_depth_and_class(analysis):
    made = ran(analysis, "lens", depth=str(DEPTH), target=str(TARGET))
    _, arrays = asked(analysis, "lens")
    seen = arrays["patches"][DEPTH, :, TARGET].reshape(4, 4)
    assert np.allclose(seen, made["seen"], rtol=1e-3, atol=1e-6)
