"""A layer's attention, one head after another, in one buffer.

All heads of one layer at 1025 tokens are 25 MB, one is 4 MB. What goes through all layers (a
rollout, a column, a measure) takes them one at a time, so that memory stays small and the buffer
in the processor's cache; writing all heads out costs more than computing them.
"""

import math
from collections.abc import Iterable, Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vitviz.core.attention.trace import Layer, attention_inside
from vitviz.core.attention.windows import Windows, rows_of
from vitviz.core.matrix_products import product_in


def heads(
    layer: Layer,
    queries: slice | Int[Tensor, " queries"] | None = None,
    buffer: Float[Tensor, " numbers"] | None = None,
) -> Iterator[Float[Tensor, "queries tokens"]]:
    """Yield each head's float32 attention of the asked queries, None for all: rows sum to 1.

    The next head overwrites the last, which lies in `buffer` if one is given (float32, at least
    queries x tokens numbers).
    """
    if layer.windows is not None:
        each = attention_inside(layer).unbind(1)
        yield from spread(layer.windows, each, queries, buffer)
        return
    part = slice(None) if queries is None else queries
    asked = layer.queries.detach()[:, part].float()
    bias = None if layer.bias is None else layer.bias.detach()
    if bias is not None and bias.shape[1] > 1:
        bias = bias[:, part]
    asked, keys = asked * layer.scale, layer.keys.detach().float()
    shape = (asked.shape[1], keys.shape[1])
    room = asked.new_empty(math.prod(shape)) if buffer is None else buffer
    weights = room[: math.prod(shape)].view(shape)
    for head in range(len(asked)):
        scores = product_in(weights, asked[head], keys[head])
        if bias is not None:
            scores += bias[head % len(bias)]  # one for all heads, or one for each
        yield torch.softmax(scores, dim=-1, out=weights)


def spread(
    windows: Windows,
    each: Iterable[Float[Tensor, "windows positions _positions"]],
    queries: slice | Int[Tensor, " queries"] | None = None,
    buffer: Float[Tensor, " numbers"] | None = None,
) -> Iterator[Float[Tensor, "queries tokens"]]:
    """Yield what each head has in its windows as rows over the whole grid, as `heads` does.

    Outside a row's window stands 0.
    """
    tokens = torch.arange(windows.places.numel(), device=windows.places.device)
    asked = tokens if queries is None else tokens[queries]
    rows: Tensor | None = None
    for head in each:
        if rows is None:
            size = len(asked) * windows.tokens
            room = head.new_empty(size) if buffer is None else buffer
            rows = room[:size].view(len(asked), -1)
        yield rows_of(windows, head, asked, rows)
