"""What Inside shows, against timm's own modules run by hand."""

import numpy as np
import pytest
import torch

from vitviz.app.compute import analyses
from vitviz.app.endpoints.inside import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import unpack

PATCH, TOKEN, TARGET, DEPTH, FILTER = 120, 121, 5, 11, 332


def analysis_of(weights="published", rows=0):
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", weights, rows))


def bundle(name, analysis):
    return unpack(ENDPOINTS[name].make(analysis, ViewState()))


@pytest.fixture(scope="module", params=["published", "random"])
def analysis(request):
    return analysis_of(request.param)


@pytest.fixture(scope="module")
def stream(analysis):
    """The tokens before the first block, and of each block those between its steps and after."""
    module, steps = analysis.vit.module, []
    with torch.no_grad():
        x = module._pos_embed(module.patch_embed(analyses.pixels(analysis)))
        steps.append(x[0])
        for block in module.blocks:
            between = x + block.ls1(block.attn(block.norm1(x)))
            x = between + block.ls2(block.mlp(block.norm2(between)))
            steps += [between[0], x[0]]
    return torch.stack(steps)


def test_pixels_times_filters_are_what_the_models_projection_makes(analysis):
    header, arrays = bundle("embedding", analysis)
    levels = arrays["pixels"].reshape(len(arrays["pixels"]), 3, -1) / np.float32(255)
    mean, std = (np.float32(header[name])[:, None] for name in ("mean", "std"))
    patches = ((levels - mean) / std).reshape(len(levels), -1)
    filters = arrays["filters"].astype(np.float32).reshape(len(arrays["bias"]), -1)
    vectors = patches @ filters.T + arrays["bias"]
    with torch.no_grad():
        projection = analysis.vit.module.patch_embed.proj
        exact = projection(analyses.pixels(analysis))[0].flatten(1).T.numpy()
    assert np.abs(vectors - exact).max() <= header["rounding"] + 2e-6 * np.abs(exact).max()
    assert header["vector_most"] == pytest.approx(np.abs(exact).max(), rel=1e-5)
    within = np.abs(exact - arrays["bias"]) <= header["answer_limit"]
    assert within.mean() == pytest.approx(0.99, abs=1e-3)


def test_the_bundled_models_filters_lose_nothing_in_half_precision():
    assert bundle("embedding", analysis_of())[0]["rounding"] == 0


def test_the_scale_of_the_filters_holds_99_of_a_hundred_weights(analysis):
    header, arrays = bundle("embedding", analysis)
    assert (np.abs(arrays["filters"]) <= header["filter_limit"]).mean() == pytest.approx(0.99, 1e-3)


def test_norms_and_what_is_added_are_those_of_the_models_own_blocks(analysis, stream):
    _, arrays = bundle("depth", analysis)
    lengths = stream.norm(dim=-1)
    added = (stream[1:] - stream[:-1]).norm(dim=-1) / lengths[:-1]
    assert np.allclose(arrays["norms"], lengths[::2], rtol=1e-4)
    assert np.allclose(arrays["attention"], added[::2], rtol=1e-3)
    assert np.allclose(arrays["mlp"], added[1::2], rtol=1e-3)


def test_cosines_of_half_precision_tokens_are_those_of_the_models_tokens(analysis, stream):
    _, arrays = bundle("depth", analysis)
    unit = arrays["unit"].astype(np.float32)
    found = np.einsum("ltd,ld->lt", unit, unit[:, TOKEN])
    exact = torch.cosine_similarity(stream[::2], stream[::2, TOKEN, None], dim=-1)
    assert np.abs(found - exact.numpy()).max() < 1e-3


def test_a_token_stands_out_when_it_is_far_above_the_median_patch(analysis, stream):
    _, arrays = bundle("depth", analysis)
    for lengths, out in zip(stream[::2].norm(dim=-1).numpy(), arrays["sinks"], strict=True):
        middle = np.median(lengths[1:])
        mad = np.median(np.abs(lengths[1:] - middle))
        assert np.array_equal(out, lengths > middle + 6 * 1.4826 * mad)


def test_the_last_depth_says_what_the_model_says(analysis):
    _, arrays = bundle("lens", analysis)
    shares = analysis.trace.logits.softmax(-1).numpy()
    assert np.allclose(arrays["probabilities"][-1], shares, atol=1e-5)


def test_every_depth_and_patch_is_read_by_the_models_own_norm_and_head(analysis, stream):
    _, arrays = bundle("lens", analysis)
    module = analysis.vit.module
    with torch.no_grad():
        exact = module.head(module.fc_norm(module.norm(stream[::2]))).softmax(-1).numpy()
    assert np.allclose(arrays["probabilities"], exact[:, 0], atol=1e-5)
    assert np.allclose(arrays["patches"], exact[:, 1:], rtol=1e-3, atol=1e-5)


def test_a_finer_grid_has_more_patches_everywhere():
    analysis = analysis_of(rows=24)
    assert len(bundle("embedding", analysis)[1]["pixels"]) == 576
    assert bundle("depth", analysis)[1]["unit"].shape == (13, 577, 384)
    assert bundle("lens", analysis)[1]["patches"].shape == (13, 576, 62)
