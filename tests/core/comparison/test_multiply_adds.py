import pytest
import torch

from tests.core.families import FAMILIES, FURTHER, POOLED, SIGNED, WINDOWED, noise, small
from vitviz.core.comparison.counting import parts
from vitviz.core.comparison.multiply_adds import MultiplyAdds, multiply_adds
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError, SizeError


@pytest.mark.parametrize("rows", [8, 16, 40])
def test_a_vit_s_14_needs_what_its_closed_form_says(rows):
    """Width 384, 12 blocks, MLPs of 4 x 384, a class token and 62 classes."""
    d, layers, patches, flat = 384, 12, rows * rows, 3 * 14 * 14
    n = patches + 1
    products = layers * 2 * n * n * d
    rest = patches * flat * d + layers * n * 12 * d * d + 62 * d
    found = multiply_adds(load("everyday-vit-s14", device="cpu"), [(14 * rows, 14 * rows)])
    assert found == [MultiplyAdds(products + rest, products)]


@pytest.mark.parametrize("family", FAMILIES | FURTHER | SIGNED | WINDOWED | POOLED)
def test_a_pass_without_numbers_counts_what_a_real_one_does(family):
    vit = small(family)
    known = sum(part.multiply_adds for part in parts(vit, noise(vit)))
    assert multiply_adds(vit, [vit.size])[0].total == known


@pytest.mark.parametrize("name", ["efficientnet-lite0", "resnet10t", "convnext_atto"])
def test_of_a_cnn_too_which_has_no_products(name):
    cnn = load(name, weights="random", device="cpu")
    known = sum(part.multiply_adds for part in parts(cnn, torch.zeros(1, 3, 96, 64)))
    assert multiply_adds(cnn, [(96, 64)]) == [MultiplyAdds(known, 0)]


def test_the_model_that_is_counted_keeps_its_numbers():
    vit = load("hunger-vit-002", device="cpu")
    before = {name: tensor.clone() for name, tensor in vit.module.state_dict().items()}
    multiply_adds(vit, [vit.size])
    after = vit.module.state_dict()
    assert all(torch.equal(tensor, after[name]) for name, tensor in before.items())


def test_a_size_that_the_model_does_not_take_is_refused():
    with pytest.raises(SizeError):
        multiply_adds(small("vit"), [(50, 50)])


def test_no_more_products_than_multiply_adds():
    with pytest.raises(ArgumentError):
        MultiplyAdds(3, 4)
