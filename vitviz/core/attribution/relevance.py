"""Which patches speak for one class: attention, weighted by what the class's logit makes of it.

Both methods take E, the mean over heads of the positive part of A * dy/dA. Generic relevance
(Chefer et al. 2021) adds up: R <- R + E R. Gradient rollout (ours) mixes as rollout does, each
row of E first divided by its sum. What the head reads is one row that goes down through the
layers: no product of matrices. What a token has of itself before any layer is not evidence, so
it is left out: where nothing answers to the class the map is 0. A negative weight (differential
attention) counts as any other: what speaks for the class is the product's sign, not the weight's.
"""

from collections.abc import Iterator
from dataclasses import replace

import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from vitviz.core.attention.maps import to_grid
from vitviz.core.attention.per_head import add_rows, batches, heads
from vitviz.core.attention.rollout import met, require_all_seen, rollout, steps
from vitviz.core.attention.trace import Layer, Trace
from vitviz.core.attribution.gradients import Gradients, gradient_batches, gradients
from vitviz.core.models.load import Vit
from vitviz.errors import ArgumentError

_RESIDUAL = 0.5
_EMPTY = torch.finfo(torch.float32).tiny  # evidence has no scale of its own: only 0 is nothing


def relevance(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"], target: int, start: int = 0
) -> Float[ndarray, "rows cols"]:
    """Return the generic relevance of every patch for the class; see `relevance_of`.

    Raises as `gradients` does.
    """
    return relevance_of(gradients(vit, pixels, target), start)


def gradient_rollout(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"], target: int
) -> Float[ndarray, "rows cols"]:
    """Return the gradient rollout of every patch for the class; see `gradient_rollout_of`.

    Raises as `gradients` does.
    """
    return gradient_rollout_of(gradients(vit, pixels, target))


@torch.no_grad()
def relevance_of(found: Gradients, start: int = 0) -> Float[ndarray, "rows cols"]:
    """Return the relevance of every patch for the class, in logits, not negative.

    Chefer et al. 2021, eq. 5 and 6, read where the head reads: the row of the class token, the
    mean row of a distilled pair or of all patches; an attention pool is the last
    cross-attention. No row is divided by its sum. Layers before `start` are left out (parallel
    branches of one block are one). Doubling the logit more than doubles the map.
    Raises ArgumentError for a start that is no layer, CaptureError for a trace that lacks some
    of the model's attention.
    """
    require_all_seen(found.trace)
    order = steps(found.trace)
    if not 0 <= start < len(order):
        rule = f"from 0 to {len(order) - 1}"
        raise ArgumentError("out_of_range", argument="start", rule=rule, got=start)
    *_, row = _accumulated(found, order[start:])
    return to_grid(row, found.trace.grid, found.trace.prefix)


@torch.no_grad()
def relevance_of_each(found: Gradients) -> Float[ndarray, "starts rows cols"]:
    """Return `relevance_of` for each start: going down, every layer's row is one of them.

    It costs what the first alone costs. Raises CaptureError likewise.
    """
    require_all_seen(found.trace)
    rows = list(_accumulated(found, steps(found.trace)))
    return to_grid(torch.stack(rows[::-1]), found.trace.grid, found.trace.prefix)


@torch.no_grad()
def gradient_rollout_of(found: Gradients) -> Float[ndarray, "rows cols"]:
    """Return each patch's share in what the head reads, by the attention that speaks for a class.

    Ours, after Abnar and Zuidema 2020: each layer mixes by 0.5 F + 0.5 I, F the evidence E with
    every row divided by its sum; a row without evidence keeps its own token. The shares sum to
    at most 1; only their order means much, for a row with little evidence counts like any other.
    Read as `relevance_of` is. Raises CaptureError likewise.
    """
    require_all_seen(found.trace)
    room = _room(found.trace)
    own, arrived = _read(found, room)
    arrived /= arrived.sum().clamp(min=_EMPTY)
    for at, step in enumerate(reversed(steps(found.trace))):
        first, last = _span(step, own)
        rows = own[first:last] + arrived[first:last]
        spoken, moved = _times_shares(found, step, rows, met(rows[None], at), room)
        kept = torch.where(spoken, _RESIDUAL, 1.0)
        own[first:last] *= kept
        arrived[first:last] *= kept
        arrived[first:] += (1 - _RESIDUAL) * moved
    return to_grid(arrived, found.trace.grid, found.trace.prefix)


