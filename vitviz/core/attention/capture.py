"""One forward pass, and everything that its attention calls were given.

The model runs its fast path untouched while a Door shows each call. The calls must be those that
`load` learned: the same modules, in the same order, with the shapes that the size demands; else
nothing is returned. Nothing is left on the module, whatever happens.
"""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.attention.tap import AttentionCall, AttentionTap
from vitviz.core.attention.trace import Layer, Trace, attention
from vitviz.core.models.load import Cnn, Vit, grid_of
from vitviz.core.models.probing import CallSpec
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError, CaptureError


def capture(vit: Vit, pixels: Float[Tensor, "1 3 height width"], *, values: bool = False) -> Trace:
    """Run one forward pass without gradients and return its Trace, on the model's device.

    `pixels` are float32, RGB, normalised as the model wants them, as `frame` makes them. Queries
    and keys are as the fused call got them, after norm and rotation; values are kept only when
    asked for. Raises SizeError for a size that the model does not take, ArgumentError for pixels
    that are not one picture, CaptureError when the calls are not those that were learned.
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
    once it is known to be the one that was learned. Raises as `capture` does.
    """
    require_one_picture(vit, pixels)
    size = pixels.shape[2], pixels.shape[3]
    grid = grid_of(vit, size)
    layout = vit.layout.on(grid)
    layers: list[Layer] = []

    def see(seen: AttentionCall) -> None:
        layers.append(_layer(_learned(vit, len(layers), seen, grid), seen, grid, values))
        if also is not None:
            also(seen)

    with AttentionTap(see):
        said = vit.module(pixels)
    if len(layers) != len(vit.calls):
        raise CaptureError("other_count", learned=len(vit.calls), got=len(layers))
    logits = said[0] if vit.has_head else said[0, :0]
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


def _learned(vit: Vit, index: int, seen: AttentionCall, grid: tuple[int, int]) -> CallSpec:
    if index >= len(vit.calls):
        raise CaptureError("other_count", learned=len(vit.calls), got=index + 1)
    call = vit.calls[index]
    if seen.owner is not vit.module.get_submodule(call.name):
        maker = type(seen.owner).__name__
        raise CaptureError("other_order", index=index, learned=call.name, got=maker)
    tokens = call.prefix + grid[0] * grid[1]
    keys = (1, call.heads, tokens, call.dim)
    queries = (1, call.heads, tokens if call.asked is None else call.asked, call.dim)
    got = tuple(seen.queries.shape), tuple(seen.keys.shape)
    if got != (queries, keys) or not seen.plain:
        raise CaptureError("other_shapes", name=call.name, learned=(queries, keys), got=got)
    return call


def _layer(call: CallSpec, seen: AttentionCall, grid: tuple[int, int], values: bool) -> Layer:
    bias = seen.bias_of_one
    return Layer(
        name=call.name,
        kind=call.kind,
        queries=_own(seen.queries[0]),
        keys=_own(seen.keys[0]),
        values=_own(seen.values[0]) if values else None,
        scale=seen.scale,
        bias=None if bias is None else _own(bias),
        grid=grid,
        prefix=call.prefix,
    )


def _own(tensor: Tensor) -> Tensor:
    # Queries and keys are often views of one tensor that holds the values too, and a kept view
    # keeps it all: a third more bytes than the two copies, for the time of one forward pass saved.
    tensor = tensor.detach()
    alone = tensor.untyped_storage().nbytes() == tensor.numel() * tensor.element_size()
    return tensor if alone else tensor.clone(memory_format=torch.contiguous_format)


def _pooling(layout: TokenLayout, layers: list[Layer]) -> Float[Tensor, " tokens"]:
    weights = torch.zeros(layout.tokens, device=layers[-1].keys.device)
    if layout.pooling is None:
        pool = attention(layers[-1]).mean(dim=(0, 1))
        weights[len(weights) - len(pool) :] = pool  # a pool may leave out the prefix tokens
        return weights
    weights[: layout.prefix] = torch.tensor(layout.pooling)
    weights[layout.prefix :] = (1 - sum(layout.pooling)) / layout.patches
    return weights
