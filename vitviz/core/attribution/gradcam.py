"""Grad-CAM (Selvaraju et al. 2017): the features that push one class up, where they are.

Each channel of a feature map is weighted with the mean of its gradient over all positions; the sum,
where it is positive, is the map. It is as coarse as the features: 7 x 7 in most convolutional
networks at 224 px, the patches in a Vision Transformer. Only what follows the features is
differentiated (of a Vit, what follows the block that reads them first), so the pass up to them is
as cheap as any.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor, nn

from vitviz.core.attention.capture import require_one_picture
from vitviz.core.attribution.gradients import score
from vitviz.core.framing import Framing
from vitviz.core.models.architecture import block_of, body, channels_first, refusal
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
    """Return `gradcam` at each layer of a Vit: one pass forward and one back for all.

    Raises as `gradcam` does, and ModelError("unequal_grids") where layers work on several grids:
    then ask for one layer.
    """
    require_head(vit)
    if not vit.one_grid:
        raise refusal("unequal_grids", vit.module)
    require_one_picture(vit, pixels)
    with torch.inference_mode(False):
        return np.stack(_of_vit(vit, pixels, target, _calls(vit)))


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
    for row, column in np.ndindex(*framing_of_other.grid):
        high, wide = framing_of_other.patch
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


def _of_vit(
    vit: Vit, pixels: Tensor, target: int | Sequence[int], calls: list[CallSpec]
) -> list[ndarray]:
    grid = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    own = clone_sharing_weights(vit).module  # hooks on the shared one would fire for everyone
    given: list[Tensor] = []
    start = own.get_submodule(block_of(calls[0].name))
    start.register_forward_pre_hook(_on_first_tensor(_leaf), with_kwargs=True)
    for call in calls:
        _watch(own.get_submodule(call.name), given)
    with torch.enable_grad():
        y = score(own(pixels.detach())[0], target)
        slopes = torch.autograd.grad(y, given)
    return [
        _cam(*(_map(tensor, call, grid) for tensor in pair))
        for call, *pair in zip(calls, given, slopes, strict=True)
    ]


def _leaf(tokens: Tensor) -> Tensor:
    # The graph starts where the block gets its tokens: started at the attention it would lack
    # the way around it, which counts where attention reads the stream itself.
    return tokens.detach().requires_grad_()


def _map(tokens: Tensor, call: CallSpec, grid: tuple[int, int]) -> Float[Tensor, "dim rows cols"]:
    asked, looked = call.grid or grid, call.key_grid or call.grid or grid
    if tokens.ndim == 4 and tuple(tokens.shape[2:]) in (asked, looked):
        tokens = tokens.permute(0, 2, 3, 1)  # a map with its channels first
    rows, windows = tokens.flatten(1, -2), call.windows
    if windows is None:
        rows = rows[0, call.prefix :]
    else:
        if rows.shape[:2] != windows.keys.shape:  # Hiera's lie in an order of their own
            raise ModelError("unordered_tokens", part=call.name)
        rows = windows.to(rows.device).lay(rows[:, None], keys=True)[0]
    of = looked if len(rows) >= math.prod(looked) else asked  # before or after it pooled its keys
    return rows[: math.prod(of)].T.unflatten(1, of)


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

    def hook(
        _module: nn.Module, given: tuple[Any, ...], named: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        if given:
            return (change(given[0]), *given[1:]), named
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
