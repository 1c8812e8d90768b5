"""One forward pass, and everything that its attention calls were given.

The model runs its fast path untouched while an attention tap shows each call. The calls must be
those that `load` found by probing: the same modules, in the same order, with the shapes that the
size demands; else nothing is returned. Nothing is left on the module, whatever happens.
"""

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.attention.tap import AttentionCall, AttentionTap
from vitviz.core.attention.trace import Layer, Trace, attention
from vitviz.core.attention.windows import laid
from vitviz.core.models.architecture import refusal
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.load import Cnn, Vit, grid_of, scores
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError, CaptureError


def capture(
    vit: Vit,
    pixels: Float[Tensor, "1 3 height width"],
    *,
    values: bool = False,
    layers: Collection[int] | None = None,
) -> Trace:
    """Run one forward pass without gradients and return its Trace, on the model's device.

    `pixels` are float32, RGB, normalised as the model wants them, as `frame` makes them. Queries
    and keys are as the fused call got them, after norm and rotation; values are kept only when
    asked for.

    `layers` keeps these alone, in their order, and nothing of the others: of a ViT-L/14 at 518 px
    11 MB in place of 270. Negative ones count from the end. The trace names the others as
    `left_out`, and what goes through all layers (rollout) is refused.

    Raises SizeError for a size that the model does not take, ArgumentError for pixels that are not
    one picture, for a layer that is not there and for none; ModelError("unequal_grids") for chosen
    layers of a model with several grids; CaptureError when the calls are not those that were
    probed.
    """
    with torch.no_grad():
        return watch(vit, pixels, values=values, chosen=layers)[0]


def capture_batch(vit: Vit, pixels: Float[Tensor, "batch 3 height width"]) -> tuple[Trace, ...]:
    """Run one forward pass over several pictures of one size; return the Trace of each.

    A picture's trace is that of its own pass but for float32's rounding, since a product of more
    rows is summed in another order. A trace keeps nothing of the others alive. Raises as `capture`
    does.
    """
    require_pictures(vit, pixels)
    size = pixels.shape[2], pixels.shape[3]
    grid = grid_of(vit, size)
    layers: list[list[Layer]] = [[] for _ in pixels]

    def see(call: AttentionCall) -> None:
        for mine, one in zip(layers, _of_each(call, len(layers)), strict=True):
            mine.append(_layer(_spec_of(vit, len(mine), one, grid), one, grid, False))

    with torch.no_grad(), AttentionTap(see):
        said = scores(vit, vit.module(pixels))
    kept = _kept(vit, None)
    return tuple(
        _trace(vit, mine, kept, logits.clone(), size)
        for mine, logits in zip(layers, said, strict=True)
    )


def trace_bytes(vit: Vit, size: tuple[int, int]) -> int:
    """Return how many bytes queries and keys of a picture of this (height, width) take.

    Biases are not counted, nor what a module that multiplies by hand shows in place of them, nor
    queries of a padded window that lie beyond the picture.
    """
    grid = grid_of(vit, size)
    total = 0
    for call in vit.calls:
        asked = call.prefix + math.prod(call.grid or grid) if call.queries is None else call.queries
        looked = call.prefix + math.prod(call.looked or grid) + call.beyond
        total += call.heads * call.dim * (asked + looked) * (2 if call.signed else 1)
    return 4 * total


def watch(
    vit: Vit,
    pixels: Float[Tensor, "1 3 height width"],
    *,
    values: bool = False,
    chosen: Collection[int] | None = None,
    also: Callable[[AttentionCall], None] | None = None,
) -> tuple[Trace, Float[Tensor, " classes"]]:
    """Run the pass of `capture`, with gradients if the caller has them on and `pixels` ask for it.

    Return the Trace, which holds no graph, and the logits, which do. `chosen` are its `layers`.
    `also` is shown every call once it is known to be the one that was probed. Raises as `capture`
    does.
    """
    require_one_picture(vit, pixels)
    kept = _kept(vit, chosen)
    size = pixels.shape[2], pixels.shape[3]
    grid = grid_of(vit, size)
    # Of an attention pool the head's weights are its own, whatever is kept.
    needed = kept | {len(vit.calls) - 1} if vit.layout.pooling is None else kept
    seen: list[Layer | None] = []

    def see(call: AttentionCall) -> None:
        spec = _spec_of(vit, len(seen), call, grid)
        seen.append(_layer(spec, call, grid, values) if len(seen) in needed else None)
        if also is not None:
            also(call)

    with AttentionTap(see):
        said = vit.module(pixels)
    logits = scores(vit, said)[0]
    return _trace(vit, seen, kept, logits.detach(), size), logits


def _trace(
    vit: Vit,
    seen: Sequence[Layer | None],
    kept: Collection[int],
    logits: Float[Tensor, " classes"],
    size: tuple[int, int],
) -> Trace:
    if len(seen) != len(vit.calls):
        raise CaptureError("other_count", probed=len(vit.calls), got=len(seen))
    grid = grid_of(vit, size)
    layout = vit.layout.on(grid)
    return Trace(
        layers=tuple(layer for at, layer in enumerate(seen) if layer is not None and at in kept),
        logits=logits,
        layout=layout,
        pooling=_pooling(layout, vit.calls[-1].grid or grid, seen[-1], vit.device),
        size=size,
        unseen=vit.unseen,
        left_out=tuple(spec.name for at, spec in enumerate(vit.calls) if at not in kept),
    )


