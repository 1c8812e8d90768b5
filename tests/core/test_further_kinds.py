"""Kinds whose blocks or entrance lie elsewhere, against the model's own unfused pass."""

import numpy as np
import pytest
import torch

from tests.core.families import FURTHER, noise, small
from tests.core.sums import end
from vitviz.core.attention.capture import capture
from vitviz.core.attention.invariants import check
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import attention
from vitviz.core.attribution.gradcam import gradcam, gradcam_of_each
from vitviz.core.attribution.gradients import gradients, head_gradients
from vitviz.core.attribution.relevance import relevance
from vitviz.core.coverage.unfused import unfused
from vitviz.core.evaluation.ablation import Off, ablated, effects

SAYING = [family for family in FURTHER if family != "qwen3 encoder"]


def shown(vit):
    """Pixels of 3 x 5 patches where the model takes any, else of its own size."""
    height, width = vit.patch
    return noise(vit, size=(3 * height, 5 * width) if vit.dynamic else None)


@pytest.mark.parametrize("family", FURTHER)
def test_attention_equals_that_of_the_models_own_unfused_pass(family):
    vit, pixels = small(family), shown(small(family))
    known, trace = unfused(vit, pixels, None), capture(vit, pixels)
    assert len(known.maps) == len(trace.layers) == len(vit.calls) > 0
    for layer, theirs in zip(trace.layers, known.maps, strict=True):
        torch.testing.assert_close(attention(layer).double(), theirs, atol=1e-5, rtol=1e-3)
        assert float(theirs.max()) > 0.3  # sharp enough to tell right from wrong
    torch.testing.assert_close(trace.logits.double(), known.logits, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("family", FURTHER)
def test_logits_are_bit_for_bit_those_of_a_plain_pass(family):
    vit, pixels = small(family), shown(small(family))
    with torch.no_grad():
        plain = vit.module(pixels)[0]
    assert torch.equal(capture(vit, pixels).logits, plain if vit.has_head else plain.flatten()[:0])


@pytest.mark.parametrize("family", FURTHER)
def test_rows_sum_to_one_and_the_model_runs_on_our_maps(family):
    found = check(small(family), shown(small(family)))
    assert found.hold, found


@pytest.mark.parametrize("family", SAYING)
def test_gradients_equal_those_of_an_unfused_pass(family):
    vit, pixels = small(family), shown(small(family))
    found, known = gradients(vit, pixels, 3), unfused(vit, pixels, 3)
    for layer, theirs in zip(found.trace.layers, known.slopes, strict=True):
        slopes = torch.stack([slope.clone() for slope in head_gradients(found, layer)])
        error = (slopes - theirs).abs().max() / theirs.abs().max()
        assert error < 1e-3, layer.name


@pytest.mark.parametrize("family", FURTHER)
def test_rollout_gives_every_patch_its_share(family):
    row = rollout(capture(small(family), shown(small(family))), "pooling")
    assert float(row.sum()) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("family", SAYING)
def test_relevance_lies_on_the_models_grid(family):
    vit, pixels = small(family), shown(small(family))
    found = relevance(vit, pixels, 3)
    assert found.shape == capture(vit, pixels).grid
    assert np.isfinite(found).all()
    assert found.any()


@pytest.mark.parametrize("family", SAYING)
def test_grad_cam_of_a_layer_is_that_of_all_layers_at_once(family):
    vit, pixels = small(family), shown(small(family))
    each = gradcam_of_each(vit, pixels, 4)
    assert each.shape[1:] == capture(vit, pixels).grid
    assert each.any()
    for layer, single in enumerate(each):
        known = gradcam(vit, pixels, 4, layer)
        np.testing.assert_allclose(single, known, rtol=1e-4, atol=1e-6 * each.max())


@pytest.mark.parametrize("family", FURTHER)
def test_patches_are_in_reading_order(family):
    vit, pixels = small(family), shown(small(family))
    first = capture(vit, pixels, values=True).layers[0]
    (rows, cols), (height, width) = first.grid, vit.patch
    for row, column in [(0, 0), (0, cols - 1), (rows - 1, 1)]:
        other = pixels.clone()
        other[..., row * height : (row + 1) * height, column * width : (column + 1) * width] += 1
        moved = capture(vit, other, values=True).layers[0].values - first.values
        changed = moved.abs().amax(dim=(0, 2)).nonzero().flatten().tolist()
        assert changed == [first.prefix + row * cols + column]


@pytest.mark.parametrize("family", ["sam", "qwen3", "convit", "naflex pool"])
def test_a_head_off_alone_is_the_same_in_a_batch(family):
    vit, pixels = small(family), shown(small(family))
    found, _ = end(effects(vit, pixels))
    for layer in range(len(vit.calls)):
        known = ablated(vit, pixels, Off(heads=frozenset({(layer, 1)}))).logits
        torch.testing.assert_close(found.heads[layer, 1], known, atol=1e-4, rtol=1e-4)
