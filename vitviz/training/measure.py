"""How often a network is right on pictures that it was not trained on."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import nn

from vitviz.training.pictures import Pictures
from vitviz.training.sampling import chunks

_BATCH = 64


@dataclass(frozen=True)
class Accuracy:
    """Shares of pictures from 0 to 1; `by_class` is the mean over the classes of top-1."""

    top1: float
    top5: float
    by_class: float


def resized(pixels: np.ndarray, size: int, method: Image.Resampling) -> np.ndarray:
    """Return square pictures (count, height, width, 3) at `size`, as `core.framing` makes them."""
    if pixels.shape[1] == size:
        return np.array(pixels)  # a mapped file cannot be handed to torch
    small = [Image.fromarray(one).resize((size, size), method) for one in pixels]
    return np.stack([np.asarray(one) for one in small])


def normalised(unit: torch.Tensor, mean: tuple[float, ...], std: tuple[float, ...]) -> torch.Tensor:
    """Return RGB in [0, 1] (batch, 3, height, width) less the mean, over the deviation."""
    return (unit - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]


def accuracy(
    module: nn.Module,
    pictures: Pictures,
    size: int,
    method: Image.Resampling,
    mean: tuple[float, ...],
    std: tuple[float, ...],
) -> Accuracy:
    """Return how often the module, left as it is, names the pictures at this size, in float32."""
    said = []
    for part in chunks(len(pictures.labels), _BATCH):
        small = resized(pictures.pixels[part], size, method)
        unit = torch.from_numpy(small).permute(0, 3, 1, 2).float() / 255
        with torch.no_grad():
            logits = module(normalised(unit, mean, std))
        said.append(logits)
    return accuracy_of(torch.cat(said), pictures.labels)


def accuracy_of(logits: torch.Tensor, labels: np.ndarray) -> Accuracy:
    """Return how often the logits (count, classes) name the labels (count,)."""
    own = logits.gather(1, torch.from_numpy(labels)[:, None])
    # What is not at most the own logit stands before it; so a NaN is never right.
    rank = (~(logits <= own)).sum(dim=1).numpy()
    right = rank == 0
    by_class = float(np.mean([right[labels == label].mean() for label in np.unique(labels)]))
    return Accuracy(float(right.mean()), float((rank < 5).mean()), by_class)
