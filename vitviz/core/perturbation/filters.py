"""The picture's pixels changed where they are: blur, noise, grey, edges, a covered square."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from vitviz.core.perturbation.picture import LEVELS

_LUMA = (0.299, 0.587, 0.114)  # Rec. 601: how bright red, green and blue are to the eye
_REACH = 4  # sigmas at which the blur's kernel is cut off
_SOBEL = ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0), (-1.0, 0.0, 1.0))  # Sobel and Feldman 1968


def blurred_by(
    picture: Float[Tensor, "1 3 height width"], sigma: float
) -> Float[Tensor, "1 3 height width"]:
    """Return the picture under a Gaussian of `sigma` pixels, reflected at its edges."""
    for axis in (2, 3):
        reach = min(int(_REACH * sigma + 0.5), picture.shape[axis] - 1)  # reflection has no more
        steps = torch.arange(-reach, reach + 1, device=picture.device)
        kernel = torch.exp(-0.5 * (steps / sigma) ** 2)
        kernel = (kernel / kernel.sum()).view(1, 1, *((-1, 1) if axis == 2 else (1, -1)))
        edges = (0, 0, reach, reach) if axis == 2 else (reach, reach, 0, 0)
        padded = functional.pad(picture, edges, mode="reflect")
        picture = functional.conv2d(padded, kernel.repeat(3, 1, 1, 1), groups=3)
    return picture


def noisy(
    picture: Float[Tensor, "1 3 height width"], deviation: float, seed: int
) -> Float[Tensor, "1 3 height width"]:
    """Return the picture with Gaussian noise in every number; 1 is the range of a colour.

    The noise of a seed is the same at every strength, and on every machine.
    """
    drawn = torch.randn(picture.shape, generator=torch.Generator().manual_seed(seed))
    return picture + deviation * drawn.to(picture.device)


def grey(
    picture: Float[Tensor, "1 3 height width"], amount: float
) -> Float[Tensor, "1 3 height width"]:
    """Return the picture mixed with its brightness alone (Rec. 601), of which `amount` is shown."""
    return torch.lerp(picture, brightness(picture).expand_as(picture), amount)


def edges(
    picture: Float[Tensor, "1 3 height width"], amount: float
) -> Float[Tensor, "1 3 height width"]:
    """Return the picture mixed with its edges alone, of which `amount` is shown.

    Edges are dark on white: the length of the brightness's gradient (Sobel), the strongest black.
    A picture without any is white.
    """
    bright = functional.pad(brightness(picture), (1, 1, 1, 1), mode="replicate")
    across = torch.tensor(_SOBEL, device=picture.device)[None, None]
    slopes = functional.conv2d(bright, torch.cat([across, across.mT]))
    strength = slopes.square().sum(dim=1, keepdim=True).sqrt()
    largest = strength.max().clamp(min=1 / LEVELS)  # of one colour rounding would be the strongest
    return torch.lerp(picture, (1 - strength / largest).expand_as(picture), amount)


def brightness(
    picture: Float[Tensor, "1 3 height width"],
) -> Float[Tensor, "1 1 height width"]:
    """Return how bright each pixel is (Rec. 601), from 0 to 1."""
    weights = torch.tensor(_LUMA, device=picture.device).view(3, 1, 1)
    return (picture * weights).sum(dim=1, keepdim=True)


def occluded(
    picture: Float[Tensor, "1 3 height width"],
    centre: tuple[float, float],
    side: float,
    colour: Float[Tensor, "1 3 1 1"],
) -> Float[Tensor, "1 3 height width"]:
    """Return the picture with a square of `colour` over it.

    `centre` (x, y) is a share of width and height, `side` a share of the shorter side, rounded to
    whole pixels; what lies beyond the picture's edge is cut.
    """
    height, width = picture.shape[2:]
    length = round(side * min(height, width))
    left, top = (
        round(share * whole - length / 2)
        for share, whole in zip(centre, (width, height), strict=True)
    )
    covered = picture.clone()
    covered[:, :, max(0, top) : max(0, top + length), max(0, left) : max(0, left + length)] = colour
    return covered
