import numpy as np
import pytest
import torch

from tests.core.traces import drawn, given
from vitviz.core.attention.maps import (
    clip,
    density,
    fuse_max,
    fuse_mean,
    fuse_min,
    has_signal,
    looked_at,
    of_uniform,
    over,
    per_map,
    to_grid,
)
from vitviz.core.attention.trace import attention
from vitviz.errors import ArgumentError


def test_a_row_lies_on_the_grid_in_reading_order_without_its_prefix():
    rows = torch.arange(14.0)
    laid = to_grid(rows, (3, 4), prefix=2)
    assert laid.dtype == np.float32
    np.testing.assert_array_equal(laid, np.arange(2, 14).reshape(3, 4))


def test_all_axes_before_the_tokens_stay():
    rows = torch.rand(5, 3, 13, dtype=torch.float64)
    laid = to_grid(rows, (3, 4), prefix=1)
    assert laid.shape == (5, 3, 3, 4)
    np.testing.assert_allclose(laid[2, 1].ravel(), rows[2, 1, 1:], rtol=1e-6)


def test_what_a_map_lacks_of_1_went_to_the_prefix():
    rows = attention(drawn(0))
    np.testing.assert_allclose(to_grid(rows, (3, 4), 1).sum((-2, -1)), 1 - rows[..., 0], rtol=1e-5)


def test_a_row_with_a_gradient_becomes_a_map():
    assert to_grid(torch.rand(13, requires_grad=True), (3, 4), 1).shape == (3, 4)


def test_rows_that_do_not_fit_the_grid_are_refused():
    with pytest.raises(ArgumentError) as refused:
        to_grid(torch.rand(13), (3, 4), prefix=0)
    assert refused.value.facts == {"argument": "rows", "rule": "12 tokens", "got": 13}


def test_fusions_take_mean_maximum_and_minimum_over_heads():
    weights = attention(drawn(0))
    numbers = weights.numpy()
    np.testing.assert_allclose(fuse_mean(weights), numbers.mean(0), rtol=1e-6)
    np.testing.assert_array_equal(fuse_max(weights), numbers.max(0))
    np.testing.assert_array_equal(fuse_min(weights), numbers.min(0))


def test_fused_rows_sum_to_1_to_more_and_to_less():
    weights = attention(drawn(0))
    np.testing.assert_allclose(fuse_mean(weights).sum(-1), 1, rtol=1e-6)
    assert (fuse_max(weights).sum(-1) > 1).all()
    assert (fuse_min(weights).sum(-1) < 1).all()


@pytest.mark.parametrize(
    "layer", [drawn(0), drawn(1, bias=(3, 13, 13)), drawn(2, queries=1, kind="pool")]
)
def test_looked_at_is_a_column_of_the_attention(layer):
    columns = looked_at(layer, [0, 7, -1])
    torch.testing.assert_close(columns, attention(layer).mT[:, [0, 7, 12]])


def test_a_key_that_everyone_looks_at_has_a_column_of_ones():
    sink = np.zeros((13, 13))
    sink[:, 3] = 1
    columns = looked_at(given(sink), [3, 4])
    assert columns.tolist() == [[[1.0] * 13, [0.0] * 13]]


@pytest.mark.parametrize("key", [13, -14])
def test_a_key_that_is_not_there_is_refused(key):
    with pytest.raises(ArgumentError) as refused:
        looked_at(drawn(0), [0, key])
    assert refused.value.facts["got"] == key


def test_an_even_attention_is_1_of_uniform():
    even = to_grid(torch.full((2, 13), 1 / 13), (3, 4), 1)
    np.testing.assert_allclose(of_uniform(even, prefix=1), 1, rtol=1e-6)
    assert of_uniform(even, prefix=1).dtype == np.float32


def test_density_counts_in_even_shares():
    maps = np.array([[[1, 3], [0, 0]], [[2, 2], [2, 2]]], dtype=np.float32)
    found = density(maps)
    assert found.dtype == np.float32
    assert found.tolist() == [[[1, 3], [0, 0]], [[1, 1], [1, 1]]]
    np.testing.assert_array_equal(density(maps[0] * 2.0**-90), found[0])


