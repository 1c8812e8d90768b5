"""What a head is worth: switch it off and see what the model still says.

Off means that the head's output (its attention weights times its values) is 0 at every token; the
projection's bias and the residual stream stay. No photo makes a head say 0, so the model is
then out of distribution, and its change can overstate what the head does. What the call was given
stays as it was: the queries and keys of the first layer do not change, those above do.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from vitviz.core.attention.capture import capture, require_one_picture
from vitviz.core.attention.tap import AttentionCall, AttentionTap
from vitviz.core.attention.trace import Trace
from vitviz.core.models.architecture import block_of
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit, grid_of, logits, scores
from vitviz.errors import ArgumentError, CaptureError

Step = tuple[int, int]  # passes done, of how many

BATCH = 8  # pictures in one pass; a cancel waits for one pass


@dataclass(frozen=True)
class Off:
    """What is switched off: single heads as (layer, head), and whole layers.

    Layers are counted from 0 as in `vit.calls` and a trace's `layers`; an attention pool is one.
    """

    heads: frozenset[tuple[int, int]] = frozenset()
    layers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        numbers = [*self.layers, *(number for pair in self.heads for number in pair)]
        _require(min(numbers, default=0) >= 0, "off", "counted from 0", self)


@dataclass(frozen=True, eq=False)
class Effects:
    """The logits of one picture: unchanged, without each head, without each layer.

    `heads` is NaN for a head that its layer does not have, where layers have unequal numbers.
    """

    logits: Float[Tensor, " classes"]
    heads: Float[Tensor, "layers heads classes"]
    layers: Float[Tensor, "layers classes"]

    def __post_init__(self) -> None:
        layers, _, classes = self.heads.shape
        fits = self.layers.shape == (layers, classes) and self.logits.shape == (classes,)
        _require(fits, "layers", f"{layers} layers, {classes} classes", self.layers.shape)


@contextmanager
def switched_off(vit: Vit, off: Off) -> Iterator[None]:
    """Within the block, whole passes of this thread through `vit` run with these heads off.

    A clone counts as `vit`. Captures and gradients inside see the calls as they were made,
    the outputs of switched off heads included: only what goes on in the model is 0. Raises
    ArgumentError for a head that the model does not have.
    """
    masks = _masks(vit, off)
    with AttentionTap(_hiding(vit, lambda index: masks.get(index))):
        yield


def ablated(vit: Vit, pixels: Float[Tensor, "1 3 height width"], off: Off) -> Trace:
    """Return the trace of a pass with these heads off. Raises as `capture` and `switched_off`."""
    with switched_off(vit, off):
        return capture(vit, pixels)


def effects(
    vit: Vit,
    pixels: Float[Tensor, "1 3 height width"],
    *,
    batch: int = BATCH,
    passed: Callable[[Effects], None] | None = None,
) -> Generator[Step, None, Effects]:
    """Yield how many passes are done after each, at the end return what every head changes.

    One pass switches off each head of one layer, and all of them, in its own copy of the picture
    (more passes where they are more than `batch`). `passed` is called after each with all that is
    known by then, NaN where nothing is. Whoever stops asking has stopped it. Raises as `capture`
    does.
    """
    require_one_picture(vit, pixels)
    _require(batch >= 1, "batch", "1 or more", batch)
    grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    own, plain = clone_sharing_weights(vit), logits(vit, pixels)
    most = max(call.heads for call in vit.calls)
    heads = plain.new_full((len(vit.calls), most, len(plain)), float("nan"))
    layers = plain.new_full((len(vit.calls), len(plain)), float("nan"))
    passes = [
        (index, rows)
        for index, call in enumerate(vit.calls)
        for rows in _rows(call.heads, plain.device).split(batch)
    ]
    for done, (index, rows) in enumerate(passes):
        for row, said in zip(rows, _without(own, pixels, index, rows), strict=True):
            if row.all():
                layers[index] = said
            if row.sum() == 1:
                heads[index, int(row.nonzero())] = said
        if passed:
            passed(Effects(plain, heads.clone(), layers.clone()))
        yield done + 1, len(passes)
    return Effects(plain, heads, layers)


def _rows(heads: int, device: torch.device) -> Bool[Tensor, "rows heads"]:
    """What is off in each copy: one head each, and all of them; both at once where there is one."""
    each = torch.eye(heads, dtype=torch.bool, device=device)
    return each if heads == 1 else torch.cat([each, each.new_ones(1, heads)])


@torch.no_grad()
def _without(
    own: Vit, pixels: Tensor, index: int, rows: Bool[Tensor, "rows heads"]
) -> Float[Tensor, "rows classes"]:
    """The logits of copies of the picture, in each other heads of one layer off.

    Up to that layer the copies are the same, so there is only one: it becomes many at the entrance
    of the block that is changed. A class attention joins two streams of tokens, which must both
    be many, what gives a map remembers how many pictures came, and a block of a stage may be given
    windows or more than tokens, so there the picture itself is copied.
    """
    count = len(rows)
    block = block_of(own.calls[index].name)
    joins = any(call.kind == "class" for call in own.calls)
    plain = own.calls[index].grid is None
    whole = joins or not plain or not block or hasattr(own.module, "output_fmt")
    spread: nn.Module = own.module if whole else own.module.get_submodule(block)
    hook = spread.register_forward_pre_hook(
        lambda _, given: (given[0].expand(count, *given[0].shape[1:]), *given[1:])
    )
    masks = {index: rows[:, :, None, None]}
    try:
        with AttentionTap(_hiding(own, masks.get)):
            said = own.module(pixels)
    finally:
        hook.remove()
    return scores(own, said)


def _hiding(
    vit: Vit, mask_of: Callable[[int], Tensor | None]
) -> Callable[[AttentionCall], Tensor | None]:
    """Return what a tap shows its calls to: the k-th call of a pass loses what its mask covers."""
    made = 0

    def see(call: AttentionCall) -> Tensor | None:
        nonlocal made
        index, made = made % len(vit.calls), made + 1
        spec = vit.calls[index]
        if call.queries.shape[1] != spec.heads:
            got = tuple(call.queries.shape)
            raise CaptureError("other_shapes", name=spec.name, probed=spec.heads, got=got)
        mask = mask_of(index)
        if mask is None:
            return None
        each = len(call.output) // len(mask)  # windows of one picture, which lie together
        return call.output.masked_fill(mask.repeat_interleave(each, dim=0), 0)

    return see


def _masks(vit: Vit, off: Off) -> dict[int, Bool[Tensor, "1 heads 1 1"]]:
    masks: dict[int, Tensor] = {}
    pairs = set(off.heads)
    for layer in off.layers:
        _require(layer < len(vit.calls), "off", f"{len(vit.calls)} layers", layer)
        pairs |= {(layer, head) for head in range(vit.calls[layer].heads)}
    for layer, head in pairs:
        there = layer < len(vit.calls) and head < vit.calls[layer].heads
        _require(there, "off", "heads of the model", (layer, head))
        empty = torch.zeros(1, vit.calls[layer].heads, 1, 1, dtype=torch.bool, device=vit.device)
        masks.setdefault(layer, empty)[0, head] = True
    return masks


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
