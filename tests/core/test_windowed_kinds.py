"""Kinds that attend in windows, on grids that become coarser, against their own unfused pass."""

import math

import numpy as np
import pytest
import torch

from tests.core.families import WINDOWED, noise, small
from tests.core.sums import end
from vitviz.core.attention.capture import capture
from vitviz.core.attention.invariants import check
from vitviz.core.attention.measures import summary
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import attention, attention_inside, token_in
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.gradients import gradients, head_gradients
from vitviz.core.attribution.relevance import class_attention, relevance
from vitviz.core.comparison.counting import parts
from vitviz.core.coverage.unfused import unfused
from vitviz.core.evaluation.ablation import Off, ablated, effects
from vitviz.errors import CaptureError

COARSER = [family for family in WINDOWED if family != "sam windows"]


def inside(layer):
    return attention(layer) if layer.windows is None else attention_inside(layer)


@pytest.mark.parametrize("family", WINDOWED)
def test_attention_equals_that_of_the_models_own_unfused_pass(family):
    vit = small(family)
    known, trace = unfused(vit, noise(vit), None), capture(vit, noise(vit))
    assert len(known.maps) == len(trace.layers) == len(vit.calls) > 1
    for layer, theirs in zip(trace.layers, known.maps, strict=True):
        torch.testing.assert_close(inside(layer).double(), theirs, atol=1e-5, rtol=1e-3)
        assert float(theirs.max()) > 0.3  # sharp enough to tell right from wrong
    torch.testing.assert_close(trace.logits.double(), known.logits, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("family", WINDOWED)
def test_rows_sum_to_one_and_the_model_runs_on_our_maps(family):
    found = check(small(family), noise(small(family)))
    assert found.hold, found


@pytest.mark.parametrize("family", WINDOWED)
def test_gradients_equal_those_of_an_unfused_pass(family):
    vit = small(family)
    found, known = gradients(vit, noise(vit), 3), unfused(vit, noise(vit), 3)
    for layer, theirs in zip(found.trace.layers, known.slopes, strict=True):
        asked = torch.arange(0, layer.keys.shape[1], 7)
        slopes = torch.stack([slope.clone() for slope in head_gradients(found, layer, asked)])
        if layer.windows is None:
            whole = theirs[:, asked]
        else:
            whole = torch.zeros_like(slopes, dtype=torch.float64)
            for at, (window, place) in enumerate(zip(*layer.windows.at(asked), strict=True)):
                whole[:, at, layer.windows.places[window]] = theirs[window, :, place]
        assert float((slopes - whole).abs().max() / whole.abs().max()) < 1e-3, layer.name


@pytest.mark.parametrize("family", COARSER)
def test_what_goes_through_several_grids_is_refused(family):
    vit = small(family)
    trace = capture(vit, noise(vit))
    asked = [
        lambda: rollout(trace, "pooling"),
        lambda: relevance(vit, noise(vit), 3),
    ]
    for ask in asked:
        with pytest.raises(CaptureError) as caught:
            ask()
        assert caught.value.reason == "unequal_grids"


@pytest.mark.parametrize("family", COARSER)
def test_what_the_head_reads_looks_at_lies_on_the_last_grid(family):
    trace = capture(small(family), noise(small(family)))
    last = trace.layers[-1]
    known = attention(last).double().mean(dim=(0, 1)).view(last.grid)
    np.testing.assert_allclose(class_attention(trace), known, atol=1e-6)


@pytest.mark.parametrize("family", COARSER)
def test_the_head_reads_every_token_of_the_last_grid_alike(family):
    vit = small(family)
    trace = capture(vit, noise(vit))
    tokens = math.prod(trace.layers[-1].grid)
    assert vit.layout.reads == "patches"
    torch.testing.assert_close(trace.pooling, torch.full((tokens,), 1 / tokens))


def test_a_coarse_token_stands_for_the_patches_it_covers():
    vit = small("swin")
    trace = capture(vit, noise(vit))
    coarse, (rows, cols) = trace.layers[-1], trace.grid
    for patch in range(rows * cols):
        row, col = divmod(patch, cols)
        assert token_in(trace, coarse, patch) == row // 2 * (cols // 2) + col // 2
        assert token_in(trace, trace.layers[0], patch) == patch


def test_rollout_over_windows_on_one_grid_is_the_product_of_whole_matrices():
    vit = small("sam windows")
    trace = capture(vit, noise(vit))
    known = torch.eye(24, dtype=torch.float64)
    for layer in trace.layers:
        known = (attention(layer).double().mean(0) + torch.eye(24)) / 2 @ known
    torch.testing.assert_close(rollout(trace).double(), known, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("family", ["swin", "sam windows"])
def test_measures_count_pixels_by_each_layers_own_patches(family):
    vit = small(family)
    trace = capture(vit, noise(vit))
    found = summary(trace)
    for index, layer in enumerate(trace.layers):
        (rows, cols), weights = layer.grid, attention(layer).double()
        high, wide = trace.size[0] / rows, trace.size[1] / cols
        y, x = np.divmod(np.arange(rows * cols), cols)
        apart = np.hypot((y[:, None] - y) * high, (x[:, None] - x) * wide)
        far = (weights * torch.from_numpy(apart)).sum(-1).mean(-1)
        spread = torch.special.entr(weights).sum(-1).mean(-1)
        heads = len(weights)
        np.testing.assert_allclose(found.reach[index, :heads], far, rtol=1e-4)
        np.testing.assert_allclose(found.entropy[index, :heads], spread, rtol=1e-4)
        assert np.isnan(found.reach[index, heads:]).all()
        seen = (weights > 1e-30).any(0).double()  # masked in a shifted window: e^-100
        even = (seen * torch.from_numpy(apart)).sum(-1) / seen.sum(-1)
        assert found.even_reach[index] == pytest.approx(float(even.mean()), rel=1e-5)
    known = [math.prod(v.grid) if v.windows is None else v.windows.places.shape[1]
             for v in trace.layers]  # fmt: skip
    assert list(found.seen) == known


def test_grad_cam_lies_on_the_grid_of_its_layer():
    """Against the definition: features and slopes of the map that the block's norm makes."""
    vit, kept = small("swin"), []
    hook = (
        vit.module.layers[1]
        .blocks[1]
        .norm1.register_forward_hook(lambda _, __, made: kept.append(made))
    )
    try:
        with torch.enable_grad():
            logit = vit.module(noise(vit).requires_grad_())[0, 3]
            (slopes,) = torch.autograd.grad(logit, kept[0])
    finally:
        hook.remove()
    known = (slopes.mean(dim=(0, 1, 2)) * kept[0][0]).sum(-1).relu().detach()
    found = gradcam(vit, noise(vit), 3)
    assert found.shape == (4, 8)
    assert found.any()
    np.testing.assert_allclose(found, known, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("family", ["swin", "swin v2", "sam windows"])
def test_a_head_off_alone_is_the_same_in_a_batch(family):
    vit = small(family)
    found, _ = end(effects(vit, noise(vit)))
    for layer in range(len(vit.calls)):
        known = ablated(vit, noise(vit), Off(heads=frozenset({(layer, 1)}))).logits
        torch.testing.assert_close(found.heads[layer, 1], known, atol=1e-4, rtol=1e-4)


def test_products_of_all_windows_are_counted():
    vit = small("swin")
    counted = {part.name: part.multiply_adds for part in parts(vit, noise(vit))}
    known = 0
    for call in vit.calls:
        windows, positions = call.windows.places.shape
        known += 2 * windows * call.heads * positions**2 * call.dim
    assert counted["products"] == known
