"""How much of each input token is in a later one, if attention and the residual stream were all.

Attention rollout (Abnar and Zuidema 2020): each layer mixes the tokens by (1 - residual) F +
residual I, F its heads fused to one matrix; later layers stand on the left of the product. Values,
projections, MLPs, norms, the heads' importance and the class do not enter. One query is a row that
goes down through the layers: no product of matrices, one head in memory.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vitviz.core.attention.per_head import add_rows, alike, at_once, batches, mean_heads
from vitviz.core.attention.trace import Layer, Trace
from vitviz.errors import ArgumentError, CaptureError

Fusion = Literal["mean", "max", "min"]

_FOLDS = {"mean": torch.add, "max": torch.maximum, "min": torch.minimum}
_OF_SEVERAL = {"mean": torch.sum, "max": torch.amax, "min": torch.amin}
_EMPTY = 1e-12  # a row that sums to less has nothing to say


@dataclass(frozen=True)
class _Rule:
    fusion: Fusion
    residual: float
    discard: float

    def __post_init__(self) -> None:
        _require(self.fusion in _FOLDS, "fusion", "mean, max or min", self.fusion)
        _require(0 <= self.residual <= 1, "residual", "from 0 to 1", self.residual)
        _require(0 <= self.discard < 1, "discard", "from 0 to less than 1", self.discard)


@torch.no_grad()
def rollout(
    trace: Trace,
    queries: Sequence[int] | Literal["pooling", "readout"] | None = None,
    fusion: Fusion = "mean",
    residual: float = 0.5,
    discard: float = 0.0,
) -> Float[Tensor, "queries tokens"]:
    """Return for each query the share of every input token in it; rows are float32, sum to 1.

    `queries` are tokens of the last layer: None for all of them, a list ([0] is the class token),
    or "pooling" for one row, what the head reads ("readout" is its older name). A row costs far
    less than all.
    `fusion` over heads: a row of "max" or "min" is divided by its sum. `discard` drops, in every
    row of the fused matrix, that fraction of the tokens, the smallest weights first, but never
    the prefix tokens nor the token itself; what is left is divided by its sum. A row with
    nothing left keeps its own token.

    A class attention mixes into its class tokens only; tokens that a layer does not have pass it
    unchanged; parallel branches of one block are one layer with the heads of both; an attention
    pool mixes nothing, its weights are `trace.pooling`. Raises ArgumentError for an argument out
    of range, CaptureError for a trace that lacks some of the model's attention, or whose maps are
    signed.
    """
    rule = _Rule(fusion, residual, discard)
    require_shares(trace)
    rows = _start(trace, queries)
    buffer = rows.new_empty(rows.shape[1] ** 2)
    at = 0
    for run in _runs(steps(trace)[::-1], rule, rows.shape[1]):
        if len(run) > 1:
            rows = _through_all(run, rows, rule)
        else:
            rows = _through(run[0], rows, rule, at, buffer)
        at += len(run)
    return rows


def require_all_seen(trace: Trace) -> None:
    """Raise CaptureError for a trace whose layers' attention cannot be multiplied.

    "unseen_attention" where it lacks some of the model's, "layers_left_out" where capture was not
    asked for all; "unequal_grids" where the layers work on several grids: what becomes of a token
    between them is no attention, and no map tells it; "beyond_picture" where windows are padded, so
    that a part of what they look at is no token.
    """
    require_one_grid(trace)
    if any(layer.beyond for layer in trace.layers):
        raise CaptureError("beyond_picture")
    if trace.left_out:
        raise CaptureError("layers_left_out", modules=trace.left_out)
    if trace.unseen:
        raise CaptureError("unseen_attention", modules=trace.unseen)


def require_shares(trace: Trace) -> None:
    """Raise CaptureError for a trace that has no rollout.

    As `require_all_seen`, and "signed_maps" where weights may be negative and do not sum to 1: a
    rollout tells what shares of each token a later one is made of, and these are none.
    """
    require_all_seen(trace)
    require_unsigned(trace)


def require_unsigned(trace: Trace) -> None:
    """Raise CaptureError("signed_maps") for a trace with maps that are a difference of two."""
    if trace.signed:
        raise CaptureError("signed_maps")


def undefined_through(trace: Trace) -> CaptureError | None:
    """Return what `require_all_seen` raises of this trace, None where it raises nothing."""
    return _raised(require_all_seen, trace)


def undefined_rollout(trace: Trace) -> CaptureError | None:
    """Return what `rollout` raises of this trace, None where it raises nothing."""
    return _raised(require_shares, trace)


def _raised(require: Callable[[Trace], None], trace: Trace) -> CaptureError | None:
    try:
        require(trace)
    except CaptureError as error:
        return error
    return None


def require_one_grid(trace: Trace) -> None:
    """Raise CaptureError("unequal_grids") for a trace whose layers work on several grids."""
    if not trace.one_grid:
        each = ((layer.grid, layer.looked, layer.stream) for layer in trace.layers)
        grids = list(dict.fromkeys(grid for some in each for grid in some if grid))
        raise CaptureError("unequal_grids", grids=grids)


def steps(trace: Trace) -> list[list[Layer]]:
    """Return the layers in their order, branches of one block (blocks.3.attns.0, .1) together.

    A pool is no step.
    """
    found: list[list[Layer]] = []
    for layer in trace.layers:
        block, parallel, _ = layer.name.partition(".attns.")
        if parallel and found and found[-1][0].name.startswith(block + parallel):
            found[-1].append(layer)
        elif layer.kind != "pool":
            found.append([layer])
    return found


def _start(trace: Trace, queries: Sequence[int] | str | None) -> Float[Tensor, "queries tokens"]:
    pooling = trace.pooling.float()
    if queries is None:
        return torch.eye(len(pooling), device=pooling.device)
    if isinstance(queries, str):
        read = queries in ("pooling", "readout")
        _require(read, "queries", 'a list, None or "pooling"', queries)
        return pooling[None]
    tokens = len(pooling)
    for query in queries:
        _require(-tokens <= query < tokens, "queries", f"from {-tokens} to {tokens - 1}", query)
    rows = torch.zeros(len(queries), tokens, device=pooling.device)
    for row, query in zip(rows, queries, strict=True):
        row[query] = 1  # an index of many would be sent to an accelerator first, which waits
    return rows


def met(rows: Float[Tensor, "rows queries"], at: int) -> slice | Int[Tensor, " some"]:
    """Return the queries that a product with these rows asks of the step `at`, 0 for the last.

    There a row often asks for one query, and the others' attention is not computed. Further down it
    is full of numbers, and nobody looks whether it is. On an accelerator nobody looks at all: a
    look waits for all that was asked of it before, and a layer's other rows cost it less.
    """
    if at or rows.device.type != "cpu":
        return slice(None)
    held = rows.any(0).nonzero()[:, 0]
    return slice(None) if len(held) == rows.shape[1] else held


def _runs(order: list[list[Layer]], rule: _Rule, tokens: int) -> Iterator[list[list[Layer]]]:
    """Yield the steps in their order, together those that the device computes best so."""
    run: list[list[Layer]] = []
    for step in order:
        if run and not (len(run) < _most(step[0]) and _joined(run[0], step, rule, tokens)):
            yield run
            run = []
        run.append(step)
    yield run


def _joined(first: list[Layer], step: list[Layer], rule: _Rule, tokens: int) -> bool:
    """Whether both steps are products with the mean of their heads, over all tokens, and alike."""
    whole = first[0].queries.shape[1] == first[0].keys.shape[1] == tokens
    mean = rule.fusion == "mean" and not rule.discard and len(first) == len(step) == 1
    return whole and mean and alike(first[0], step[0])


def _most(layer: Layer) -> int:
    return at_once(len(layer.keys) * layer.queries.shape[1] * layer.seen, layer.keys.device)


def _through_all(
    run: list[list[Layer]], rows: Float[Tensor, "queries tokens"], rule: _Rule
) -> Float[Tensor, "queries tokens"]:
    """Return the rows times the mixing matrix of each of these steps, whose layers are alike."""
    for fused in mean_heads([step[0] for step in run]):
        rows = torch.addmm(rows, rows, fused, beta=rule.residual, alpha=1 - rule.residual)
    return rows


def _through(
    step: list[Layer], rows: Float[Tensor, "queries tokens"], rule: _Rule, at: int, buffer: Tensor
) -> Float[Tensor, "queries tokens"]:
    """Return the rows times the step's mixing matrix."""
    _, tokens, _ = step[0].keys.shape
    first = rows.shape[1] - tokens  # tokens that the layer does not have come first
    _require(first >= 0, "trace", "no layer has more tokens than the trace", tokens)
    last = first + step[0].queries.shape[1]
    attended = _attended(step, rows[:, first:last], rule, at, buffer)
    if last - first == rows.shape[1]:  # every token asks and is looked at
        return torch.lerp(attended, rows, rule.residual)
    mixed = rows.clone()
    mixed[:, first:last] *= rule.residual
    mixed[:, first:] += (1 - rule.residual) * attended
    return mixed