def test_the_density_of_no_signal_is_0_and_cells_not_seen_do_not_count():
    assert not density(np.zeros((2, 3), dtype=np.float32)).any()
    half = np.array([[np.nan, 1], [np.nan, 3]], dtype=np.float32)
    np.testing.assert_array_equal(density(half), [[np.nan, 0.5], [np.nan, 1.5]])
    assert np.isnan(density(np.full((2, 2), np.nan, dtype=np.float32))).all()


@pytest.mark.parametrize(
    ("cells", "signal"),
    [([0, 0], False), ([np.nan, 0], False), ([np.inf, np.nan], False), ([np.nan, -1], True)],
)
def test_a_map_that_is_0_or_not_finite_everywhere_has_no_signal(cells, signal):
    assert has_signal(np.array([cells], dtype=np.float32)) is signal


def test_per_map_stretches_each_map_over_0_to_1():
    maps = to_grid(attention(drawn(0)), (3, 4), 1)
    stretched = per_map(maps)
    assert stretched.dtype == np.float32
    np.testing.assert_array_equal(stretched.min((-2, -1)), 0)
    np.testing.assert_array_equal(stretched.max((-2, -1)), 1)
    order = [grids.reshape(-1, 12).argsort(-1) for grids in (maps, stretched)]
    np.testing.assert_array_equal(*order)


def test_a_map_of_one_value_has_no_signal_to_stretch():
    maps = np.stack([np.full((3, 4), 0.25), np.arange(12).reshape(3, 4)]).astype(np.float32)
    stretched = per_map(maps)
    assert not stretched[0].any()
    assert stretched[1].max() == 1


def test_clip_cuts_all_maps_at_one_limit_and_says_which():
    maps = np.arange(200, dtype=np.float32).reshape(2, 10, 10)
    clipped, limit = clip(maps, 99)
    assert limit == pytest.approx(197.01)
    assert clipped.dtype == np.float32
    np.testing.assert_array_equal(clipped, np.minimum(maps, np.float32(limit)))
    assert (clipped == np.float32(limit)).sum() == 2


def test_clip_at_100_changes_nothing():
    maps = np.random.default_rng(0).random((2, 3, 4), dtype=np.float32)
    clipped, limit = clip(maps, 100)
    np.testing.assert_array_equal(clipped, maps)
    assert limit == maps.max()


@pytest.mark.parametrize("percentile", [-1, 100.5, float("nan")])
def test_a_percentile_out_of_range_is_refused(percentile):
    with pytest.raises(ArgumentError, match="percentile"):
        clip(np.zeros((3, 4), np.float32), percentile)


def test_a_coarse_map_lies_over_the_patches_that_its_cells_cover_with_the_same_sum():
    maps = np.random.default_rng(0).random((2, 3), dtype=np.float32)
    laid = over((8, 6), maps)
    assert laid.shape == (8, 6)
    assert laid.dtype == np.float32
    np.testing.assert_allclose(laid.reshape(2, 4, 3, 2).sum(axis=(1, 3)), maps, rtol=1e-6)
    assert (laid[:4, :2] == maps[0, 0] / 8).all()
    np.testing.assert_array_equal(over((2, 3), maps), maps)
    with pytest.raises(ArgumentError, match="grid"):
        over((8, 2), maps)


def test_a_grid_that_is_no_multiple_goes_by_the_centres_of_its_patches():
    maps = np.random.default_rng(0).random((3, 2), dtype=np.float32)
    known, count = np.zeros((7, 5)), np.zeros((3, 2))
    cells = [(int((y + 0.5) * 3 / 7), int((x + 0.5) * 2 / 5)) for y, x in np.ndindex(7, 5)]
    for cell in cells:
        count[cell] += 1
    for (y, x), cell in zip(np.ndindex(7, 5), cells, strict=True):
        known[y, x] = maps[cell] / count[cell]
    np.testing.assert_allclose(over((7, 5), maps), known, rtol=1e-6)
    assert over((7, 5), maps).sum() == pytest.approx(maps.sum(), rel=1e-6)
