"""One number for each row of attention, and for each head of a trace.

Entropy says how spread attention is, reach how far it goes, the prefix share how much of it goes to
tokens that are no patch. `summary` takes their means over the patches' queries, one head at a
time, for the whole trace.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from vitviz.core.attention.per_head import batches
from vitviz.core.attention.rollout import require_unsigned
from vitviz.core.attention.trace import Layer, Trace, attention_inside
from vitviz.core.attention.windows import Windows
from vitviz.errors import ArgumentError

Size = tuple[int, int]
_MASKED = 50  # below a row's largest bias: a shifted window's mask is 100 (Liu et al.'s code)


@dataclass(frozen=True, eq=False)
class Summary:
    """Means over the patches' queries, one row per self-attention layer, one column per head.

    `entropy` in nats, `reach` in pixels of the model, `prefix_share` from 0 to 1; float32, NaN
    where a layer has fewer heads than another. `layers` are the layers' indices in the trace.
    `uniform_reach` is the reach of even attention to the whole picture in pixels, `width` that of
    the pixels, `tokens` how many there are. `seen` is for each layer how many tokens a query may
    look at, of its own grid, or of its window where the layer has some: log(seen) is the largest
    entropy. `even_reach` is for each layer the reach of even attention to those, in pixels.
    """

    layers: tuple[int, ...]
    entropy: Float[ndarray, "layers heads"]
    reach: Float[ndarray, "layers heads"]
    prefix_share: Float[ndarray, "layers heads"]
    uniform_reach: float
    width: int
    tokens: int
    seen: tuple[int, ...] = ()
    even_reach: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for name in ("entropy", "reach", "prefix_share"):
            shape = getattr(self, name).shape
            if len(shape) != 2 or shape[0] != len(self.layers):
                raise ArgumentError("broken_invariant", argument=name, rule="a row each", got=shape)

    @property
    def reach_of_width(self) -> Float[ndarray, "layers heads"]:
        """Reach as a fraction of the picture's width."""
        return self.reach / np.float32(self.width)


def entropy(weights: Float[Tensor, "*heads tokens"]) -> Float[Tensor, "*heads"]:
    """Return -sum(w log w) of each row in nats: 0 for one token alone, log n for all evenly.

    (Shannon 1948, section 6; 0 log 0 is 0.)
    """
    return torch.special.entr(weights).sum(dim=-1)


def prefix_share(weights: Float[Tensor, "*heads tokens"], prefix: int) -> Float[Tensor, "*heads"]:
    """Return the part of each row, from 0 to 1, that goes to the first `prefix` tokens."""
    return weights[..., :prefix].sum(dim=-1)


def distances(grid: Size, patch: tuple[float, float]) -> Float[Tensor, "patches patches"]:
    """Return the distance between the centres of any two patches, float32, in pixels.

    `grid` is (rows, columns), `patch` (height, width) in pixels.
    """
    y = torch.arange(grid[0]).repeat_interleave(grid[1]) * float(patch[0])
    x = torch.arange(grid[1]).repeat(grid[0]) * float(patch[1])
    return torch.hypot(y[:, None] - y, x[:, None] - x)


def reach(
    weights: Float[Tensor, "*heads queries tokens"],
    queries: Sequence[int],
    grid: Size,
    prefix: int,
    patch: tuple[float, float],
) -> Float[Tensor, "*heads queries"]:
    """Return the mean distance in pixels between a patch and the patches it looks at.

    `queries` are the tokens whose rows these are; the weights on prefix tokens are left out and
    the others divided by their sum (mean attention distance, Dosovitskiy et al. 2021, figure 7).
    0 for attention to oneself, NaN for a row that gives the patches nothing. `patch` is (height,
    width) in pixels. Raises ArgumentError for a query that is no patch: it is nowhere.
    """
    patches = grid[0] * grid[1]
    for query in queries:
        if not prefix <= query < prefix + patches:
            rule = f"from {prefix} to {prefix + patches - 1}"
            raise ArgumentError("no_such_patch", argument="queries", rule=rule, got=query)
    asked = [query - prefix for query in queries]
    apart = distances(grid, patch)[asked].to(weights.device)
    return _mean_distance(weights[..., prefix:], apart)


def uniform_reach(grid: Size, patch: tuple[float, float]) -> float:
    """Return the reach of even attention, in pixels, averaged over all patches, itself included.

    Exact: each offset (dy, dx) occurs (rows - |dy|) (columns - |dx|) times among the pairs.
    """
    rows, columns = grid
    return (
        math.fsum(
            (rows - abs(dy)) * (columns - abs(dx)) * math.hypot(dy * patch[0], dx * patch[1])
            for dy in range(1 - rows, rows)
            for dx in range(1 - columns, columns)
        )
        / (rows * columns) ** 2
    )


