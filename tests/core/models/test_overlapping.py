import pytest
import torch
from timm.layers.attention2d import MultiQueryAttention2d
from timm.layers.halo_attn import HaloAttn
from torch import nn

from tests.core.models.made_calls import call as made_call
from vitviz.core.attention.by_hand import show_products
from vitviz.core.attention.tap import AttentionTap
from vitviz.core.models.overlapping import cells_around, convolves, windows_overlap
from vitviz.errors import ModelError


def call(values, asked, by_hand=True):
    windows, heads, looked, width = values.shape
    return made_call(
        asked,
        looked,
        owner=nn.Identity(),
        queries=torch.zeros(windows, heads, asked, 1),
        keys=torch.zeros(windows, heads, looked, 1),
        values=values,
        output=torch.zeros(windows, heads, asked, width),
        by_hand=by_hand,
    )


def cut(size, step, padded=0):
    """Windows of a map of 8 x 8 tokens, each `size` wide and beginning every `step`-th token."""
    tokens = torch.randn(1, 6, 8, 8, generator=torch.Generator().manual_seed(0))
    tokens = nn.functional.pad(tokens, (padded,) * 4)
    taken = tokens.unfold(2, size, step).unfold(3, size, step)
    return taken.permute(0, 2, 3, 4, 5, 1).reshape(-1, 1, size * size, 6)


def test_neighbourhoods_of_blocks_overlap():
    assert windows_overlap(call(cut(6, 4, padded=1), 16))


@pytest.mark.parametrize("size", [4, 2])
def test_tiles_do_not(size):
    assert not windows_overlap(call(cut(size, size), 2))


def test_rows_that_pad_are_copies_of_one_and_overlap_nothing():
    padded = cut(4, 4)
    padded[:, :, 10:] = torch.ones(6)
    assert not windows_overlap(call(padded, 2))


def test_where_as_many_ask_as_are_looked_at_or_there_is_one_window_nothing_overlaps():
    shared = cut(4, 4)[:1].expand(4, 1, 16, 6)
    assert not windows_overlap(call(shared, 16))
    assert not windows_overlap(call(cut(8, 8), 16))
    assert not windows_overlap(call(cut(6, 4, padded=1), 16, by_hand=False))


class Alone(nn.Module):
    """A module that attends to the picture itself."""

    def __init__(self, attn):
        super().__init__()
        self.attn = attn

    def forward(self, pixels):
        return self.attn(pixels)


class Blurred(HaloAttn):
    """Whose keys and values are sums of cells that no map inside it holds."""

    def forward(self, x):
        last = self.kv.register_forward_hook(lambda _, __, made: made + made.roll(1, 3))
        try:
            return super().forward(x)
        finally:
            last.remove()


def around(kind):
    module = Alone(kind(16, block_size=4, halo_size=1, num_heads=2))
    pixels = torch.randn(1, 16, 8, 12, generator=torch.Generator().manual_seed(3))
    show_products(module)
    with torch.no_grad():
        (made,) = watched(module, pixels)
        return cells_around(module, pixels, {"attn": made})


def watched(module, pixels):
    calls = []
    with AttentionTap(calls.append):
        module(pixels)
    return calls


def test_windows_that_overlap_over_a_map_are_told():
    assert around(HaloAttn)["attn"].windows.overlap


def test_windows_that_overlap_over_what_is_no_map_are_refused():
    with pytest.raises(ModelError, match="overlapping_windows"):
        around(Blurred)


def test_what_looks_at_no_more_than_asks_is_not_asked():
    assert cells_around(Alone(nn.Identity()), torch.zeros(1), {"attn": call(cut(4, 4), 16)}) == {}


def test_a_module_of_convolutions_alone_is_asked_too():
    attn = MultiQueryAttention2d(16, num_heads=4, key_dim=6, kv_stride=2)
    module, pixels = Alone(attn).eval(), torch.randn(1, 16, 8, 12)
    with torch.no_grad():
        (made,) = watched(module, pixels)
    assert cells_around(module, pixels, {"attn": made})["attn"].key_grid == (4, 6)
    kinds = [attn, nn.Sequential(nn.Conv2d(3, 3, 1), nn.Linear(3, 3)), nn.Linear(3, 3)]
    assert [convolves(each) for each in kinds] == [True, False, False]
