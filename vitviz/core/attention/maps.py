"""From rows of attention to maps on the patch grid; torch ends here.

A row is what one query looks at, a column (`looked_at`) is who looks at one key; both become
float32 maps by `to_grid`. Fusions over heads and ways to scale a map for the eye are functions
with a name, so that a page can say which one it shows.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from vitviz.core.attention.per_head import heads
from vitviz.core.attention.trace import Layer
from vitviz.errors import ArgumentError


def to_grid(
    rows: Float[Tensor, "*heads tokens"], grid: tuple[int, int], prefix: int, beyond: int = 0
) -> Float[ndarray, "*heads rows cols"]:
    """Lay the patches' part of each row on the grid (rows, columns), as float32.

    Nothing is rescaled: a map sums to 1 less the share of the prefix tokens, and of the last
    `beyond` keys, which lie beyond the picture.
    Raises ArgumentError for rows that have not prefix + rows * columns + beyond tokens.
    """
    patched = prefix + grid[0] * grid[1]
    tokens = patched + beyond
    _require(rows.shape[-1] == tokens, "rows", f"{tokens} tokens", rows.shape[-1])
    patches = rows.detach()[..., prefix:patched].float().cpu().numpy()
    return patches.reshape(*patches.shape[:-1], *grid)


def over(
    grid: tuple[int, int], single: Float[ndarray, "_rows _cols"]
) -> Float[ndarray, "rows cols"]:
    """Lay a map of a coarser grid over a finer one, as float32; of the same grid it stays.

    Each patch has an even share of the cell that covers its centre: the sum is the same.
    Raises ArgumentError for a grid that is coarser than the map's.
    """
    finer = all(fine >= coarse for fine, coarse in zip(grid, single.shape, strict=True))
    _require(finer, "grid", f"at least {single.shape}", grid)
    rows, cols = (
        (2 * np.arange(fine) + 1) * coarse // (2 * fine)  # in whole numbers: no centre is rounded
        for fine, coarse in zip(grid, single.shape, strict=True)
    )
    share = np.outer(1 / np.bincount(rows), 1 / np.bincount(cols)).astype(np.float32)
    return (single * share)[np.ix_(rows, cols)]


def fuse_mean(
    attention: Float[Tensor, "heads queries tokens"],
) -> Float[Tensor, "queries tokens"]:
    """Return the mean over heads; rows sum to 1 as before."""
    return attention.mean(dim=0)


def fuse_max(attention: Float[Tensor, "heads queries tokens"]) -> Float[Tensor, "queries tokens"]:
    """Return the largest weight of any head; rows sum to 1 or more."""
    return attention.amax(dim=0)


def fuse_min(attention: Float[Tensor, "heads queries tokens"]) -> Float[Tensor, "queries tokens"]:
    """Return the smallest weight of any head; rows sum to 1 or less."""
    return attention.amin(dim=0)


@torch.no_grad()
def looked_at(layer: Layer, keys: Sequence[int]) -> Float[Tensor, "heads keys queries"]:
    """Return how much each query looks at each of the keys: columns of the attention, float32.

    A column does not sum to 1: a key that all look at has more. Negative indices count from the
    end. Raises ArgumentError for a key that is not there.
    """
    count, tokens, _ = layer.keys.shape
    for key in keys:
        _require(-tokens <= key < tokens, "keys", f"from {-tokens} to {tokens - 1}", key)
    asked = torch.tensor(list(keys), dtype=torch.long, device=layer.keys.device)
    columns = torch.empty(count, len(asked), layer.queries.shape[1], device=layer.keys.device)
    for head, weights in enumerate(heads(layer)):
        columns[head] = weights[:, asked].T
    return columns


def of_uniform(
    maps: Float[ndarray, "*heads rows cols"], prefix: int
) -> Float[ndarray, "*heads rows cols"]:
    """Return weights as multiples of an even share of all tokens, prefix too: 1 is even."""
    return maps * np.float32(prefix + maps.shape[-2] * maps.shape[-1])


def density(maps: Float[ndarray, "*heads rows cols"]) -> Float[ndarray, "*heads rows cols"]:
    """Return each map as multiples of its mean size: 1 is an even share, whatever it counts in.

    So maps of different methods meet on one scale. Of a map that is nowhere negative the mean size
    is its mean. Cells that are not finite stay as they are and do not count. A map without a signal
    becomes 0.
    """
    counted = np.isfinite(maps)
    total = np.abs(np.where(counted, maps, 0)).sum(axis=(-2, -1), keepdims=True, dtype=np.float64)
    cells = counted.sum(axis=(-2, -1), keepdims=True)
    mean = total / np.maximum(cells, 1)
    shares = maps / np.where(mean > 0, mean, 1)
    return np.where((mean > 0) | ~counted, shares, 0).astype(np.float32)


def has_signal(single: Float[ndarray, "rows cols"]) -> bool:
    """Return whether any cell is finite and not 0; if none is, the map has nothing to show."""
    return bool(single[np.isfinite(single)].any())


def per_map(maps: Float[ndarray, "*heads rows cols"]) -> Float[ndarray, "*heads rows cols"]:
    """Stretch each map from its smallest to its largest value over 0 to 1.

    It hides how strong a map is, so whoever shows it says so. A map of one value carries no
    signal and becomes 0, not magnified noise.
    """
    low = maps.min(axis=(-2, -1), keepdims=True)
    spread = maps.max(axis=(-2, -1), keepdims=True) - low
    return (maps - low) / np.where(spread > 0, spread, np.float32(1))


def clip(
    maps: Float[ndarray, "*heads rows cols"], percentile: float = 99.0
) -> tuple[Float[ndarray, "*heads rows cols"], float]:
    """Cut all maps off at one percentile of all their values; return them and that limit.

    A few sinks no longer darken everything else, and the maps still share one scale.
    """
    _require(0 <= percentile <= 100, "percentile", "from 0 to 100", percentile)
    limit = np.percentile(maps, percentile).astype(np.float32)
    return np.minimum(maps, limit), float(limit)


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
