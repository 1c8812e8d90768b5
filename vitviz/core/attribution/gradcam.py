"""Grad-CAM (Selvaraju et al. 2017): the features that push one class up, where they are.

Each channel of a feature map is weighted with the mean of its gradient over all positions; the sum,
where it is positive, is the map. It is as coarse as the features: 7 x 7 in most convolutional
networks at 224 px, the patches in a Vision Transformer. Only what follows the features is
differentiated (of a Vit, what follows the block that reads them first), so the pass up to them is
as cheap as any.
"""

import math
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor, nn

from vitviz.core.attention.capture import require_one_picture
from vitviz.core.attribution.gradients import score
from vitviz.core.framing import Framing
from vitviz.core.models.architecture import Size, block_of, body, channels_first
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.classes import require_head
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Cnn, Vit, grid_of
from vitviz.errors import ArgumentError, ModelError


def gradcam(
    model: Vit | Cnn,
    pixels: Float[Tensor, "1 3 height width"],
    target: int | Sequence[int],
    layer: int | None = None,
) -> Float[ndarray, "rows cols"]:
    """Return the Grad-CAM of the class: float32, not negative, its scale is the logit's.

    `target` is a class, or several that one label means: then the log of their summed exp is
    explained in place of the logit. The features are, of a Cnn, the last map before pooling,
    what timm's forward_features returns: layer4[-1] of a ResNet, stages[-1] of a ConvNeXt, bn2
    (after conv_head) of an EfficientNet; of a Vit the patches as the attention of `layer` gets
    them (0 is the first, None the last one): the output of blocks[layer].norm1, in_norm where
    the block attends and maps in parallel, the stream itself where norms come after: its gradient
    then has the residual path in it. What leaves the last block would not do: a head that reads
    the class token has the gradient 0 at every patch there.
    Raises ModelError("no_head") for a model without classes; ArgumentError for a class or layer
    that is not there, or pixels that are not one picture; SizeError for a size that a Vit does
    not take.
    """
    require_head(model)
    require_one_picture(model, pixels)
    with torch.inference_mode(False):
        if isinstance(model, Cnn):
            _require(layer is None, "layer", "None for a Cnn", layer)
            return _of_cnn(model, pixels, target)
        calls = _calls(model)
        index = len(calls) - 1 if layer is None else layer
        _require(0 <= index < len(calls), "layer", f"from 0 to {len(calls) - 1}", layer)
        return _of_vit(model, pixels, target, [calls[index]])[0]


def gradcam_of_each(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"], target: int | Sequence[int]
) -> Float[ndarray, "layers rows cols"]:
    """Return `gradcam` at each layer of a Vit's last stage: one pass forward and one back for all.

    Where all layers work on one grid these are all of them; else those at the end whose attention
    gets tokens of the grid that the last one's lie on. Raises as `gradcam` does.
    """
    require_head(vit)
    require_one_picture(vit, pixels)
    with torch.inference_mode(False):
        maps = _of_vit(vit, pixels, target, _last_stage(vit))
    alike = [single.shape == maps[-1].shape for single in maps]
    return np.stack(maps[len(maps) - alike[::-1].index(False) :] if False in alike else maps)


def in_last_stage(
    each: Float[ndarray, "layers rows cols"], vit: Vit, layer: int | None
) -> Float[ndarray, "rows cols"]:
    """Return which of `gradcam_of_each`'s maps is that of `layer`, counted from 0 over all layers.

    The last for None; the first for a layer before the last stage, which has none on its grid.
    """
    calls = len(_calls(vit))
    first = calls - len(each)
    return each[-1 if layer is None else max(0, min(layer, calls - 1) - first)]


def onto(
    cam: Float[ndarray, "_rows _cols"], framing_of_cam: Framing, framing_of_other: Framing
) -> Float[ndarray, "rows cols"]:
    """Return the cam's value at the centre of each patch of the other framing of the same photo.

    The nearest cell counts, none is mixed; NaN where the cam's model saw nothing of the photo.
    Raises ArgumentError for framings of photos of different sizes.
    """
    sizes = framing_of_cam.image_size, framing_of_other.image_size
    _require(sizes[0] == sizes[1], "framing_of_other", f"of a photo of {sizes[0]}", sizes[1])
    (height, width), (rows, columns) = framing_of_cam.size, cam.shape
    found = np.full(framing_of_other.grid, np.nan, dtype=np.float32)
    high, wide = (
        side / cells
        for side, cells in zip(framing_of_other.size, framing_of_other.grid, strict=True)
    )
    for row, column in np.ndindex(*framing_of_other.grid):
        centre = framing_of_other.to_image((column + 0.5) * wide, (row + 0.5) * high)
        x, y = framing_of_cam.to_model(*centre)
        if 0 <= x < width and 0 <= y < height:
            found[row, column] = cam[int(y * rows / height), int(x * columns / width)]
    return found


def _of_cnn(cnn: Cnn, pixels: Tensor, target: int | Sequence[int]) -> ndarray:
    return _cam(*features_and_slopes(cnn, pixels, target))


def features_and_slopes(
    cnn: Cnn, pixels: Float[Tensor, "1 3 height width"], target: int | Sequence[int]
) -> tuple[Float[Tensor, "channels rows cols"], Float[Tensor, "channels rows cols"]]:
    """Return the last feature map before pooling, and the gradient of the score by it.

    `target` is as `gradcam` takes it, and what it raises is raised here.
    """
    with torch.no_grad():
        features = body(cnn.module, pixels)
    leaf = features.detach().requires_grad_()
    with torch.enable_grad():
        logits = cnn.module.forward_head(leaf)[0]  # pyright: ignore[reportCallIssue]
        (slopes,) = torch.autograd.grad(score(logits, target), leaf)
    first, second = (channels_first(cnn.module, each)[0] for each in (leaf.detach(), slopes))
    return first, second