def _kept(vit: Vit, chosen: Collection[int] | None) -> set[int]:
    count = len(vit.calls)
    if chosen is None:
        return set(range(count))
    if not vit.one_grid:
        raise refusal("unequal_grids", vit.module)
    if not chosen or not all(-count <= layer < count for layer in chosen):
        rule = f"at least one, each from {-count} to {count - 1}"
        raise ArgumentError("out_of_range", argument="layers", rule=rule, got=list(chosen))
    return {layer % count for layer in chosen}


def require_one_picture(model: Vit | Cnn, pixels: Tensor) -> None:
    """Raise ArgumentError unless `pixels` are one float32 picture on the model's device."""
    require_pictures(model, pixels, one=True)


def require_pictures(model: Vit | Cnn, pixels: Tensor, *, one: bool = False) -> None:
    """Raise ArgumentError unless `pixels` are float32 pictures on the model's device."""
    fits = pixels.ndim == 4 and pixels.shape[1] == 3 and pixels.dtype == torch.float32
    counted = fits and (len(pixels) == 1 if one else len(pixels) > 0)
    if not counted or pixels.device != model.device:
        got = (tuple(pixels.shape), str(pixels.dtype), str(pixels.device))
        rule = f"{'1' if one else 'batch'} 3 height width, float32, on {model.device}"
        reason = "not_one_picture" if one else "not_pictures"
        raise ArgumentError(reason, argument="pixels", rule=rule, got=got)


def _of_each(call: AttentionCall, count: int) -> Iterator[AttentionCall]:
    """The call of each of `count` pictures: they lie one after another, each with its windows."""
    whole = len(call.queries)
    part = whole // count

    def of(tensor: Tensor, at: int) -> Tensor:  # a bias may be one for all
        return tensor[at * part : (at + 1) * part] if len(tensor) == whole else tensor

    for at in range(count):
        yield replace(
            call,
            queries=of(call.queries, at),
            keys=of(call.keys, at),
            values=of(call.values, at),
            bias=None if call.bias_of_each is None else of(call.bias_of_each, at),
            output=of(call.output, at),
            less=call.less and call.less.of(partial(of, at=at)),
        )


def _spec_of(vit: Vit, index: int, call: AttentionCall, grid: tuple[int, int]) -> CallSpec:
    if index >= len(vit.calls):
        raise CaptureError("other_count", probed=len(vit.calls), got=index + 1)
    spec = vit.calls[index]
    if call.owner is not vit.attending[index]:
        maker = type(call.owner).__name__
        raise CaptureError("other_order", index=index, probed=spec.name, got=maker)
    asked, looked = (
        (1, spec.prefix + math.prod(each or grid)) for each in (spec.grid, spec.looked)
    )
    if spec.windows is not None:
        asked, looked = tuple(spec.windows.places.shape), tuple(spec.windows.keys.shape)
    if spec.queries is not None:
        asked = 1, spec.queries
    keys = (looked[0], spec.heads, looked[1], spec.dim)
    queries = (asked[0], spec.heads, asked[1], spec.dim)
    got = tuple(call.queries.shape), tuple(call.keys.shape)
    if got != (queries, keys) or not call.plain or spec.signed != (call.less is not None):
        raise CaptureError("other_shapes", name=spec.name, probed=(queries, keys), got=got)
    return spec


def _layer(spec: CallSpec, call: AttentionCall, grid: tuple[int, int], values: bool) -> Layer:
    windows = spec.windows and spec.windows.to(call.keys.device)
    bias = call.bias_of_one if windows is None else call.bias_of_each
    return Layer(
        name=spec.name,
        kind=spec.kind,
        queries=_own(laid(windows, call.queries)),
        keys=_own(laid(windows, call.keys, keys=True)),
        values=_own(laid(windows, call.values, keys=True)) if values else None,
        scale=call.scale,
        bias=None if bias is None else _own(bias),
        grid=spec.grid or grid,
        prefix=spec.prefix,
        by_hand=call.by_hand,
        windows=windows,
        key_grid=spec.key_grid,
        less=call.less and call.less.of(lambda each: _own(each[0])),
        stream=spec.stream,
    )


def _own(tensor: Tensor) -> Tensor:
    # Queries and keys are often views of one tensor that holds the values too, and a kept view
    # keeps it all: a third more bytes than the two copies, for the time of one forward pass saved.
    tensor = tensor.detach()
    alone = tensor.untyped_storage().nbytes() == tensor.numel() * tensor.element_size()
    return tensor if alone else tensor.clone(memory_format=torch.contiguous_format)


def _pooling(
    layout: TokenLayout, grid: tuple[int, int], last: Layer | None, device: torch.device
) -> Float[Tensor, " tokens"]:
    tokens = layout.prefix + math.prod(grid)  # the head reads the last grid's
    weights = torch.zeros(tokens, device=device)
    if layout.pooling is None and last is not None:
        pool = attention(last).mean(dim=(0, 1))
        weights[len(weights) - len(pool) :] = pool  # a pool may leave out the prefix tokens
        return weights
    for at, share in enumerate(layout.pooling or ()):
        if share:
            weights[at] = share
    if layout.share_of_patches:
        weights[layout.prefix :] = layout.share_of_patches / (tokens - layout.prefix)
    return weights
