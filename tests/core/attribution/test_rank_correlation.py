import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from vitviz.core.attribution.rank_correlation import agreements, spearman
from vitviz.errors import ArgumentError

GRID = (4, 5)


def drawn(seed, levels=None):
    """A map of random values; of few levels, so that there are ties."""
    generator = np.random.default_rng(seed)
    values = (
        generator.normal(size=GRID) if levels is None else generator.integers(levels, size=GRID)
    )
    return values.astype(np.float32)


@pytest.mark.parametrize("levels", [None, 8, 3, 2])
@pytest.mark.parametrize("seed", range(5))
def test_it_is_scipys_rank_correlation_ties_or_not(seed, levels):
    one, other = drawn(seed, levels), drawn(seed + 100, levels)
    known = spearmanr(one.ravel(), other.ravel()).statistic
    assert spearman(one, other) == pytest.approx(known, abs=1e-12)


@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 2), min_size=3, max_size=30))
def test_it_is_scipys_for_any_maps_that_have_an_order(pairs):
    one, other = np.array(pairs, dtype=np.float32).T[:, None]
    if len(np.unique(one)) > 1 and len(np.unique(other)) > 1:
        known = spearmanr(one.ravel(), other.ravel()).statistic
        assert spearman(one, other) == pytest.approx(known, abs=1e-12)
    else:
        assert math.isnan(spearman(one, other))


def test_only_the_order_counts():
    one = drawn(0)
    assert spearman(one, np.exp(3 * one)) == pytest.approx(1)
    assert spearman(one, -one) == pytest.approx(-1)
    assert -1 <= spearman(one, one) <= 1


def test_cells_that_one_map_does_not_have_are_left_out_of_both():
    one, other = drawn(0), drawn(1)
    one[0, 0] = other[2, 3] = other[3, 3] = np.nan
    seen = ~np.isnan(one + other)
    known = spearmanr(one[seen], other[seen]).statistic
    assert spearman(one, other) == pytest.approx(known, abs=1e-12)


@pytest.mark.parametrize("value", [0.0, 7.0, np.nan])
def test_a_map_of_one_value_agrees_with_nothing(value):
    flat = np.full(GRID, value, dtype=np.float32)
    assert math.isnan(spearman(flat, drawn(0)))
    assert math.isnan(spearman(flat, flat))


def test_all_pairs_are_in_the_matrix_and_it_is_symmetric():
    maps = [drawn(0), drawn(1), np.zeros(GRID, dtype=np.float32)]
    found = agreements(maps)
    assert found.shape == (3, 3)
    np.testing.assert_array_equal(found, found.T)
    assert found[0, 1] == spearman(maps[0], maps[1])
    np.testing.assert_allclose(np.diag(found), [1, 1, np.nan])
    assert np.isnan(found[2]).all()


def test_no_map_has_no_pairs():
    assert agreements([]).shape == (0, 0)


def test_maps_of_different_grids_are_refused(unchecked):
    with pytest.raises(ArgumentError, match="all of one shape"):
        agreements([drawn(0), drawn(0)[:3]])
