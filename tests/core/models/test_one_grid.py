import pytest
import torch
from torch import nn

from tests.core.models.made_calls import call
from vitviz.core.models.one_grid import grid_of_patches
from vitviz.errors import ModelError

PIXELS = torch.zeros(1, 3, 64, 96)  # 4 x 6 patches of 16


class OfPatches(nn.Module):
    patch = (16, 16)


def found(*calls, length, module=None):
    tokens = None if length is None else torch.zeros(1, length, 16)
    return grid_of_patches(module or OfPatches(), PIXELS, tokens, calls)


def reason(*calls, length, module=None):
    with pytest.raises(ModelError) as caught:
        found(*calls, length=length, module=module)
    return caught.value.reason


def test_what_is_more_than_patches_stands_before_them():
    assert found(call(24, 24), length=24) == ((4, 6), 0)
    assert found(call(29, 29), length=29) == ((4, 6), 5)


def test_a_class_token_may_ask_alone_and_pass_the_patches_by():
    assert found(call(24, 24), call(1, 25), length=25) == ((4, 6), 1)


def test_a_projector_may_have_merged_the_patches():
    assert found(call(24, 24), length=6) == ((4, 6), 0)


@pytest.mark.parametrize(
    ("calls", "length"),
    [
        ([call(6, 6)], 24),  # keys on another grid
        ([call(24, 24)], None),
        ([call(12, 24)], 24),  # half of the patches ask
        ([call(24, 24), call(6, 6)], 24),
    ],
)
def test_other_numbers_of_tokens_are_several_grids(calls, length):
    assert reason(*calls, length=length) == "several_grids"


def test_queries_as_wide_as_there_are_patches_are_channels():
    assert reason(call(12, 12, width=24, query=24), length=24) == "channel_attention"


def test_without_a_size_of_patches_there_is_no_grid():
    plain = nn.Identity()
    assert reason(call(24, 24), length=24, module=plain) == "no_patch_grid"
    assert reason(call(24, 24), call(6, 6), length=6, module=plain) == "several_grids"
