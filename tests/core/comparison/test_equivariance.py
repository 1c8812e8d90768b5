import dataclasses

import numpy as np
import pytest
import torch
from torch import nn

from tests.core.families import noise, small
from vitviz.core.comparison.equivariance import PASSES, Equivariance, measure, passes
from vitviz.core.evaluation.perturbations import order_of_seed
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError

EXACT = 1e-5
ZEROS = ("wrapped", "strided", "inside", "convolution", "attention", "tokens")


@pytest.fixture(scope="module")
def cnn():
    return load("efficientnet-lite0", device="cpu")


@pytest.fixture(scope="module")
def bundled(cnn):
    vit = load("everyday-vit-s14", device="cpu")
    return measure(vit, cnn, noise(vit, size=(112, 112)), noise(cnn, size=(96, 96)), 0)


def test_what_is_exact_in_theory_is_exact_on_the_bundled_pair(bundled):
    assert max(getattr(bundled, name) for name in ZEROS) < EXACT


def test_the_strides_of_the_bundled_cnn_make_32(bundled):
    assert bundled.strides == 32


def test_strides_padding_and_positions_break_it_by_far(bundled):
    broken = (bundled.between, bundled.padded, bundled.features, bundled.placed)
    assert min(broken) > 1000 * EXACT


@pytest.mark.parametrize("family", ["vit mean", "deit distilled", "dinov2 registers", "clip"])
def test_tokens_without_positions_follow_their_patches_in_every_family_with_a_table(cnn, family):
    vit = small(family)
    found = measure(vit, cnn, noise(vit), noise(cnn, size=(64, 64)), 2)
    assert max(found.convolution, found.attention, found.tokens) < EXACT
    assert found.placed > 1000 * EXACT


def test_a_model_that_turns_or_biases_by_position_is_measured_without_its_tokens(cnn):
    vit = small("rope")
    found = measure(vit, cnn, noise(vit), noise(cnn, size=(64, 64)), 2)
    assert (found.attention, found.tokens, found.placed) == (None, None, None)
    assert found.convolution < EXACT


def test_a_table_in_a_form_that_is_not_read_leaves_the_other_facts(cnn):
    vit = small("naflex")
    found = measure(vit, cnn, noise(vit), noise(cnn, size=(64, 64)), 2)
    assert (found.attention, found.tokens, found.placed) == (None, None, None)
    assert found.wrapped < EXACT


def plain(cnn, kernel, stride, padding):
    """A CNN of one convolution that lets the pixels' sum over the kernel through."""
    layer = nn.Conv2d(3, 1, kernel, stride=stride, padding=padding, bias=False)
    nn.init.ones_(layer.weight)
    module = nn.Sequential(layer).requires_grad_(False)
    module.forward_features = module.forward
    return dataclasses.replace(cnn, module=module, labels=(), labels_zh=(), synsets=())


def summed(pixels, padding):
    """The sum of every 3 x 3 pixels and all colours, by numpy; `padding` as numpy calls it."""
    padded = np.pad(pixels.sum(axis=0), 1, mode=padding)
    return np.lib.stride_tricks.sliding_window_view(padded, (3, 3)).sum(axis=(2, 3))


def share(found, known):
    return np.linalg.norm(found - known) / np.linalg.norm(known)


def test_each_difference_of_a_layer_is_that_of_a_plain_sum(cnn):
    vit, pixels = small("vit"), noise(cnn, size=(12, 12))
    found = measure(vit, plain(cnn, 3, 2, 1), noise(vit), pixels, 0)
    picture = pixels[0].double().numpy()

    def rolled(values, by):
        return np.roll(values, by, axis=(-2, -1))

    around, own = summed(picture, "wrap"), summed(picture, "constant")
    by_one = rolled(around, (1, 1))[::2, ::2]
    strided = around[::2, ::2]
    nearer = min(share(by_one, strided), share(by_one, rolled(strided, (1, 1))))
    moved = summed(rolled(picture, (2, 2)), "constant")[::2, ::2]
    assert found.between == pytest.approx(nearer, rel=1e-4)
    assert found.padded == pytest.approx(share(moved, rolled(own[::2, ::2], (1, 1))), rel=1e-4)
    assert found.features == pytest.approx(found.padded, rel=1e-4)
    assert max(found.wrapped, found.strided, found.inside) < EXACT


def test_a_layer_without_stride_has_no_place_between(cnn):
    vit = small("vit")
    found = measure(vit, plain(cnn, 3, 1, 1), noise(vit), noise(cnn, size=(12, 12)), 0)
    assert found.between is None


def test_the_tokens_with_positions_are_those_of_a_photo_cut_and_put_together_anew(cnn):
    vit = small("vit")
    pixels, count = noise(vit), vit.layout.patches
    found = measure(vit, cnn, pixels, noise(cnn, size=(64, 64)), 5)
    high, wide = vit.patch
    cells = [
        pixels[..., row : row + high, col : col + wide]
        for row in range(0, pixels.shape[2], high)
        for col in range(0, pixels.shape[3], wide)
    ]
    order, (rows, cols) = order_of_seed(count, 5), vit.layout.grid
    lines = [
        torch.cat([cells[order[row * cols + col]] for col in range(cols)], 3) for row in range(rows)
    ]
    with torch.no_grad():
        before, after = (
            vit.module.forward_features(one)[0, vit.prefix :]
            for one in (pixels, torch.cat(lines, 2))
        )
    known = float((after - before[order]).norm() / before[order].norm())
    assert found.placed == pytest.approx(known, rel=1e-4)


def test_it_rests_after_every_pass(cnn):
    vit = small("vit")
    steps = passes(vit, cnn, noise(vit), noise(cnn, size=(64, 64)), 0)
    assert len(list(steps)) == PASSES


def test_pixels_that_the_stride_does_not_divide_are_refused(cnn):
    vit = small("vit")
    with pytest.raises(ArgumentError):
        measure(vit, cnn, noise(vit), noise(cnn, size=(63, 64)), 0)


def test_a_difference_below_zero_is_none():
    names = [field.name for field in dataclasses.fields(Equivariance)]
    with pytest.raises(ArgumentError):
        Equivariance(**dict.fromkeys(names, 0.0) | {"padded": -1.0})