def class_attention(trace: Trace) -> Float[ndarray, "rows cols"]:
    """Return what the token that the head reads looks at in the last layer, the mean over heads.

    Of a distilled pair and of a model that reads all patches it is the mean of their rows, of an
    attention pool its own row. Shares sum to 1 less that of the prefix tokens. No class enters.
    The map lies on the grid of what the last layer looks at; what its padded windows look at
    beyond the picture is left out. Of differential attention it is signed, and sums to 1 - lambda
    less what the prefix tokens have.
    """
    last = trace.layers[-1]
    if last.key_grid or last.beyond or last.signed:
        return to_grid(_looked_at_by(trace.pooling, last), last.looked, last.prefix, last.beyond)
    row = trace.pooling
    if last.kind != "pool":
        layers, layout = tuple(steps(trace)[-1]), trace.layout.on(last.grid)
        alone = replace(trace, layers=layers, layout=layout, unseen=())
        row = rollout(alone, "pooling", residual=0.0)[0]
    return to_grid(row, last.grid, trace.prefix)


def _looked_at_by(read: Tensor, layer: Layer) -> Float[Tensor, " tokens"]:
    """Return the heads' mean row of what is `read`, weighted; the keys are others than these."""
    asked = read.nonzero()[:, 0]
    weights, total = read[asked].float(), read.new_zeros(layer.keys.shape[1], dtype=torch.float32)
    for head in heads(layer, asked):
        total += weights @ head
    return total / len(layer.keys)


def _room(trace: Trace) -> Float[Tensor, "2 numbers"]:
    # One head's attention and its gradient, in the same place for all layers.
    return trace.pooling.new_empty(2, len(trace.pooling) ** 2, dtype=torch.float32)


def _read(found: Gradients, room: Tensor) -> tuple[Tensor, Tensor]:
    """Return what the head reads as two rows: the tokens' own, and what a pool let arrive."""
    pooling, last = found.trace.pooling.float(), found.trace.layers[-1]
    arrived = torch.zeros_like(pooling)
    if last.kind != "pool":
        return pooling.clone(), arrived
    rows = pooling.new_full((last.queries.shape[1],), 1 / last.queries.shape[1])
    first = len(pooling) - last.keys.shape[1]  # a pool may leave out the prefix tokens
    arrived[first:] = _times_evidence(found, [last], rows, slice(None), room)
    return torch.zeros_like(pooling), arrived


def _accumulated(found: Gradients, order: list[list[Layer]]) -> Iterator[Tensor]:
    """Yield what has arrived at every token after each step, the last step first."""
    room = _room(found.trace)
    own, arrived = _read(found, room)
    for at, step in enumerate(reversed(order)):
        first, last = _span(step, own)
        rows = own[first:last] + arrived[first:last]
        arrived[first:] += _times_evidence(found, step, rows, met(rows[None], at), room)
        yield arrived.clone()


def _span(step: list[Layer], own: Tensor) -> tuple[int, int]:
    # Tokens that the layer does not have come first; class layers have fewer queries.
    first = len(own) - step[0].keys.shape[1]
    return first, first + step[0].queries.shape[1]


def _times_evidence(
    found: Gradients,
    step: list[Layer],
    rows: Float[Tensor, " queries"],
    part: slice | Tensor,
    room: Tensor,
) -> Float[Tensor, " tokens"]:
    """Return the row times E, the mean over the heads of all the step's layers."""
    weights = rows[None, part] / sum(len(layer.keys) for layer in step)
    total = weights.new_zeros(1, step[0].keys.shape[1])
    for evidence in _evidence(found, step, part, room):
        add_rows(total, weights, evidence)
    return total[0]


def _times_shares(
    found: Gradients,
    step: list[Layer],
    rows: Float[Tensor, " queries"],
    part: slice | Tensor,
    room: Tensor,
) -> tuple[Tensor, Float[Tensor, " tokens"]]:
    """Return which queries have evidence, and the row times E with its rows divided by sums.

    Queries that are not among `part` are not looked at and count as having none.
    """
    each = _evidence(found, step, part, room)
    fused = next(each).sum(0)
    for evidence in each:
        fused += evidence[0] if len(evidence) == 1 else evidence.sum(0)  # one needs no copy
    sums = fused.sum(dim=1)
    spoken = torch.zeros_like(rows, dtype=torch.bool)
    spoken[part] = sums > _EMPTY
    weights = torch.where(sums > _EMPTY, rows[part] / sums.clamp(min=_EMPTY), 0)
    return spoken, weights @ fused


def _evidence(
    found: Gradients, step: list[Layer], part: slice | Tensor, room: Tensor
) -> Iterator[Float[Tensor, "heads queries tokens"]]:
    """Yield each head's positive part of A * dy/dA, as many heads together as `batches` does."""
    for layer in step:
        slopes = gradient_batches(found, layer, part, room[1])
        for attended, slope in zip(batches(layer, part, room[0]), slopes, strict=True):
            yield attended.mul_(slope).clamp_(min=0)
