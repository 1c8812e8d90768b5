"""A layer's attention, one head after another in one buffer; on an accelerator many at once.

All heads of one layer at 1025 tokens are 25 MB, one is 4 MB. What goes through all layers (a
rollout, a column, a measure) takes them one at a time on a processor, so that memory stays small
and the buffer in its cache; writing all heads out costs more than computing them. An accelerator
has the memory, and each operation that is asked of it costs more than its arithmetic.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vitviz.core.attention.trace import Layer, attention_inside
from vitviz.core.attention.windows import Windows, rows_of
from vitviz.core.matrix_products import product_in

_ROOM = 2**26  # numbers that heads may take together: 256 MB, ten layers of a ViT-S at 1025 tokens


def heads(
    layer: Layer,
    queries: slice | Int[Tensor, " queries"] | None = None,
    buffer: Float[Tensor, " numbers"] | None = None,
) -> Iterator[Float[Tensor, "queries tokens"]]:
    """Yield each head's float32 attention of the asked queries, None for all: rows sum to 1.

    Of differential attention they are signed and sum to 1 - lambda, as in `attention`. The next
    head overwrites the last, which lies in `buffer` if one is given (float32, at least queries x
    tokens numbers), where heads are computed one at a time.
    """
    for several in batches(layer, queries, buffer):
        yield from several


def batches(
    layer: Layer,
    queries: slice | Int[Tensor, " queries"] | None = None,
    buffer: Float[Tensor, " numbers"] | None = None,
) -> Iterator[Float[Tensor, "heads queries tokens"]]:
    """Yield what `heads` does, as many heads together as the device computes best.

    The next ones may overwrite the last.
    """
    if layer.windows is not None:
        each = attention_inside(layer).unbind(1)
        yield from (head[None] for head in spread(layer.windows, each, queries, buffer))
        return
    part = slice(None) if queries is None else queries
    weights = _softmaxes(layer, layer.queries, layer.keys, part, buffer)
    if layer.less is None:
        yield from weights
        return
    taken = _softmaxes(layer, layer.less.queries, layer.less.keys, part)
    for several, others in zip(weights, taken, strict=True):
        yield several.sub_(others.mul_(layer.less.factor))


def _softmaxes(
    layer: Layer,
    queries: Tensor,
    keys: Tensor,
    part: slice | Tensor,
    buffer: Tensor | None = None,
) -> Iterator[Float[Tensor, "heads queries tokens"]]:
    """Yield the softmaxes of these queries and keys with the layer's scale and bias."""
    asked, bias = queries.detach()[:, part].float() * layer.scale, layer.bias
    if bias is not None:
        bias = bias.detach()[:, part] if bias.shape[1] > 1 else bias.detach()
    for scores, some in products(asked, keys.detach().float(), buffer):
        if bias is not None:
            scores += bias[some] if len(bias) > 1 else bias  # one for each head, or one for all
        yield torch.softmax(scores, dim=-1, out=scores)


def products(
    rows: Float[Tensor, "heads queries dim"],
    others: Float[Tensor, "heads tokens dim"],
    buffer: Float[Tensor, " numbers"] | None = None,
) -> Iterator[tuple[Float[Tensor, "some queries tokens"], slice]]:
    """Yield each head's rows @ others.T, and which heads they are: as many as `batches` takes.

    One at a time they lie in `buffer` if one is given.
    """
    shape = rows.shape[1], others.shape[1]
    count = at_once(math.prod(shape), rows.device)
    if count > 1:
        for first in range(0, len(rows), count):
            some = slice(first, first + count)
            yield torch.bmm(rows[some], others[some].mT), some
        return
    room = rows.new_empty(math.prod(shape)) if buffer is None else buffer
    room = room[: math.prod(shape)].view(shape)
    for head in range(len(rows)):
        yield product_in(room, rows[head], others[head])[None], slice(head, head + 1)


def add_rows(
    total: Float[Tensor, "rows tokens"],
    rows: Float[Tensor, "rows queries"],
    several: Float[Tensor, "heads queries tokens"],
) -> None:
    """Add to `total`, in place, the rows times each of these heads' matrices."""
    if len(several) == 1:
        total.addmm_(rows, several[0])
    else:
        total += (rows @ several).sum(0)


def mean_heads(layers: Sequence[Layer]) -> Float[Tensor, "layers queries tokens"]:
    """Return the mean over heads of each of these layers' attention, by few operations for all.

    They are `alike`.
    """
    queries, keys = (
        torch.stack(each).detach().flatten(0, 1).float()
        for each in zip(*((layer.queries, layer.keys) for layer in layers), strict=True)
    )
    weights = torch.bmm(queries * layers[0].scale, keys.mT)
    torch.softmax(weights, dim=-1, out=weights)
    return weights.unflatten(0, (len(layers), -1)).mean(1)


def alike(layer: Layer, other: Layer) -> bool:
    """Return whether `mean_heads` takes both together: one shape and scale, nothing besides."""
    besides = (besides for one in (layer, other) for besides in (one.bias, one.windows, one.less))
    if any(each is not None for each in besides):
        return False
    shapes = layer.queries.shape == other.queries.shape, layer.keys.shape == other.keys.shape
    return all(shapes) and layer.scale == other.scale


def at_once(numbers: int, device: torch.device) -> int:
    """Return how many matrices, each of so many numbers, are best computed together: on a CPU 1."""
    return 1 if device.type == "cpu" else max(1, _ROOM // max(1, numbers))


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
