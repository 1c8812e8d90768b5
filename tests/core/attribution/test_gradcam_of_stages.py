"""Grad-CAM where layers lie on grids of their own, against an unfused pass and plain loops."""

import copy
import math

import numpy as np
import pytest
import torch
from timm.models.byobnet import ByoBlockCfg

from tests.core.families import HALO, POOLED, WINDOWED, noise, sharpened, small
from tests.core.slopes import with_head
from vitviz.core.attention.capture import capture
from vitviz.core.attribution.gradcam import gradcam, gradcam_of_each
from vitviz.core.models.architecture import use_fused_attention
from vitviz.core.models.load import load
from vitviz.errors import ModelError

# Layers whose tokens come in an order of their own, or in windows that the module cuts itself.
UNORDERED = {"hiera": (0, 1, 2), "twins": (0, 2, 3)}


def opened(family):
    """A small model whose classifier says something: Hiera's begins with zeros."""
    vit = small(family)
    return with_head(vit, torch.randn_like) if family == "hiera" else vit


def shown_class(vit):
    """One of the seven classes for which something speaks in the last layer."""
    return next(each for each in range(7) if gradcam(vit, noise(vit), each).any())


def by_loops(vit, pixels, target, layer, grid):
    """Tokens and slopes of an unfused float64 pass, laid and summed cell by cell."""
    module = copy.deepcopy(vit.module).double()
    use_fused_attention(module, fused=False)
    given = []

    def keep(_, arguments, named):
        given.append((*arguments, *named.values())[0])

    module.get_submodule(layer.name).register_forward_pre_hook(keep, with_kwargs=True)
    with torch.enable_grad():
        said = module(pixels.double().requires_grad_())[0, target]
        (slopes,) = torch.autograd.grad(said, given)
    tokens, slopes = (each[0] if layer.windows is None else each for each in (given[0], slopes))
    uncut = layer.windows is None or tuple(tokens.shape[2:]) == grid
    if uncut and tokens.ndim == 4:
        tokens, slopes = tokens[0], slopes[0]  # a map, which the module cuts itself
    if tokens.ndim == 3 and uncut and tuple(tokens.shape[1:]) == grid:
        tokens, slopes = tokens.permute(1, 2, 0), slopes.permute(1, 2, 0)  # channels came first
    channels = tokens.shape[-1]
    rows, pushes = (each.reshape(-1, channels).tolist() for each in (tokens, slopes))
    cells = [place - layer.prefix for place in range(len(rows))]
    if not uncut:
        cells = layer.windows.keys.flatten().tolist()
    there = [(row, push, cell) for row, push, cell in zip(rows, pushes, cells, strict=True)]
    there = [each for each in there if 0 <= each[2] < math.prod(grid)]
    found = np.zeros(grid)
    weights = [sum(push[k] for _, push, _ in there) / len(there) for k in range(channels)]
    for row, _, cell in there:
        found[divmod(cell, grid[1])] = max(0.0, sum(map(float.__mul__, weights, row)))
    return found


@pytest.mark.parametrize("family", [*WINDOWED, *POOLED])
def test_each_layer_is_read_on_its_own_grid(family):
    vit, pixels = opened(family), noise(small(family))
    target = shown_class(vit)
    for index, layer in enumerate(capture(vit, pixels).layers):
        if index in UNORDERED.get(family, ()):
            with pytest.raises(ModelError, match="unordered_tokens"):
                gradcam(vit, pixels, target, index)
            continue
        # What pools its queries, its keys or both is given the finer grid.
        grid = max(layer.grid, layer.looked, layer.stream or layer.grid, key=math.prod)
        found = gradcam(vit, pixels, target, index)
        known = by_loops(vit, pixels, target, layer, grid)
        assert found.shape == grid, layer.name
        np.testing.assert_allclose(
            found, known, rtol=2e-3, atol=1e-3 * max(known.max(), 1e-6), err_msg=layer.name
        )
    assert known.any()  # of the last one


@pytest.mark.parametrize(
    ("family", "layers", "grid"),
    [
        ("swin", 2, (4, 8)),
        ("maxvit", 2, (8, 8)),
        ("hiera", 2, (4, 6)),  # the last one pools its queries
        ("levit", 1, (2, 2)),
        ("pit", 1, (3, 3)),
        ("pvt v2", 1, (7, 7)),  # all of its layers look at 7 x 7 keys
        ("tnt", 1, (4, 4)),
        ("sam windows", 2, (4, 6)),
    ],
)
def test_all_layers_of_the_last_stage_are_had_at_once(family, layers, grid):
    vit, pixels = opened(family), noise(small(family))
    target = shown_class(vit)
    each = gradcam_of_each(vit, pixels, target)
    assert each.shape == (layers, *grid)
    first = len(vit.calls) - layers
    for at, single in enumerate(each):
        known = gradcam(vit, pixels, target, first + at)
        np.testing.assert_allclose(single, known, rtol=1e-3, atol=1e-5 * max(known.max(), 1e-9))


def test_one_window_that_looks_beyond_its_map_is_read_as_the_map():
    name, arguments = POOLED["halonet"]
    deeper = (*arguments["blocks"], ByoBlockCfg("self_attn", 2, 64, 2, **HALO))
    given = {**arguments, "blocks": deeper, "img_size": (64, 64)}
    vit = sharpened(load(name, weights="random", device="cpu", arguments=given))
    pixels = noise(vit)
    last = capture(vit, pixels).layers[-1]
    assert (last.grid, last.looked, last.beyond) == ((4, 4), (4, 4), 20)
    target = next(each for each in range(7) if gradcam(vit, pixels, each).any())
    known = by_loops(vit, pixels, target, last, (4, 4))
    np.testing.assert_allclose(gradcam(vit, pixels, target), known, atol=1e-6)
