import pytest
import torch
from torch import nn

from tests.core.models.made_calls import call as made_call
from vitviz.core.models.overlapping import windows_overlap


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
