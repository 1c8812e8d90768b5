"""Whether two maps put the patches in the same order.

Maps of different methods count in different units; their order is what they can agree on.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Float64
from numpy import ndarray

from vitviz.errors import ArgumentError


def spearman(one: Float[ndarray, "rows cols"], other: Float[ndarray, "rows cols"]) -> float:
    """Return the rank correlation (Spearman 1904) of two maps, from -1 to 1.

    Equal values share the mean of their ranks. Cells that are NaN in either map are left out of
    both. NaN where a map has one value only, for then it has no order.
    """
    both = ~(np.isnan(one) | np.isnan(other))
    ranks = [_ranks(cells[both]) for cells in (one, other)]
    first, second = (rank - rank.mean() if rank.size else rank for rank in ranks)
    spread = np.sqrt((first @ first) * (second @ second))
    return float(np.clip(first @ second / spread, -1, 1)) if spread > 0 else float("nan")


def agreements(maps: Sequence[Float[ndarray, "rows cols"]]) -> Float64[ndarray, "maps maps"]:
    """Return the rank correlation of each pair of maps, in their order; it is symmetric.

    Raises ArgumentError for maps of different shapes.
    """
    shapes = {each.shape for each in maps}
    if len(shapes) > 1:
        rule = "all of one shape"
        raise ArgumentError("out_of_range", argument="maps", rule=rule, got=sorted(shapes))
    found = np.empty((len(maps), len(maps)))
    for i, one in enumerate(maps):
        for j, other in enumerate(maps[: i + 1]):
            found[i, j] = found[j, i] = spearman(one, other)
    return found


def _ranks(values: ndarray) -> Float64[ndarray, " cells"]:
    """Return ranks from 1; equal values share the mean of theirs."""
    _, rank, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[rank]
