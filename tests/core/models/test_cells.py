import pytest
import torch
from timm.layers.attention2d import MultiQueryAttention2d
from timm.layers.bottleneck_attn import BottleneckAttn
from timm.layers.halo_attn import HaloAttn
from torch import nn

from tests.core.models.made_calls import call as made_call
from vitviz.core.attention.by_hand import show_products
from vitviz.core.models.cells import _cells, _found, _Met, cells_of_each

PIXELS = torch.randn(1, 16, 8, 12, generator=torch.Generator().manual_seed(3))


class Alone(nn.Module):
    def __init__(self, attn, before=None):
        super().__init__()
        self.before, self.attn = before or nn.Identity(), attn

    def forward(self, pixels):
        return self.attn(self.before(pixels))


def told(attn, pixels=PIXELS):
    module = Alone(attn).eval()
    show_products(module)
    return cells_of_each(module, pixels, ["attn"])["attn"]


def halo(stride=1, **changes):
    torch.manual_seed(1)
    given = {"block_size": 4, "halo_size": 1, "num_heads": 2} | changes
    return HaloAttn(16, stride=stride, **given)


def neighbourhoods(high, wide, block, reach):
    """By plain loops: of each block of 4 x 4 the cells around it, -1 beyond the map."""
    return [
        [
            y * wide + x if 0 <= y < high and 0 <= x < wide else -1
            for y in range(top - reach, top + block + reach)
            for x in range(left - reach, left + block + reach)
        ]
        for top in range(0, high, block)
        for left in range(0, wide, block)
    ]


@pytest.mark.parametrize("heads", [2, 6])  # as many as windows, too
def test_blocks_look_at_the_cells_around_them(heads):
    found = told(halo(num_heads=heads, dim_head=8, dim_out=24))
    known = torch.tensor(neighbourhoods(8, 12, 4, 1))
    assert (found.grid, found.key_grid) == ((8, 12), (8, 12))
    looked = found.windows.keys
    assert torch.equal(looked.where(looked < 96, torch.tensor(-1)), known)
    assert found.windows.tokens == 96 + int((known < 0).sum())
    own = torch.tensor(neighbourhoods(8, 12, 4, 0))
    assert torch.equal(found.windows.places, own)


def test_of_every_other_query_the_grid_is_coarser_than_that_of_the_keys():
    found = told(halo(stride=2))
    assert (found.grid, found.key_grid) == ((4, 6), (8, 12))
    assert torch.equal(found.windows.places, torch.tensor(neighbourhoods(4, 6, 2, 0)))


def test_one_window_over_the_whole_map_may_look_beyond_it():
    found = told(halo(), PIXELS[..., :4, :4])
    assert len(found.windows.places) == 1
    assert found.windows.tokens == 36
    assert not found.windows.overlap


class Mixed(HaloAttn):
    """Of whose windows some lose their place: the same cells stand in them twice."""

    def forward(self, x):
        made = self.kv
        self.kv = nn.Sequential(made, nn.Identity())
        self.kv.forward = lambda given: torch.cat([made(given)[..., :6]] * 2, dim=3)
        out = super().forward(x)
        self.kv = made
        return out


def test_what_does_not_look_at_each_cell_has_no_place():
    torch.manual_seed(1)
    assert told(Mixed(16, block_size=4, halo_size=1, num_heads=2)) is None


def test_cells_that_nothing_tells_apart_have_no_place():
    assert told(halo(), torch.ones_like(PIXELS)) is None


def test_what_makes_no_call_or_is_not_asked_has_no_cells():
    assert told(nn.Conv2d(16, 16, 1)) is None
    assert cells_of_each(Alone(halo()), PIXELS, []) == {}


def test_a_module_bears_no_hook_afterwards():
    module = Alone(halo()).eval()
    show_products(module)
    cells_of_each(module, PIXELS, ["attn"])
    assert not any(part._forward_hooks for part in module.modules())


def test_all_that_ask_all_are_one_window_in_reading_order():
    found = told(BottleneckAttn(16, feat_size=(8, 12), num_heads=2))
    assert torch.equal(found.windows.places, torch.arange(96)[None])
    assert torch.equal(found.windows.keys, torch.arange(96)[None])


def test_a_fused_call_over_maps_that_convolutions_made_has_coarser_keys():
    """MobileNet's: one head's keys and values for all queries, of every other row and column."""
    torch.manual_seed(1)
    found = told(MultiQueryAttention2d(16, num_heads=4, key_dim=6, kv_stride=2))
    assert (found.grid, found.key_grid) == ((8, 12), (4, 6))
    assert torch.equal(found.windows.places, torch.arange(96)[None])
    assert torch.equal(found.windows.keys, torch.arange(24)[None])


def test_keys_that_lie_elsewhere_than_their_values_have_no_place():
    torch.manual_seed(1)
    attn = MultiQueryAttention2d(16, num_heads=4, key_dim=6, kv_stride=2)
    attn.key.append(Turned())
    assert told(attn) is None


class Turned(nn.Module):
    """The same rows the other way round."""

    def forward(self, given):
        return given.flip(2)


MAP = torch.randn(6, 2, 3, generator=torch.Generator().manual_seed(4))  # two heads' channels
ROWS = MAP.unflatten(0, (2, 3)).flatten(2).permute(0, 2, 1)[None]  # (1, heads, cells, 3)


def test_rows_are_looked_up_in_the_channels_of_each_head():
    order = torch.tensor([4, 0, 5, 2, 1, 3])
    grid, at = _found(ROWS[:, :, order], [torch.randn(6, 2, 3), MAP])
    assert grid == (2, 3)
    assert torch.equal(at, order[None])


def test_heads_that_lie_apart_have_no_place():
    rows = torch.stack([ROWS[:, 0], ROWS[:, 1].flip(1)], dim=1)
    assert _found(rows, [MAP]) is None


def test_a_row_that_is_no_cells_has_no_place_but_one_of_zeros_lies_beyond():
    rows = ROWS.clone()
    rows[:, :, 2] = 0
    assert _found(rows, [MAP])[1].tolist() == [[0, 1, -1, 3, 4, 5]]
    rows[:, :, 2] = 0.5
    assert _found(rows, [MAP]) is None


def test_two_cells_with_the_same_numbers_are_not_told_apart():
    twice = MAP.clone()
    twice[:, 1, 2] = twice[:, 0, 0]
    rows = twice.unflatten(0, (2, 3)).flatten(2).permute(0, 2, 1)[None]
    assert _found(rows[:, :, :5], [twice]) is None


def test_a_cell_that_asks_twice_or_not_at_all_is_no_grid():
    def of(asked):
        call = made_call(6, 6, owner=nn.Identity(), queries=asked, keys=ROWS, values=ROWS)
        return _cells(_Met([call], [MAP]))

    assert of(ROWS).grid == (2, 3)
    assert of(ROWS[:, :, [0, 1, 2, 3, 4, 4]]) is None
    assert of(ROWS[:, :, :4]) is None