def _calls(vit: Vit) -> list[CallSpec]:
    return [call for call in vit.calls if call.kind != "pool"]


def _last_stage(vit: Vit) -> list[CallSpec]:
    """The calls at the end whose tokens lie on the grid of the last one's."""
    calls = _calls(vit)
    return [*takewhile(lambda call: _finer(call) == _finer(calls[-1]), reversed(calls))][::-1]


def _finer(call: CallSpec) -> Size | None:
    # What pools its queries or its keys got the finer ones of both.
    known = [grid for grid in (call.looked, call.grid, call.stream) if grid]
    return max(known, key=math.prod, default=None)


def _of_vit(
    vit: Vit, pixels: Tensor, target: int | Sequence[int], calls: list[CallSpec]
) -> list[ndarray]:
    grid = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    own = clone_sharing_weights(vit).module  # hooks on the shared one would fire for everyone
    given: list[Tensor] = []
    start = own.get_submodule(_entered(own, calls[0].name))
    start.register_forward_pre_hook(_on_first_tensor(_leaf), with_kwargs=True)
    for call in calls:
        _watch(own.get_submodule(call.name), given)
    with torch.enable_grad():
        y = score(own(pixels.detach())[0], target)
        slopes = torch.autograd.grad(y, given)
    every = ((call.looked, call.grid, call.stream) for call in vit.calls)
    known = [each for some in every for each in some if each] or [grid]
    return [
        _cam(*(_map(tensor, call, _first(call, known)) for tensor in pair))
        for call, *pair in zip(calls, given, slopes, strict=True)
    ]


def _first(call: CallSpec, known: Sequence[Size]) -> list[Size]:
    """All grids of a model, those of the call first."""
    own = [each for each in (call.stream, call.looked, call.grid) if each]
    return list(dict.fromkeys([*own, *known]))


def _entered(module: nn.Module, name: str) -> str:
    """The outermost block around a call that is entered by itself: a list of blocks is not."""
    block = block_of(name)
    while isinstance(module.get_submodule(block), nn.ModuleList):
        inner = name.removeprefix(f"{block}.").partition(".")[0]
        block = f"{block}.{inner}"
    return block


def _leaf(tokens: Tensor) -> Tensor:
    # The graph starts where the block gets its tokens: started at the attention it would lack
    # the way around it, which counts where attention reads the stream itself.
    return tokens.detach().requires_grad_()


def _map(tokens: Tensor, call: CallSpec, grids: Sequence[Size]) -> Float[Tensor, "dim rows cols"]:
    """Lay what an attention module got on the grid it lies on: what is looked at, or what asks.

    An attention that pools its own tokens gets those of the stage before, which is of `grids`.
    """
    first = tokens.ndim == 4 and tuple(tokens.shape[2:]) in grids
    if first:
        tokens = tokens.permute(0, 2, 3, 1)  # a map with its channels first
    rows, windows = tokens.flatten(1, -2), call.windows
    cut = windows is not None and rows.shape[:2] == windows.keys.shape
    if windows is None or (first and not cut):  # HaloNet cuts its map itself
        rows = rows[0, call.prefix :]
    else:
        if not cut:  # Hiera's lie in an order of their own
            raise ModelError("unordered_tokens", part=call.name)
        rows = windows.to(rows.device).lay(rows[:, None], keys=True)[0]
        rows = rows[: len(rows) - call.beyond]
    of = next((grid for grid in grids if math.prod(grid) == len(rows)), None)
    if of is None:
        raise ModelError("unordered_tokens", part=call.name)
    return rows.T.unflatten(1, of)


def _watch(part: nn.Module, given: list[Tensor]) -> None:
    """Let the tokens that the attention module gets be kept."""

    def keep(tokens: Tensor) -> Tensor:
        given.append(tokens)
        return tokens

    def after(_module: nn.Module, _given: object, made: Tensor) -> Tensor:
        return keep(made)

    inner = getattr(part, "in_norm", None)
    if isinstance(inner, nn.Module):
        inner.register_forward_hook(after)
    else:
        part.register_forward_pre_hook(_on_first_tensor(keep), with_kwargs=True)


def _on_first_tensor(change: Callable[[Tensor], Tensor]) -> Callable[..., Any]:
    """Return a hook that puts `change` of it in the place of the first tensor that is given."""

    def changed(first: Any) -> Any:  # noqa: ANN401 - PiT's and CrossViT's get several at once
        several = isinstance(first, tuple | list)
        return type(first)(map(change, first)) if several else change(first)

    def hook(
        _module: nn.Module, given: tuple[Any, ...], named: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        if given:
            return (changed(given[0]), *given[1:]), named
        first = next(name for name, value in named.items() if isinstance(value, Tensor))
        return given, named | {first: change(named[first])}

    return hook


def _cam(
    features: Float[Tensor, "channels rows cols"], slopes: Float[Tensor, "channels rows cols"]
) -> Float[ndarray, "rows cols"]:
    with torch.no_grad():
        weights = slopes.float().mean(dim=(1, 2))
        return torch.einsum("k,krc->rc", weights, features.float()).relu().cpu().numpy()


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