def _attended(
    step: list[Layer], asked: Float[Tensor, "rows queries"], rule: _Rule, at: int, buffer: Tensor
) -> Float[Tensor, "rows tokens"]:
    """Return the rows times F; of F only the rows that the product asks for."""
    part = met(asked, at)
    weights = asked[:, part]
    each = chain.from_iterable(batches(layer, part, buffer) for layer in step)
    count = sum(len(layer.keys) for layer in step)
    if rule.fusion == "mean" and not rule.discard and len(weights) == 1:
        # The mean of products is the product of the mean, without another matrix to write.
        total = weights.new_zeros(1, step[0].keys.shape[1])
        for several in each:
            add_rows(total, weights, several)
        return total / count
    fused = _fused(each, rule.fusion) / (count if rule.fusion == "mean" else 1)
    own = torch.arange(asked.shape[1], device=asked.device)[part]
    if rule.discard:
        _discard(fused, own, step[0].prefix, rule.discard)
    if rule.discard or rule.fusion != "mean":
        _normalise(fused, own)
    return weights @ fused


def _fused(each: Iterator[Tensor], fusion: Fusion) -> Float[Tensor, "queries tokens"]:
    fused = _OF_SEVERAL[fusion](next(each), dim=0)
    for several in each:
        folded = several[0] if len(several) == 1 else _OF_SEVERAL[fusion](several, dim=0)
        _FOLDS[fusion](fused, folded, out=fused)
    return fused


def _discard(fused: Tensor, own: Tensor, prefix: int, fraction: float) -> None:
    """Set the smallest weights of every row to 0, in place."""
    count = math.floor(fraction * fused.shape[1] + 1e-9)  # 0.29 * 100 is a little less than 29
    kept = torch.zeros_like(fused, dtype=torch.bool)
    kept[:, :prefix] = True
    kept.scatter_(1, own[:, None], True)
    guarded = fused.masked_fill(kept, math.inf)
    smallest = guarded.topk(count, dim=1, largest=False, sorted=False).indices
    dropped = torch.zeros_like(kept).scatter_(1, smallest, True)
    fused.masked_fill_(dropped & ~kept, 0)


def _normalise(fused: Tensor, own: Tensor) -> None:
    """Divide every row by its sum, in place; an empty one becomes the identity's."""
    sums = fused.sum(dim=1, keepdim=True)
    empty = sums[:, 0] < _EMPTY
    fused /= sums
    fused[empty] = torch.nn.functional.one_hot(own[empty], fused.shape[1]).float()


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
