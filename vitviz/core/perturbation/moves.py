"""The picture moved: shifted around its edges, shifted along the photo, rotated."""

import math

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from vitviz.errors import ArgumentError


def wrapped(
    picture: Float[Tensor, "1 3 height width"], right: int, down: int
) -> Float[Tensor, "1 3 height width"]:
    """Return the picture moved by whole pixels; what leaves at one edge enters at the other."""
    return picture.roll((down, right), (2, 3))


def along(
    wide: Float[Tensor, "1 3 rows cols"],
    margin: int,
    right: int,
    down: int,
    colour: Float[Tensor, "1 3 1 1"],
) -> Float[Tensor, "1 3 height width"]:
    """Return the picture moved by whole pixels; what lies beside it on the photo comes in.

    `wide` is the picture with `margin` pixels more on every side (`framing.surroundings`); where
    the photo has ended (NaN), `colour` shows. Raises ArgumentError for a move beyond the margin.
    """
    within = max(abs(right), abs(down)) <= margin
    _require(within, "right", f"up to {margin} pixels", (right, down))
    height, width = wide.shape[2] - 2 * margin, wide.shape[3] - 2 * margin
    top, left = margin - down, margin - right
    seen = wide[:, :, top : top + height, left : left + width]
    return torch.where(seen.isnan(), colour, seen)


def rotated(
    picture: Float[Tensor, "1 3 height width"],
    degrees: float,
    colour: Float[Tensor, "1 3 1 1"],
) -> Float[Tensor, "1 3 height width"]:
    """Return the picture turned around its middle, counterclockwise; `colour` fills the corners.

    Each pixel is read between its four nearest (bilinear).
    """
    height, width = picture.shape[2:]
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    y = torch.arange(height, dtype=torch.float64)[:, None] + 0.5 - height / 2
    x = torch.arange(width, dtype=torch.float64)[None] + 0.5 - width / 2
    read = torch.stack([2 * (x * cos - y * sin) / width, 2 * (x * sin + y * cos) / height], dim=-1)
    turned = functional.grid_sample(
        picture - colour, read[None].to(picture), padding_mode="zeros", align_corners=False
    )
    return turned + colour


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
