"""Which pictures a run may see, and in which order."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch

from vitviz.errors import ArgumentError
from vitviz.training.seeds import generator


def subset(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Return the indices of this share of every class, at least one picture of each, ascending.

    Of one seed the smaller share lies inside the larger one.
    """
    if not 0 < share <= 1:
        raise ArgumentError("broken_invariant", argument="share", rule="in (0, 1]", got=share)
    chosen = []
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        shuffled = torch.randperm(len(members), generator=generator("subset", seed, int(label)))
        chosen.append(members[shuffled[: max(1, round(share * len(members)))].numpy()])
    return np.sort(np.concatenate(chosen))


@dataclass(frozen=True, eq=False)
class Order:
    """An endless order of pictures, made epoch by epoch: position -> index into `labels`.

    Even: an epoch is every picture once, shuffled. Balanced: an epoch is `draws` pictures drawn
    with a weight of 1 / sqrt(pictures of their class), with replacement.
    """

    labels: np.ndarray
    seed: int
    balanced: bool = False
    draws: int = 0

    def __post_init__(self) -> None:
        if self.balanced and self.draws <= 0:
            raise ArgumentError(
                "broken_invariant", argument="draws", rule="positive", got=self.draws
            )

    @property
    def epoch(self) -> int:
        """Pictures of an epoch."""
        return self.draws if self.balanced else len(self.labels)

    def batch(self, step: int, size: int) -> np.ndarray:
        """Return the indices of the pictures of step `step` (from 0) with `size` a step."""
        parts = []
        start, end = step * size, (step + 1) * size
        for epoch in range(start // self.epoch, (end - 1) // self.epoch + 1):
            first = epoch * self.epoch
            drawn = _epoch(self, epoch)
            parts.append(drawn[max(start - first, 0) : end - first])
        return np.concatenate(parts)


@lru_cache(maxsize=2)
def _epoch(order: Order, epoch: int) -> np.ndarray:
    source = generator("order", order.seed, epoch)
    if not order.balanced:
        return torch.randperm(len(order.labels), generator=source).numpy()
    counts = np.bincount(order.labels)
    weights = torch.from_numpy(1 / np.sqrt(counts[order.labels]))
    return torch.multinomial(weights, order.draws, replacement=True, generator=source).numpy()


def chunks(count: int, size: int) -> Iterator[slice]:
    """Yield the slices of at most `size` that cover `count` things."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))
