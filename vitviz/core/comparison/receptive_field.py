"""Effective receptive fields: how far one position of a layer sees, measured by its gradient.

The theoretical field of a stack of convolutions is a square; what counts in it falls off towards
the edge (Luo et al. 2016). Measured as in RepLKNet (Ding et al. 2022): the gradient of the sum of
relu of the central position's features by the pixels, absolute, summed over the colours. A patch
of a Vision Transformer can see the whole picture from the first attention on.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor, nn

from vitviz.core.attention.capture import require_one_picture
from vitviz.core.comparison.counting import first_convolution
from vitviz.core.internals.block_map import attending_blocks, map_of
from vitviz.core.models.architecture import (
    Size,
    block_of,
    body,
    channels_first,
    entrance,
)
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Cnn, Vit, grid_of
from vitviz.errors import ArgumentError

SHARES = (0.2, 0.5, 0.99)


@dataclass(frozen=True, eq=False)
class Field:
    """The effective receptive field of the central position after one layer.

    `layer` is the module's name, `grid` (rows, columns) of its positions, `position` the central
    one (row, column; of an even number the lower or right one). `values` are sums of absolute
    gradients for each pixel, not negative. `centre` (y, x) in pixels is the middle of the
    position's cell; `sides[k]` is the side in pixels of the smallest square around it that holds
    the share `SHARES[k]` of the sum, NaN where nothing reaches the position.
    """

    layer: str
    grid: Size
    position: Size
    values: Float[ndarray, "height width"]
    centre: tuple[float, float]
    sides: tuple[float, ...]

    def __post_init__(self) -> None:
        _require(bool((self.values >= 0).all()), "values", "not negative", "others")
        fits = len(self.sides) == len(SHARES)
        _require(fits, "sides", f"{len(SHARES)} of them", self.sides)


def layers_of(model: Vit | Cnn) -> tuple[str, ...]:
    """Return the names of the layers that can be asked for, the first one first.

    Of a Vit the patch embedding and every block in which patches attend, on several grids the
    blocks alone, each on its own grid; of a Cnn the first convolution, the stages at which its
    features are read (timm's feature_info and what lies between them), and "" for the last map
    before pooling.
    """
    if isinstance(model, Vit):
        if not model.one_grid:
            return tuple(attending_blocks(model))
        looking = (call.name for call in model.calls if call.kind == "self")
        return entrance(model.module), *dict.fromkeys(block_of(name) for name in looking)
    module = model.module
    first = next(name for name, part in module.named_modules() if part is first_convolution(model))
    return first, *_stages(module), ""


def field(model: Vit | Cnn, pixels: Float[Tensor, "1 3 height width"], layer: str) -> Field:
    """Return the field of the layer of this name: one pass forward up to it and one back.

    Raises ArgumentError for a layer that is not among `layers_of`, SizeError for a size that a Vit
    does not take.
    """
    require_one_picture(model, pixels)
    known = layers_of(model)
    _require(layer in known, "layer", f"one of {known}", layer)
    with torch.inference_mode(False), torch.enable_grad():
        leaf = pixels.clone().requires_grad_()
        features = _features(model, leaf, layer)
        row, col = (side // 2 for side in features.shape[1:])
        (slopes,) = torch.autograd.grad(features[:, row, col].relu().sum(), leaf)
    values = slopes[0].abs().sum(dim=0).cpu().numpy()
    rows, cols = features.shape[1:]
    centre = (row + 0.5) * values.shape[0] / rows, (col + 0.5) * values.shape[1] / cols
    return Field(layer, (rows, cols), (row, col), values, centre, sides(values, centre))


def sides(
    values: Float[ndarray, "height width"],
    centre: tuple[float, float],
    shares: Sequence[float] = SHARES,
) -> tuple[float, ...]:
    """Return the side of the smallest square around `centre` (y, x) that holds each share.

    Pixels have the side 1 and count whole; a square may reach beyond the picture. NaN where all
    values are 0.
    """
    total = values.sum(dtype=np.float64)
    if not total > 0:
        return (float("nan"),) * len(shares)
    y, x = (
        np.abs(np.arange(size) + 0.5 - at) for size, at in zip(values.shape, centre, strict=True)
    )
    reach = np.maximum(y[:, None], x) + 0.5  # half the side of the square that holds the pixel
    order = np.argsort(reach, axis=None, kind="stable")
    held = np.cumsum(values.ravel()[order], dtype=np.float64) / total
    edges = reach.ravel()[order]
    return tuple(2 * float(edges[np.searchsorted(held, share - 1e-9)]) for share in shares)


class _Reached(Exception):
    """The pass has come to the layer."""


def _features(model: Vit | Cnn, pixels: Tensor, layer: str) -> Float[Tensor, "channels rows cols"]:
    """What the layer gives, as a map; the pass ends there."""
    if not layer:
        return channels_first(model.module, body(model.module, pixels))[0]
    found: list[Tensor] = []
    own = _own(model)

    def stop(_module: nn.Module, _given: object, made: Tensor) -> None:
        found.append(made)
        raise _Reached

    part = own.get_submodule(layer)
    part.register_forward_hook(stop)
    with suppress(_Reached):  # the rest of the pass is not needed
        own(pixels)
    if isinstance(model, Vit) and not model.one_grid:
        call = attending_blocks(model)[layer]
        return map_of(own, found[0], layer, call, call.made or model.layout.grid)
    if isinstance(model, Cnn):
        # A convolution's channels come first, whatever the stages around it hold.
        alone = isinstance(part, nn.Conv2d)
        return (found[0] if alone else channels_first(model.module, found[0]))[0]
    rows, cols = grid_of(model, (pixels.shape[2], pixels.shape[3]))
    tokens = found[0].reshape(-1, found[0].shape[-1])[-rows * cols :]  # the patches come last
    return tokens.T.unflatten(1, (rows, cols))


def _own(model: Vit | Cnn) -> nn.Module:
    """A module to hook: hooks on the shared one would fire for everyone."""
    if isinstance(model, Vit):
        return clone_sharing_weights(model).module
    return clone_sharing_weights(model).module


def _stages(module: nn.Module) -> Iterator[str]:
    """The stages of a CNN by timm's feature_info, with those of the same list between them."""
    infos = getattr(module, "feature_info", [])
    named = [str(info["module"]) for info in infos]
    parents = {name.rsplit(".", 1)[0] for name in named if "." in name}
    modules = dict(module.named_modules())
    for name in modules:
        listed = name.rsplit(".", 1)[0] in parents and name.count(".") == 1
        if name in named or listed:
            yield name


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
