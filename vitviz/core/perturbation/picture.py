"""The picture that a model is given, as levels of colour: what is altered, shown, and handed on.

A picture is RGB in [0, 1] in steps of 1/255, as a screen shows it and a file holds it. Whatever is
done to it ends on these levels, so that what stands on the page is what the models are given, and
what is not altered is the same to the last bit.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.models.load import Cnn, Vit

LEVELS = 255


def picture_of(
    pixels: Float[Tensor, "batch 3 height width"], model: Vit | Cnn
) -> Float[Tensor, "batch 3 height width"]:
    """Return the picture behind pixels that `frame` made for the model."""
    return on_levels(pixels * _channels(model.std, pixels) + _channels(model.mean, pixels))


def pixels_of(
    picture: Float[Tensor, "batch 3 height width"], model: Vit | Cnn
) -> Float[Tensor, "batch 3 height width"]:
    """Return the picture as the model takes it: of a framed photo exactly what `frame` gives."""
    return (picture - _channels(model.mean, picture)) / _channels(model.std, picture)


def on_levels(
    picture: Float[Tensor, "batch 3 height width"],
) -> Float[Tensor, "batch 3 height width"]:
    """Return the picture with every number at the nearest level; beyond 0 and 1 it is cut."""
    return (picture * LEVELS).round().clamp(0, LEVELS) / LEVELS


def mean_level(
    picture: Float[Tensor, "1 3 height width"],
) -> Float[Tensor, "1 3 1 1"]:
    """Return the picture's mean colour, at the nearest level."""
    return on_levels(picture.mean(dim=(2, 3), keepdim=True))


def _channels(numbers: Sequence[float], beside: Tensor) -> Tensor:
    return torch.tensor(numbers, device=beside.device).view(3, 1, 1)
