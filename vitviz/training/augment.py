"""Augmentation of a whole batch in a few calls: a random crop, a flip, a change of colours."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

RATIO = 4 / 3  # of a crop's sides, at most


@dataclass(frozen=True)
class Augmentation:
    """`area`: the least share of the picture that a crop covers; `jitter`: of the colours.

    `method` is grid_sample's: "bilinear", which is exact for halving, or "bicubic" to enlarge.
    """

    area: float
    jitter: float
    method: str


def augmented(
    pictures: UInt8[Tensor, "batch height width 3"],
    size: int,
    how: Augmentation,
    source: torch.Generator,
) -> Float[Tensor, "batch 3 size size"]:
    """Return a random crop of each picture at `size`, RGB in [0, 1]."""
    unit = pictures.permute(0, 3, 1, 2).float() / 255
    grid = functional.affine_grid(
        _crops(len(unit), how.area, source), [len(unit), 3, size, size], align_corners=False
    )
    cropped = functional.grid_sample(
        unit, grid, mode=how.method, padding_mode="reflection", align_corners=False
    )
    return _coloured(cropped, how.jitter, source).clamp(0, 1)


def _crops(count: int, area: float, source: torch.Generator) -> Float[Tensor, "count 2 3"]:
    """Where each crop lies in the picture, which reaches from -1 to 1; half of them mirrored."""

    def uniform(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=source)

    part = uniform(area, 1).sqrt()
    stretch = torch.exp(uniform(-1, 1) * torch.tensor(RATIO).log() / 2)
    width, height = (part * stretch).clamp(max=1), (part / stretch).clamp(max=1)
    x, y = ((1 - side) * uniform(-1, 1) for side in (width, height))
    mirrored = torch.where(uniform(0, 1) < 0.5, -1.0, 1.0)
    none = torch.zeros(count)
    rows = (width * mirrored, none, x), (none, height, y)
    return torch.stack([torch.stack(row, dim=1) for row in rows], dim=1)


def _coloured(
    pictures: Float[Tensor, "batch 3 height width"], jitter: float, source: torch.Generator
) -> Float[Tensor, "batch 3 height width"]:
    """Brightness, contrast and saturation, each times a factor within 1 - jitter and 1 + jitter."""
    factors = 1 + jitter * (2 * torch.rand(3, len(pictures), 1, 1, 1, generator=source) - 1)
    bright = pictures * factors[0]
    grey = bright.mean(dim=(1, 2, 3), keepdim=True)
    contrasted = grey + (bright - grey) * factors[1]
    own_grey = contrasted.mean(dim=1, keepdim=True)
    return own_grey + (contrasted - own_grey) * factors[2]
