"""Patches of the pixels that a model takes: put in another order, or hidden.

The cut is exact: no pixel changes but by moving or by being covered. A masked patch shows a
baseline, for there is no pixel that says "nothing here": the picture's mean colour, flat but with
hard edges, or the picture blurred until a patch tells its surroundings' colour only.
"""

import math

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor
from torch.nn import functional

from vitviz.errors import ArgumentError

Size = tuple[int, int]

BLUR = 1.0  # sigma of the blur in patches, each axis by its own side of the patch
_REACH = 3  # sigmas at which the blur's kernel is cut off; 0.3 % lie beyond


def order_of_seed(count: int, seed: int) -> Int64[Tensor, " patches"]:
    """Return the numbers below `count` in a random order, on the CPU; the same on every machine."""
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed))


def inverse(order: Int64[Tensor, " patches"]) -> Int64[Tensor, " patches"]:
    """Return the order that undoes this one. Raises ArgumentError for what is no order."""
    back = torch.argsort(order)
    whole = torch.arange(len(order), device=order.device)
    _require(torch.equal(order[back], whole), "order", "every patch once", order.tolist())
    return back


def shuffled(
    pixels: Float[Tensor, "batch channels height width"],
    patch: Size,
    order: Int64[Tensor, " patches"],
) -> Float[Tensor, "batch channels height width"]:
    """Return the pixels cut into patches of (height, width); the k-th is now patch order[k].

    Patches are numbered in reading order. Raises ArgumentError for an order that does not name
    every patch once, or a patch that does not divide the pixels.
    """
    rows, columns = grid_by(pixels, patch)
    _require(len(order) == rows * columns, "order", f"{rows * columns} patches", len(order))
    inverse(order)
    cut = pixels.unflatten(3, (columns, patch[1])).unflatten(2, (rows, patch[0]))
    patches = cut.permute(0, 2, 4, 1, 3, 5).flatten(1, 2)  # batch patches channels height width
    moved = patches[:, order.to(pixels.device)].unflatten(1, (rows, columns))
    return moved.permute(0, 3, 1, 4, 2, 5).reshape(pixels.shape)


def masked(
    pixels: Float[Tensor, "1 channels height width"],
    masks: Bool[Tensor, "batch patches"],
    baseline: Float[Tensor, "1 channels height width"],
    patch: Size,
) -> Float[Tensor, "batch channels height width"]:
    """Return one picture for each mask: where it is True, the patch shows `baseline`.

    Raises ArgumentError for masks of another number of patches, or a patch that does not divide
    the pixels.
    """
    rows, columns = grid_by(pixels, patch)
    _require(masks.shape[1] == rows * columns, "masks", f"{rows * columns} patches", masks.shape[1])
    cut = (1, pixels.shape[1], rows, patch[0], columns, patch[1])
    hidden = masks.to(pixels.device).view(-1, 1, rows, 1, columns, 1)
    shown = torch.where(hidden, baseline.reshape(cut), pixels.reshape(cut))
    return shown.view(-1, *pixels.shape[1:])


def hidden(
    pixels: Float[Tensor, "1 channels height width"],
    masks: Bool[Tensor, "batch cells"],
    baseline: Float[Tensor, "1 channels height width"],
    cells: Size,
) -> Float[Tensor, "batch channels height width"]:
    """Return what `masked` does, of the picture cut into so many rows and columns of cells.

    They need not divide it: a pixel is of the cell in which its centre lies, as where a model's
    patches overlap (PiT has 27 x 27 of them at 224 px) each stands for the part around its middle.
    Raises ArgumentError for masks of another number of cells.
    """
    rows, columns = cells
    _require(masks.shape[1] == rows * columns, "masks", f"{rows * columns} cells", masks.shape[1])
    down, across = (
        (2 * torch.arange(side, device=pixels.device) + 1) * count // (2 * side)
        for side, count in zip(pixels.shape[2:], cells, strict=True)
    )
    each = masks.to(pixels.device).view(-1, 1, rows, columns)
    return torch.where(each[:, :, down][:, :, :, across], baseline, pixels)


def mean_colour(
    pixels: Float[Tensor, "1 channels height width"],
) -> Float[Tensor, "1 channels height width"]:
    """Return a picture of one colour: the mean of this one, channel by channel."""
    return pixels.mean(dim=(2, 3), keepdim=True).expand_as(pixels)


def blurred(
    pixels: Float[Tensor, "1 channels height width"], patch: Size
) -> Float[Tensor, "1 channels height width"]:
    """Return the picture under a Gaussian of sigma `BLUR` patches, reflected at its edges.

    What is finer than two patches (a wave of that length keeps 0.7 % of its height) is gone; the
    large areas of colour stay. The kernel ends at 3 sigma, or at the picture's side if that is
    less, and sums to 1.
    """
    for axis, side in zip((2, 3), patch, strict=True):
        _require(side > 0, "patch", "positive", patch)
        pixels = _blurred_along(pixels, axis, BLUR * side)
    return pixels


def _blurred_along(pixels: Tensor, axis: int, sigma: float) -> Tensor:
    reach = min(math.ceil(_REACH * sigma), pixels.shape[axis] - 1)  # reflection has no more
    steps = torch.arange(-reach, reach + 1, device=pixels.device)
    kernel = torch.exp(-0.5 * (steps / sigma) ** 2)
    kernel = (kernel / kernel.sum()).view(1, 1, *((-1, 1) if axis == 2 else (1, -1)))
    edges = (0, 0, reach, reach) if axis == 2 else (reach, reach, 0, 0)
    padded = functional.pad(pixels, edges, mode="reflect")
    channels = pixels.shape[1]
    return functional.conv2d(padded, kernel.repeat(channels, 1, 1, 1), groups=channels)


def grid_by(pixels: Float[Tensor, "batch channels height width"], patch: Size) -> Size:
    """Return rows and columns of patches. Raises ArgumentError if they do not divide the pixels."""
    height, width = pixels.shape[2:]
    divides = min(patch) > 0 and not (height % patch[0] or width % patch[1])
    _require(divides, "patch", f"divides {(height, width)}", patch)
    return height // patch[0], width // patch[1]


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
