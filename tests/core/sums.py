"""A toy whose score is known in closed form, and the way to the end of a generator."""

import torch
from torch import nn

from vitviz.core.models.load import Cnn

PATCH = (4, 6)
GRID = (3, 5)
SIZE = (12, 30)
PATCHES = 15


class Sums(nn.Module):
    """Logits: the sum of all patches' means (over the channels too), and 0 for another class."""

    num_classes = 2

    def __init__(self):
        super().__init__()
        self.passes = 0

    def forward(self, pixels):
        self.passes += 1
        means = pixels.mean(dim=(1, 2, 3)) * PATCHES
        return torch.stack([means, torch.zeros_like(means)], dim=1)


def toy():
    """The toy as a Cnn."""
    return Cnn(
        name="sums",
        module=Sums(),
        labels=(),
        labels_zh=(),
        mean=(0.5, 0.5, 0.5),
        std=(0.5, 0.5, 0.5),
        interpolation="bicubic",
        crop=1.0,
        size=SIZE,
        device=torch.device("cpu"),
        card={},
    )


def picture(means):
    """Pixels whose patches have these means."""
    grid = torch.as_tensor(means, dtype=torch.float32).view(1, 1, *GRID)
    return grid.repeat_interleave(PATCH[0], 2).repeat_interleave(PATCH[1], 3).repeat(1, 3, 1, 1)


def end(steps):
    """What a generator returns, and what it said on the way."""
    said = []
    while True:
        try:
            said.append(next(steps))
        except StopIteration as stop:
            return stop.value, said
