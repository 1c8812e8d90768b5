"""The random baseline: the curves of random orders, and where another curve stands among them.

An area under a curve says little alone, for it depends on the photo and on the baseline. Beside
those of ten or more random orders of the same photo it says whether the map knew anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float64, Int64
from numpy import ndarray
from torch import Tensor

from vitviz.core.evaluation.curves import Curve
from vitviz.core.evaluation.perturbations import order_of_seed
from vitviz.errors import ArgumentError

Score = Literal["probability", "logit"]

SEEDS = 10  # the fewest random orders from which an envelope is made


@dataclass(frozen=True, eq=False)
class Envelope:
    """Of the random orders' scores the lowest, highest, median and mean at each fraction."""

    fractions: Float64[ndarray, " points"]
    low: Float64[ndarray, " points"]
    high: Float64[ndarray, " points"]
    median: Float64[ndarray, " points"]
    mean: Float64[ndarray, " points"]


@dataclass(frozen=True)
class Standing:
    """Where an area stands among the random ones.

    `rank` is the fraction of them that are lower, an equal one counted half: 0 is below all,
    1 above all. `side` is "inside" where it is neither below the lowest nor above the highest.
    """

    rank: float
    side: Literal["below", "inside", "above"]


def random_orders(patches: int, seeds: int = SEEDS) -> list[Int64[Tensor, " patches"]]:
    """Return the orders of the seeds 0, 1, 2 and so on. Raises ArgumentError for fewer than 10."""
    _require(seeds >= SEEDS, "seeds", f"{SEEDS} or more", seeds)
    return [order_of_seed(patches, seed) for seed in range(seeds)]


def envelope(curves: Sequence[Curve], of: Score = "probability") -> Envelope:
    """Return what the curves of random orders span. Raises ArgumentError for fewer than 10."""
    _require(len(curves) >= SEEDS, "curves", f"{SEEDS} or more", len(curves))
    fractions = curves[0].fractions
    same = all(np.array_equal(curve.fractions, fractions) for curve in curves)
    _require(same, "curves", "all at the same fractions", len(curves))
    _require(of in ("probability", "logit"), "of", "probability or logit", of)
    scores = np.stack(
        [curve.probability if of == "probability" else curve.logit for curve in curves]
    )
    return Envelope(
        fractions, scores.min(0), scores.max(0), np.median(scores, axis=0), scores.mean(0)
    )


def standing(auc: float, random_aucs: Sequence[float]) -> Standing:
    """Return where an area stands among those of random orders; at least 10, else ArgumentError."""
    _require(len(random_aucs) >= SEEDS, "random_aucs", f"{SEEDS} or more", len(random_aucs))
    others = np.asarray(random_aucs)
    rank = float((others < auc).mean() + (others == auc).mean() / 2)
    if auc < others.min():
        return Standing(rank, "below")
    return Standing(rank, "above" if auc > others.max() else "inside")


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
