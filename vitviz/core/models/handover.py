"""One model's pixels given to another: the very same picture, each with its own preprocessing.

Beside a ViT on a picture that was changed in its own pixels (shuffled, hidden) a CNN is a control
only if it is given that picture, not its own crop of the photo.
"""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from vitviz.core.models.load import Cnn, Size, Vit


def taken_size(size: Size, own: Size) -> Size:
    """Return the (height, width) at which a model of size `own` takes a picture of `size`.

    Its own where the shapes agree, else as many pixels in the picture's shape: squashed into
    another one the picture would not be the same.
    """
    if size[0] * own[1] == size[1] * own[0]:
        return own
    scale = math.sqrt(own[0] * own[1] / (size[0] * size[1]))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def handed_on(
    giver: Vit | Cnn, taker: Vit | Cnn, pixels: Float[Tensor, "batch 3 height width"]
) -> Float[Tensor, "batch 3 rows cols"]:
    """Return the giver's pixels as the taker takes them; nothing is cropped.

    They have the taker's own size, or one as large in their shape (`taken_size`). A picture of
    another size is resized (bicubic, with antialiasing, cut to [0, 1]); one of the
    same size keeps every pixel.
    """
    unit = pixels * _channels(giver.std, pixels) + _channels(giver.mean, pixels)
    size = taken_size((unit.shape[2], unit.shape[3]), taker.size)
    if tuple(unit.shape[2:]) != size:
        resized = functional.interpolate(unit, size, mode="bicubic", antialias=True)
        unit = resized.clamp(0, 1)
    return (unit - _channels(taker.mean, pixels)) / _channels(taker.std, pixels)


def _channels(numbers: Sequence[float], beside: Tensor) -> Tensor:
    return torch.tensor(numbers, device=beside.device).view(3, 1, 1)
