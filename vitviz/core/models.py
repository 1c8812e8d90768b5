"""A model by name, with everything it must never travel without: preprocessing, labels, geometry.

`load` gives a Vit (its attention can be captured) or a Cnn (the baseline beside it), or says with
a ModelError why a model cannot be opened. It is the only caller of timm.create_model.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

Triple = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Vit:
    """A Vision Transformer, its preprocessing and the facts of its patches.

    Pixels are RGB in [0, 1], less `mean`, over `std`, resized with `interpolation` so that the
    centre crop is the fraction `crop` of the short side. `size` is the default (height, width);
    a `dynamic` model takes every other multiple of `patch` (height, width) too. `prefix` counts
    the tokens before the patches, `labels[i]` is the English name of class i (empty when not
    known), `card` the parsed card.json ({} for a hub model), `calls` what `load` learned about
    the attention calls of a forward pass.
    """

    name: str
    module: nn.Module
    family: str
    labels: tuple[str, ...]
    labels_zh: tuple[str, ...]
    mean: Triple
    std: Triple
    interpolation: str
    crop: float
    size: tuple[int, int]
    patch: tuple[int, int]
    prefix: int
    device: torch.device
    dynamic: bool
    card: Mapping[str, Any]
    calls: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Cnn:
    """A convolutional network and its preprocessing; the fields mean what they mean for a Vit."""

    name: str
    module: nn.Module
    labels: tuple[str, ...]
    labels_zh: tuple[str, ...]
    mean: Triple
    std: Triple
    interpolation: str
    crop: float
    size: tuple[int, int]
    device: torch.device
    card: Mapping[str, Any]


def logits(
    model: Vit | Cnn, pixels: Float[Tensor, "1 3 height width"]
) -> Float[Tensor, " classes"]:
    """Return what the head says of the pixels in a plain forward pass, nothing captured."""
    with torch.no_grad():
        return model.module(pixels)[0]
