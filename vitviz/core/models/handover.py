"""One model's pixels given to another: the very same picture, each with its own preprocessing.

Beside a ViT on a picture that was changed in its own pixels (shuffled, hidden) a CNN is a control
only if it is given that picture, not its own crop of the photo.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from vitviz.core.models.load import Cnn, Vit


def handed_on(
    giver: Vit | Cnn, taker: Vit | Cnn, pixels: Float[Tensor, "batch 3 height width"]
) -> Float[Tensor, "batch 3 rows cols"]:
    """Return the giver's pixels as the taker takes them, at its own size; nothing is cropped.

    A picture of another size is resized (bicubic, with antialiasing, cut to [0, 1]); one of the
    same size keeps every pixel.
    """
    unit = pixels * _channels(giver.std, pixels) + _channels(giver.mean, pixels)
    if tuple(unit.shape[2:]) != taker.size:
        resized = functional.interpolate(unit, taker.size, mode="bicubic", antialias=True)
        unit = resized.clamp(0, 1)
    return (unit - _channels(taker.mean, pixels)) / _channels(taker.std, pixels)


def _channels(numbers: Sequence[float], beside: Tensor) -> Tensor:
    return torch.tensor(numbers, device=beside.device).view(3, 1, 1)
