import copy
import dataclasses
import math

import numpy as np
import pytest
import torch
from torch import nn

from tests.core.families import FAMILIES, POOLED, WINDOWED, noise, small
from vitviz.core.comparison.receptive_field import SHARES, Field, field, layers_of, sides
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError


@pytest.fixture(scope="module")
def bundled():
    return load("efficientnet-lite0", device="cpu")


def stack(cnn, *layers):
    """A CNN of plain convolutions without bias whose weights are all 1."""
    convolutions = [nn.Conv2d(3 if not at else 1, 1, **layer) for at, layer in enumerate(layers)]
    module = nn.Sequential(*convolutions).requires_grad_(False)
    for layer in convolutions:
        nn.init.ones_(layer.weight)
        nn.init.zeros_(layer.bias)
    module.forward_features = module.forward
    return dataclasses.replace(cnn, module=module, labels=(), labels_zh=(), synsets=())


def box_filtered(count, size, at):
    """`count` box filters of 3 x 3 on each other, around the pixel `at`: by numpy alone."""
    line = np.ones(1)
    for _ in range(count):
        line = np.convolve(line, np.ones(3))
    found = np.zeros((size, size))
    found[at - count : at + count + 1, at - count : at + count + 1] = np.outer(line, line)
    return found


@pytest.mark.parametrize("count", [1, 2, 5])
def test_of_a_stack_of_box_filters_it_is_their_arithmetic(bundled, count):
    cnn = stack(bundled, *[{"kernel_size": 3, "padding": 1}] * count)
    pixels = torch.rand(1, 3, 21, 21, generator=torch.Generator().manual_seed(0))
    found = field(cnn, pixels, "")
    np.testing.assert_allclose(found.values, 3 * box_filtered(count, 21, 10), rtol=1e-5)
    assert (found.position, found.centre) == ((10, 10), (10.5, 10.5))
    line = np.convolve(np.ones(3), np.ones(3)) if count == 2 else None
    if line is not None:  # 1 2 3 2 1: the middle pixel has 9 of 81, the middle nine 49
        assert found.sides == (3, 3, 5)


def test_strides_make_the_cell_of_a_position_its_centre(bundled):
    cnn = stack(bundled, *[{"kernel_size": 2, "stride": 2}] * 2)
    found = field(cnn, torch.ones(1, 3, 16, 16), "")
    known = np.zeros((16, 16))
    known[8:12, 8:12] = 3
    np.testing.assert_array_equal(found.values, known)
    assert (found.grid, found.position, found.centre) == ((4, 4), (2, 2), (10.0, 10.0))
    assert found.sides == (2, 4, 4)  # the middle four of sixteen hold 25 %


def test_where_relu_lets_nothing_through_nothing_is_felt(bundled):
    cnn = stack(bundled, {"kernel_size": 3, "padding": 1})
    found = field(cnn, -torch.ones(1, 3, 9, 9), "")
    assert not found.values.any()
    assert all(math.isnan(side) for side in found.sides)


def test_of_the_patch_embedding_it_is_the_sum_of_the_filters_that_respond():
    vit = load("everyday-vit-s14", device="cpu")
    pixels = noise(vit, size=(70, 70))
    found = field(vit, pixels, "patch_embed")
    filters = vit.module.patch_embed.proj
    patch = pixels[0, :, 28:42, 28:42]
    said = (filters.weight * patch).sum(dim=(1, 2, 3)) + filters.bias
    known = np.zeros((70, 70))
    known[28:42, 28:42] = filters.weight[said > 0].sum(dim=0).abs().sum(dim=0)
    np.testing.assert_allclose(found.values, known, rtol=1e-3, atol=1e-5)
    assert found.position == (2, 2)
    assert found.sides[-1] <= 14


def test_a_patch_feels_every_other_from_the_first_attention_on():
    vit = small("vit")
    first = field(vit, noise(vit), "blocks.0")
    rows, cols = vit.layout.grid
    high, wide = vit.patch
    cells = first.values.reshape(rows, high, cols, wide).sum(axis=(1, 3))
    assert (cells > 0).all()


def test_the_last_map_is_felt_as_a_pass_through_all_of_the_network_says(bundled):
    pixels = noise(bundled, size=(96, 96)).requires_grad_()
    with torch.enable_grad():
        features = bundled.module.forward_features(pixels)
        features[0, :, 1, 1].clamp(min=0).sum().backward()
    known = pixels.grad[0].abs().sum(dim=0).numpy()
    found = field(bundled, pixels.detach(), "")
    assert found.position == (1, 1)
    np.testing.assert_allclose(found.values, known, rtol=1e-4, atol=1e-6 * known.max())


