"""What moves along when the picture moves: exact facts of both families, measured on one photo.

A convolution with stride 1 and wrap-around gives the moved answer to the moved picture, exactly;
with a stride it does so for shifts by the stride alone, and padding breaks it at the border. A
patch embedding is a convolution whose kernel and stride are the patch. Attention without positions
moves its tokens along with any permutation of them. What is left of a difference that is exactly 0
is the rounding of float32.
"""

from collections.abc import Generator
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from vitviz.core.comparison.counting import first_convolution
from vitviz.core.evaluation.perturbations import order_of_seed, shuffled
from vitviz.core.models.architecture import body, channels_first, entrance, strides_of
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Cnn, Vit, grid_of
from vitviz.core.positions.changes import Change, changed
from vitviz.core.positions.embedding import has_table, kind, replaced, table
from vitviz.core.steps import result_of
from vitviz.errors import ArgumentError

SHIFT = (3, 5)  # pixels down and to the right: no multiple of any stride
PASSES = 5


@dataclass(frozen=True)
class Equivariance:
    """The length (L2) of each difference, over the length of what it is compared to.

    Of the kernel of the CNN's first convolution: `wrapped` with stride 1 and wrap-around, shifted
    by `SHIFT`; `strided` with its own stride and wrap-around, shifted by the stride; `between`
    likewise, shifted by one pixel, against the nearer of staying and moving by one place (None
    for a stride of 1); `padded` the layer with its own padding, shifted by the stride around the
    edge (None for a layer that pads nothing), `inside` the same without the places at the border.
    `features`: the CNN's last map, the picture shifted around the edge by all its strides together.

    `convolution`: each patch as a vector times the embedding's matrix, against the embedding;
    None where that is no single convolution. `attention`: the first layer's attention of
    permuted tokens against its permuted output; `tokens` the whole encoder without positions,
    patches permuted; `placed` the same with positions: not equal. None for a model whose
    positions are not one table added at the entrance. `strides` is the product of the CNN's.
    """

    wrapped: float
    strided: float
    between: float | None
    padded: float | None
    inside: float
    features: float
    convolution: float | None
    attention: float | None
    tokens: float | None
    placed: float | None
    strides: int

    def __post_init__(self) -> None:
        for name, share in vars(self).items():
            if share is not None and not share >= 0:
                raise ArgumentError("broken_invariant", argument=name, rule="0 or more", got=share)


def measure(
    vit: Vit,
    cnn: Cnn,
    pixels: Float[Tensor, "1 3 height width"],
    cnn_pixels: Float[Tensor, "1 3 rows cols"],
    seed: int,
) -> Equivariance:
    """Return the facts on these pixels, each model's own; `seed` gives the order of the patches.

    The models are as `load` gives them: no parameter asks for a gradient. Raises SizeError for a
    size that the Vit does not take, ArgumentError for pixels that the CNN's stride does not divide.
    """
    return result_of(passes(vit, cnn, pixels, cnn_pixels, seed))


