import pytest
import torch

from tests.core.families import FAMILIES, small
from vitviz.core.models.architecture import body
from vitviz.core.models.load import load
from vitviz.core.models.numbers import Numbers, numbers_of
from vitviz.core.models.probing import noise
from vitviz.errors import ArgumentError


def test_the_bundled_model_has_384_numbers_12_layers_and_6_heads():
    assert numbers_of(load("everyday-vit-s14", device="cpu")) == Numbers(384, 12, (6, 6))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_width_is_that_of_the_tokens_that_leave_the_last_layer(family):
    vit = small(family)
    with torch.no_grad():
        tokens = body(vit.module, noise(vit.size))
    assert numbers_of(vit).width == tokens.shape[-1]


def test_of_several_widths_it_is_the_last():
    vit = small("levit")
    with torch.no_grad():
        assert numbers_of(vit).width == body(vit.module, noise(vit.size)).shape[-1] > 128


def test_a_pool_behind_the_layers_is_none_of_them():
    assert numbers_of(small("siglip")).layers == 2


def test_a_layer_whose_attention_cannot_be_seen_counts():
    vit = small("cait")
    assert numbers_of(vit).layers == len(vit.calls) + len(vit.unseen)
    assert vit.unseen


def test_numbers_that_no_model_has_are_refused():
    with pytest.raises(ArgumentError):
        Numbers(384, 0, (6, 6))


def test_the_width_of_branches_side_by_side_is_that_of_the_finest_ones_tokens():
    assert numbers_of(small("crossvit")).width == 48  # its head reads 48 and 96