def test_the_field_of_a_cnn_grows_from_stage_to_stage(bundled):
    pixels = noise(bundled, size=(128, 128))
    found = [field(bundled, pixels, layer).sides[1] for layer in layers_of(bundled)[:5]]
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_the_sides_are_those_of_trying_one_square_after_another():
    values = np.random.default_rng(0).random((12, 16)).astype(np.float32)
    y, x = 6.5, 7.0
    known = []
    for share in SHARES:
        for half in np.arange(0.5, 17, 0.5):
            rows = np.abs(np.arange(12) + 0.5 - y) + 0.5 <= half
            cols = np.abs(np.arange(16) + 0.5 - x) + 0.5 <= half
            if values[np.ix_(rows, cols)].sum() >= share * values.sum():
                known.append(2 * half)
                break
    assert sides(values, (y, x)) == tuple(known)


def test_the_layers_of_the_bundled_pair_are_in_the_order_of_a_pass(bundled):
    assert layers_of(bundled) == ("conv_stem", *(f"blocks.{at}" for at in range(7)), "")
    vit = load("everyday-vit-s14", device="cpu")
    assert layers_of(vit) == ("patch_embed", *(f"blocks.{at}" for at in range(12)))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_layer_of_every_family_has_a_field(family):
    vit = small(family)
    last = layers_of(vit)[-1]
    assert field(vit, noise(vit), last).values.any()


def share_of_own_cell(found):
    """How much of the field lies in the position's cell, in multiples of an even share."""
    rows, cols = (
        np.arange(pixels) * cells // pixels
        for pixels, cells in zip(found.values.shape, found.grid, strict=True)
    )
    cells = np.zeros(found.grid)
    np.add.at(cells, (rows[:, None], cols[None]), found.values)
    return cells[found.position] / cells.mean()


@pytest.mark.parametrize("family", [*WINDOWED, *POOLED])
def test_on_several_grids_every_block_has_a_field_on_its_own_grid(family):
    vit = small(family)
    layers = layers_of(vit)
    found = [field(vit, noise(vit), layer) for layer in layers]
    grids = {call.made or vit.layout.grid for call in vit.calls if call.kind == "self"}
    inner = {(16, 16)} if family == "tnt" else set()  # pixels within a patch, no token's own
    assert {one.grid for one in found} == grids - inner
    # The stream brings a token's own cell; many convolutions have spread it before in some.
    spread = any(name in family for name in ("levit", "lowformer", "cpubone"))
    assert share_of_own_cell(found[0]) > (1 if spread else 3)


def test_hiera_without_its_own_order_would_look_elsewhere():
    vit = small("hiera")
    first = layers_of(vit)[0]
    plain = dataclasses.replace(vit, module=copy.deepcopy(vit.module))
    plain.module.reroll = None
    assert share_of_own_cell(field(vit, noise(vit), first)) > 10
    assert share_of_own_cell(field(plain, noise(vit), first)) < 1


def test_windows_that_a_block_keeps_apart_are_laid_in_reading_order():
    vit = load("nest_tiny", weights="random", device="cpu", arguments={"img_size": 32})
    first, *_, last = layers_of(vit)
    assert share_of_own_cell(field(vit, noise(vit), first)) > 10
    assert field(vit, noise(vit), last).grid == (2, 2)


@pytest.mark.parametrize("name", ["resnet10t", "convnext_atto", "mambaout_femto"])
def test_every_stage_of_other_cnns_has_a_field_on_its_own_grid(name):
    cnn = load(name, weights="random", device="cpu")
    pixels = noise(cnn, size=(64, 96))
    found = [field(cnn, pixels, layer) for layer in layers_of(cnn)]
    assert all(one.values.any() for one in found)
    assert all(one.grid[0] * 3 == one.grid[1] * 2 for one in found)
    assert found[-1].grid == (2, 3)


def test_a_layer_that_is_not_there_is_refused(bundled):
    with pytest.raises(ArgumentError):
        field(bundled, noise(bundled, size=(64, 64)), "blocks.7")


def test_a_field_below_zero_is_none():
    with pytest.raises(ArgumentError):
        Field("", (1, 1), (0, 0), -np.ones((2, 2), np.float32), (1.0, 1.0), (1.0, 1.0, 2.0))
