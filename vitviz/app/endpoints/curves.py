"""Deletion and insertion curves, run once for each order and kept as soon as they are there.

A curve depends on the model, the photo, the class, the baseline and the order, on nothing else:
another start layer runs one new curve, not all, and the random orders are run once for a class.
"""

import hashlib
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.inference_lock import locked
from vitviz.app.compute.jobs import Step
from vitviz.core.evaluation.curves import BATCH, POINTS, Curve, Curves, curves
from vitviz.core.evaluation.perturbations import Size
from vitviz.core.models.load import Cnn, Vit

Pair = tuple[Curve, Curve]  # deletion, insertion
_USUAL = 224 * 224  # pixels of a picture of which the core's batch is made


@dataclass(frozen=True, eq=False)
class Ground:
    """On what orders are tried: a model, its pixels, the class there, what hides which patch.

    `name` says all of this; a curve is kept under it and its order.
    """

    name: str
    model: Vit | Cnn
    pixels: Tensor
    target: int | Sequence[int]
    baseline: Tensor
    patch: Size
    cells: Size | None = None  # rows and columns that do not divide the picture

    def cached_as(self, order: Tensor) -> str:
        """The name under which this order's curves are kept."""
        digest = hashlib.blake2b(order.numpy().tobytes(), digest_size=16)
        return f"{self.name}/{digest.hexdigest()}"

    def known(self, orders: Iterable[Tensor]) -> dict[str, Pair]:
        """The curves of those orders that were run before, by their names."""
        blobs = {name: analyses.cached_blob(name) for name in map(self.cached_as, orders)}
        return {name: _read(blob) for name, blob in blobs.items() if blob is not None}


def pictures(orders: int) -> int:
    """How many pictures a model is given for the curves of so many new orders."""
    return 2 + 2 * orders * (POINTS - 2) if orders else 0


def batch_for(pixels: Tensor) -> int:
    """How many such pictures go through a model at once: visitors wait that long."""
    return max(1, min(BATCH, BATCH * _USUAL // (pixels.shape[2] * pixels.shape[3])))


def missing(ground: Ground, orders: Iterable[Tensor], known: dict[str, Pair]) -> list[Tensor]:
    """The orders that are still to be run, each once."""
    names = {ground.cached_as(order): order for order in orders}
    return [order for name, order in names.items() if name not in known]


def run(
    ground: Ground, orders: Sequence[Tensor], known: dict[str, Pair], so_far: Step
) -> Generator[Step, None, list[Pair]]:
    """Yield how many pictures are done, on from `so_far`; return each order's curves.

    `known` gets those of each order by its name as soon as they are run.
    """
    left = missing(ground, orders, known)

    def keep(number: int, *pair: Curve) -> None:
        name, blob = ground.cached_as(left[number]), _written(pair)
        known[name] = _read(analyses.blob(name, lambda: blob))

    if left:
        steps = curves(
            ground.model,
            ground.pixels,
            ground.target,
            left,
            ground.baseline,
            POINTS,
            batch=batch_for(ground.pixels),
            patch=ground.patch,
            cells=ground.cells,
            finished=keep,
        )
        yield from _counted(locked(steps), *so_far)
    return [known[ground.cached_as(order)] for order in orders]


def _counted(
    steps: Generator[Step, None, Curves], done: int, total: int
) -> Generator[Step, None, Curves]:
    while True:
        try:
            here, _ = next(steps)
        except StopIteration as end:
            return end.value
        yield done + here, total


def _written(pair: Iterable[Curve]) -> bytes:
    return np.stack([(each.fractions, each.probability, each.logit) for each in pair]).tobytes()


def _read(blob: bytes) -> Pair:
    deletion, insertion = np.frombuffer(blob).reshape(2, 3, -1)
    return Curve(*deletion), Curve(*insertion)