@torch.no_grad()
def summary(trace: Trace) -> Summary:
    """Return entropy, reach and prefix share of every head of every self-attention layer.

    Raises CaptureError("signed_maps") where weights may be negative: all three are of shares.
    """
    require_unsigned(trace)
    layers = tuple(i for i, layer in enumerate(trace.layers) if layer.kind == "self")
    chosen = [trace.layers[index] for index in layers]
    widest = max((len(layer.keys) for layer in chosen), default=0)
    found = np.full((3, len(layers), widest), np.nan, dtype=np.float32)
    apart: dict[tuple[Size, Size], Tensor] = {}  # one for all layers of the same grids
    for row, layer in enumerate(chosen):
        if layer.windows is not None:
            numbers = _in_windows(layer, layer.windows, trace)
        else:
            grids = layer.grid, layer.looked
            apart[grids] = apart[grids] if grids in apart else _apart(layer, trace)
            numbers = _of_layer(layer, apart[grids])
        found[:, row, : numbers.shape[1]] = numbers.cpu().numpy()
    return Summary(
        layers,
        *found,
        uniform_reach=uniform_reach(trace.grid, _patch(trace.grid, trace)),
        width=trace.size[1],
        tokens=trace.layout.tokens,
        seen=tuple(layer.seen for layer in chosen),
        even_reach=tuple(_even(layer, trace) for layer in chosen),
    )


def _patch(grid: Size, trace: Trace) -> tuple[float, float]:
    return trace.size[0] / grid[0], trace.size[1] / grid[1]


def _apart(layer: Layer, trace: Trace) -> Tensor:
    """Distances between the centres of what asks and of what is looked at, as `distances` does."""
    (y, x), (others_y, others_x) = (
        _centres(torch.arange(math.prod(grid)), grid, trace) for grid in (layer.grid, layer.looked)
    )
    apart = torch.hypot(y[:, None] - others_y, x[:, None] - others_x)
    return apart.to(layer.keys.device)


def _centres(tokens: Tensor, grid: Size, trace: Trace) -> tuple[Tensor, Tensor]:
    high, wide = _patch(grid, trace)
    return (tokens // grid[1] + 0.5) * high, (tokens % grid[1] + 0.5) * wide


def _even(layer: Layer, trace: Trace) -> float:
    if layer.windows is None and layer.looked == layer.grid:
        return uniform_reach(layer.grid, _patch(layer.grid, trace))
    if layer.windows is None:
        return float(_apart(layer, trace).mean())
    apart, asks, there = _inside(layer, layer.windows, trace)
    bias = apart.new_zeros(1, 1, 1, 1) if layer.bias is None else layer.bias
    open_ = (bias > bias.amax(-1, keepdim=True) - _MASKED).any(1)  # heads share the mask
    return float(_mean_distance((open_ & there).float(), apart)[asks].nanmean())


def _inside(layer: Layer, windows: Windows, trace: Trace) -> tuple[Tensor, Tensor, Tensor]:
    """Distances in each window, which of its places ask, and which keys lie on the picture."""
    y, x = _centres(windows.places, layer.grid, trace)
    others_y, others_x = _centres(windows.keys, layer.looked, trace)
    apart = torch.hypot(y[:, :, None] - others_y[:, None], x[:, :, None] - others_x[:, None])
    asks = windows.places < math.prod(layer.grid)
    there = (windows.keys < math.prod(layer.looked))[:, None].expand_as(apart)
    return apart, asks, there


def _in_windows(layer: Layer, windows: Windows, trace: Trace) -> Float[Tensor, "3 heads"]:
    """As `_of_layer`, from the windows alone: the whole grid's rows would be mostly zeros.

    What lies beyond the picture is nowhere: its rows are left out, and so are weights on it.
    """
    apart, asks, there = _inside(layer, windows, trace)
    numbers = [
        torch.stack(
            (
                entropy(w)[asks].mean(),
                _mean_distance(w * there, apart)[asks].nanmean(),
                w.new_zeros(()),
            )
        )
        for w in attention_inside(layer).unbind(1)
    ]
    return torch.stack(numbers, dim=1)


def _of_layer(layer: Layer, apart: Tensor) -> Float[Tensor, "3 heads"]:
    asked = torch.arange(layer.prefix, layer.queries.shape[1], device=apart.device)
    numbers = [
        torch.stack(
            (
                entropy(weights).mean(-1),
                _mean_distance(weights[..., layer.prefix :], apart).nanmean(-1),
                prefix_share(weights, layer.prefix).mean(-1),
            )
        )
        for weights in batches(layer, asked)
    ]
    return torch.cat(numbers, dim=1)


def _mean_distance(weights: Tensor, apart: Tensor) -> Tensor:
    return (weights * apart).sum(dim=-1) / weights.sum(dim=-1)