def passes(
    vit: Vit,
    cnn: Cnn,
    pixels: Float[Tensor, "1 3 height width"],
    cnn_pixels: Float[Tensor, "1 3 rows cols"],
    seed: int,
) -> Generator[None, None, Equivariance]:
    """Do what `measure` does, resting after each of its `PASSES`, and return the facts."""
    grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    first = first_convolution(cnn)
    layer, between = _of_layer(first, cnn_pixels), _between(first, cnn_pixels)
    still = _features(cnn, cnn_pixels)
    yield
    stride = max(strides_of(cnn.module), default=cnn_pixels.shape[2] // still.shape[1])
    moved = _features(cnn, _shifted(cnn_pixels, (stride, stride)))
    yield
    attention = tokens = placed = None
    if has_table(vit) and kind(vit) == ("absolute",):
        attention, tokens, placed = yield from _of_tokens(vit, pixels, seed)
    return Equivariance(
        wrapped=layer["wrapped"],
        strided=layer["strided"],
        between=between,
        padded=layer["padded"] if _pads(first) else None,
        inside=layer["inside"],
        features=_apart(moved, _shifted(still, (1, 1))),
        convolution=_of_embedding(vit, pixels),
        attention=attention,
        tokens=tokens,
        placed=placed,
        strides=stride,
    )


def _of_layer(layer: nn.Conv2d, pixels: Tensor) -> dict[str, float]:
    """The first convolution's facts, by the names of `Equivariance`."""
    step = layer.stride[0]
    require = "a square stride that divides the pixels"
    fits = layer.stride == (step, step) and not any(side % step for side in pixels.shape[2:])
    _require(fits, "cnn_pixels", require, (layer.stride, tuple(pixels.shape[2:])))
    plain, strided = _around(layer, pixels, 1), _around(layer, pixels, step)
    own, own_moved = layer(pixels), layer(_shifted(pixels, (step, step)))
    edge = 1 + -(-max(layer.kernel_size) // step)  # of the padding, and of what came round
    inner = (..., slice(edge, -edge), slice(edge, -edge))
    followed = _shifted(own, (1, 1))
    return {
        "wrapped": _apart(_around(layer, _shifted(pixels, SHIFT), 1), _shifted(plain, SHIFT)),
        "strided": _apart(
            _around(layer, _shifted(pixels, (step, step)), step), _shifted(strided, (1, 1))
        ),
        "padded": _apart(own_moved, followed),
        "inside": _apart(own_moved[inner], followed[inner]),
    }


def _pads(layer: nn.Conv2d) -> bool:
    # A kind of its own pads in its own way, as TensorFlow's "same" does.
    return type(layer) is not nn.Conv2d or layer.padding not in ((0, 0), "valid")


def _between(layer: nn.Conv2d, pixels: Tensor) -> float | None:
    """A shift by one pixel, against the nearer of staying and moving by one place."""
    step = layer.stride[0]
    if step == 1:
        return None
    still = _around(layer, pixels, step)
    moved = _around(layer, _shifted(pixels, (1, 1)), step)
    return min(_apart(moved, _shifted(still, (by, by))) for by in (0, 1))


def _around(layer: nn.Conv2d, pixels: Tensor, stride: int) -> Tensor:
    """The layer's kernel over pixels that go on at the other edge."""
    high, wide = layer.kernel_size
    edges = ((wide - 1) // 2, wide // 2, (high - 1) // 2, high // 2)
    round_about = functional.pad(pixels, edges, mode="circular")
    return functional.conv2d(
        round_about, layer.weight, layer.bias, stride, dilation=1, groups=layer.groups
    )


def _of_embedding(vit: Vit, pixels: Tensor) -> float | None:
    """The patches as vectors times the matrix, against the module's own convolution."""
    layer = getattr(vit.module.get_submodule(entrance(vit.module)), "proj", None)
    if not isinstance(layer, nn.Conv2d) or layer.kernel_size != layer.stride != (1, 1):
        return None
    made = layer(pixels).flatten(2)
    cut = functional.unfold(pixels, layer.kernel_size, stride=layer.stride)  # 1, numbers, patches
    product = layer.weight.flatten(1) @ cut
    return _apart(product if layer.bias is None else product + layer.bias[:, None], made)


def _of_tokens(
    vit: Vit, pixels: Tensor, seed: int
) -> Generator[None, None, tuple[float, float, float]]:
    """The first layer's attention and the whole encoder, patches in another order."""
    grid = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    added, order = table(vit, grid), order_of_seed(grid[0] * grid[1], seed)
    nowhere = replaced(vit, changed(added, Change("zero"), grid, vit.prefix), grid)
    own, given = clone_sharing_weights(nowhere), []
    first = own.module.get_submodule(vit.calls[0].name)
    watch = first.register_forward_pre_hook(lambda _, arguments: given.append(arguments[0]))
    unplaced = _patches(own, pixels)
    watch.remove()
    prefix = torch.arange(given[0].shape[1] - len(order))
    both = torch.cat([prefix, order + len(prefix)]).to(pixels.device)
    attention = _apart(first(given[0][:, both]), first(given[0])[:, both])
    yield
    mixed, order = shuffled(pixels, vit.patch, order), order.to(pixels.device)
    tokens = _apart(_patches(nowhere, mixed), unplaced[order])
    yield
    placed = _patches(vit, pixels)[order]
    yield
    return attention, tokens, _apart(_patches(vit, mixed), placed)


def _features(cnn: Cnn, pixels: Tensor) -> Float[Tensor, "channels rows cols"]:
    return channels_first(cnn.module, body(cnn.module, pixels))[0]


def _patches(vit: Vit, pixels: Tensor) -> Float[Tensor, "patches dim"]:
    return body(vit.module, pixels)[0, vit.prefix :]


def _shifted(pixels: Tensor, by: tuple[int, int]) -> Tensor:
    """Moved down and to the right, around the edge."""
    return pixels.roll(by, dims=(-2, -1))


def _apart(found: Tensor, known: Tensor) -> float:
    return float((found - known).norm() / known.norm().clamp(min=torch.finfo(known.dtype).tiny))


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
