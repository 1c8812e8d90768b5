"""One forward pass, and everything that its attention calls were given.

The model runs its fast path untouched while an attention tap shows each call. The calls must be
those that `load` found by probing: the same modules, in the same order, with the shapes that the
size demands; else nothing is returned. Nothing is left on the module, whatever happens.
"""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.attention.tap import AttentionCall, AttentionTap
from vitviz.core.attention.trace import Layer, Trace, attention
from vitviz.core.attention.windows import laid
from vitviz.core.models.load import Cnn, Vit, grid_of, scores
from vitviz.core.models.probing import CallSpec
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError, CaptureError


def capture(vit: Vit, pixels: Float[Tensor, "1 3 height width"], *, values: bool = False) -> Trace:
    """Run one forward pass without gradients and return its Trace, on the model's device.

    `pixels` are float32, RGB, normalised as the model wants them, as `frame` makes them. Queries
    and keys are as the fused call got them, after norm and rotation; values are kept only when
    asked for. Raises SizeError for a size that the model does not take, ArgumentError for pixels
    that are not one picture, CaptureError when the calls are not those that were probed.
    """
    with torch.no_grad():
        return watch(vit, pixels, values=values)[0]


def watch(
    vit: Vit,
    pixels: Float[Tensor, "1 3 height width"],
    *,
    values: bool = False,
    also: Callable[[AttentionCall], None] | None = None,
) -> tuple[Trace, Float[Tensor, " classes"]]:
    """Run the pass of `capture`, with gradients if the caller has them on and `pixels` ask for it.

    Return the Trace, which holds no graph, and the logits, which do. `also` is shown every call
    once it is known to be the one that was probed. Raises as `capture` does.
    """
    require_one_picture(vit, pixels)
    size = pixels.shape[2], pixels.shape[3]
    grid = grid_of(vit, size)
    layout = vit.layout.on(grid)
    layers: list[Layer] = []

    def see(call: AttentionCall) -> None:
        layers.append(_layer(_spec_of(vit, len(layers), call, grid), call, grid, values))
        if also is not None:
            also(call)

    with AttentionTap(see):
        said = vit.module(pixels)
    if len(layers) != len(vit.calls):
        raise CaptureError("other_count", probed=len(vit.calls), got=len(layers))
    logits = scores(vit, said)[0]
    trace = Trace(
        layers=tuple(layers),
        logits=logits.detach(),
        layout=layout,
        pooling=_pooling(layout, layers),
        size=size,
        unseen=vit.unseen,
    )
    return trace, logits


def require_one_picture(model: Vit | Cnn, pixels: Tensor) -> None:
    """Raise ArgumentError unless `pixels` are one float32 picture on the model's device."""
    fits = pixels.ndim == 4 and pixels.shape[:2] == (1, 3) and pixels.dtype == torch.float32
    if not fits or pixels.device != model.device:
        got = (tuple(pixels.shape), str(pixels.dtype), str(pixels.device))
        rule = f"1 3 height width, float32, on {model.device}"
        raise ArgumentError("not_one_picture", argument="pixels", rule=rule, got=got)


def _spec_of(vit: Vit, index: int, call: AttentionCall, grid: tuple[int, int]) -> CallSpec:
    if index >= len(vit.calls):
        raise CaptureError("other_count", probed=len(vit.calls), got=index + 1)
    spec = vit.calls[index]
    if call.owner is not vit.module.get_submodule(spec.name):
        maker = type(call.owner).__name__
        raise CaptureError("other_order", index=index, probed=spec.name, got=maker)
    rows, cols = spec.grid or grid
    count, tokens = 1, spec.prefix + rows * cols
    if spec.windows is not None:
        count, tokens = spec.windows.places.shape
    keys = (count, spec.heads, tokens, spec.dim)
    queries = (count, spec.heads, tokens if spec.queries is None else spec.queries, spec.dim)
    got = tuple(call.queries.shape), tuple(call.keys.shape)
    if got != (queries, keys) or not call.plain:
        raise CaptureError("other_shapes", name=spec.name, probed=(queries, keys), got=got)
    return spec


def _layer(spec: CallSpec, call: AttentionCall, grid: tuple[int, int], values: bool) -> Layer:
    windows = spec.windows and spec.windows.to(call.keys.device)
    bias = call.bias_of_one if windows is None else call.bias_of_each
    return Layer(
        name=spec.name,
        kind=spec.kind,
        queries=_own(laid(windows, call.queries)),
        keys=_own(laid(windows, call.keys)),
        values=_own(laid(windows, call.values)) if values else None,
        scale=call.scale,
        bias=None if bias is None else _own(bias),
        grid=spec.grid or grid,
        prefix=spec.prefix,
        by_hand=call.by_hand,
        windows=windows,
    )


def _own(tensor: Tensor) -> Tensor:
    # Queries and keys are often views of one tensor that holds the values too, and a kept view
    # keeps it all: a third more bytes than the two copies, for the time of one forward pass saved.
    tensor = tensor.detach()
    alone = tensor.untyped_storage().nbytes() == tensor.numel() * tensor.element_size()
    return tensor if alone else tensor.clone(memory_format=torch.contiguous_format)


def _pooling(layout: TokenLayout, layers: list[Layer]) -> Float[Tensor, " tokens"]:
    tokens = layout.prefix + math.prod(layers[-1].grid)  # the head reads the last grid's
    weights = torch.zeros(tokens, device=layers[-1].keys.device)
    if layout.pooling is None:
        pool = attention(layers[-1]).mean(dim=(0, 1))
        weights[len(weights) - len(pool) :] = pool  # a pool may leave out the prefix tokens
        return weights
    weights[: layout.prefix] = torch.tensor(layout.pooling)
    weights[layout.prefix :] = (1 - sum(layout.pooling)) / (tokens - layout.prefix)
    return weights
