import dataclasses

import pytest
import torch
from torch import nn

from tests.core.families import POOLED, WINDOWED, noise, small
from vitviz.core.attention.windows import Windows
from vitviz.core.internals.block_map import attending_blocks, map_of
from vitviz.core.internals.stage_stream import stage_stream
from vitviz.core.models.load import load
from vitviz.errors import ModelError

GRID = (2, 3)
CALL = dataclasses.replace(small("vit").calls[0], grid=GRID, prefix=1)
PLACES = torch.arange(6.0).view(1, 2, 3, 1).expand(1, 2, 3, 4)  # each patch's number, 4 times


def laid(made, call=CALL):
    return map_of(nn.Identity(), made, "blocks.0", call, GRID)


@pytest.mark.parametrize(
    "made",
    [
        PLACES,
        PLACES.permute(0, 3, 1, 2),
        PLACES.reshape(1, 6, 4),
        torch.cat([torch.full((1, 1, 4), 9.0), PLACES.reshape(1, 6, 4)], dim=1),
        (torch.zeros(6, 3, 4), PLACES.reshape(1, 6, 4)),
        PLACES.reshape(1, 1, 6, 4),
    ],
)
def test_channels_and_prefix_tokens_may_stand_anywhere(made):
    assert torch.equal(laid(made), PLACES[0].movedim(-1, 0))


def test_windows_are_laid_in_reading_order():
    windows = Windows(torch.tensor([[0, 3], [1, 4], [2, 5]]))  # each a column
    apart = PLACES.reshape(6, 4)[windows.places][None]
    call = dataclasses.replace(CALL, windows=windows)
    assert torch.equal(laid(apart, call), PLACES[0].movedim(-1, 0))


def test_windows_that_are_a_batch_are_laid_in_reading_order_too():
    windows = Windows(torch.tensor([[0, 2], [3, 5], [1, 4]]))
    call = dataclasses.replace(CALL, windows=windows)
    apart = PLACES.reshape(6, 4)[windows.places]
    assert torch.equal(laid(apart, call), PLACES[0].movedim(-1, 0))
    with pytest.raises(ModelError, match="unequal_grids"):
        laid(apart)


def test_mobilevits_blocks_lie_where_it_folds_them_to_itself():
    vit = load("mobilevit_xxs", weights="random", device="cpu")
    met = {}
    for stage in (2, 3, 4):
        block = vit.module.get_submodule(f"stages.{stage}.1")
        block.conv_proj.register_forward_pre_hook(
            lambda _, given, at=stage: met.update({at: given[0][0]})
        )
    found = stage_stream(vit, noise(vit))
    with torch.no_grad():
        vit.module(noise(vit))
        for stage, folded in met.items():
            of = [each for each in found if each.name.startswith(f"stages.{stage}.")]
            norm = vit.module.get_submodule(f"stages.{stage}.1.norm")
            own = norm(of[-1].tokens).T.unflatten(1, of[-1].grid)
            torch.testing.assert_close(own, folded)


def test_a_module_that_knows_its_order_puts_its_tokens_back():
    module = nn.Identity()
    module.reroll = lambda made, block: made.flip(1) if block == 7 else made
    turned = PLACES.reshape(1, 6, 4).flip(1)
    assert torch.equal(map_of(module, turned, "blocks.7", CALL, GRID), PLACES[0].movedim(-1, 0))


@pytest.mark.parametrize("made", [torch.zeros(1, 5, 7), torch.zeros(2, 6, 4), None, ()])
def test_what_is_no_map_is_refused(made):
    with pytest.raises(ModelError, match="unequal_grids"):
        laid(made)


@pytest.mark.parametrize("family", [*WINDOWED, *POOLED])
def test_each_block_in_which_patches_ask_is_there_once_and_holds_no_other(family):
    vit = small(family)
    names = list(attending_blocks(vit))
    assert all(isinstance(vit.module.get_submodule(name), nn.Module) for name in names)
    assert not [one for one in names for other in names if other.startswith(f"{one}.")]


def test_a_step_in_a_row_of_unlike_parts_is_no_block():
    """LowFormer's attention stands behind its norm; a ViT's blocks stand in a row of their like."""
    assert list(attending_blocks(small("lowformer"))) == ["stages.2.1", "stages.3.1", "stages.3.2"]
    assert list(attending_blocks(small("parallel scaling"))) == ["blocks.0", "blocks.1"]
