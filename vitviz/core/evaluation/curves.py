"""Does a map point at what the model uses? Hide patches in the map's order and see.

Deletion hides the most important patches first: the score of a faithful map falls fast. Insertion
begins with all hidden and shows the most important first: it rises fast (Petsiuk et al. 2018,
RISE). Patches are those of the model's own grid, in its own pixels. A hidden patch is a picture
that the model was never trained on, so curves are read beside those of random orders, not alone.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Float64, Int64
from numpy import ndarray
from torch import Tensor

from vitviz.core.attention.capture import require_one_picture
from vitviz.core.evaluation.perturbations import Size, grid_by, hidden, masked, order_of_seed
from vitviz.core.models.classes import require_head
from vitviz.core.models.load import Cnn, Vit, grid_of
from vitviz.errors import ArgumentError

Step = tuple[int, int]  # pictures done, of how many

BATCH = 16  # pictures in one pass; more are no faster, and a cancel waits for one batch
POINTS = 17  # the ends and every 16th of the patches between


@dataclass(frozen=True, eq=False)
class Curve:
    """The score of one class while patches are hidden (or shown), float64 at each fraction.

    `fractions` of the patches go from 0 to 1. `probability` is the softmax's, of several classes
    their sum; `logit` is the class's, of several classes the log of their summed exp.
    """

    fractions: Float64[ndarray, " points"]
    probability: Float64[ndarray, " points"]
    logit: Float64[ndarray, " points"]

    def __post_init__(self) -> None:
        ends = len(self.fractions) > 1 and (self.fractions[0], self.fractions[-1]) == (0, 1)
        rising = bool((np.diff(self.fractions) > 0).all())
        _require(ends and rising, "fractions", "rising from 0 to 1", self.fractions.tolist())
        same = self.fractions.shape == self.probability.shape == self.logit.shape
        _require(same, "probability", "one per fraction", self.probability.shape)
        fair = bool(((self.probability >= 0) & (self.probability <= 1)).all())
        _require(fair, "probability", "from 0 to 1", self.probability.tolist())

    @property
    def auc(self) -> float:
        """The area under the probability, in [0, 1]: its mean over all fractions (trapezoids)."""
        return float(np.trapezoid(self.probability, self.fractions))

    @property
    def auc_logit(self) -> float:
        """The area under the logit: its mean over all fractions, in logits."""
        return float(np.trapezoid(self.logit, self.fractions))


@dataclass(frozen=True, eq=False)
class Curves:
    """For each order, in the order they were given: its deletion and its insertion."""

    deletion: tuple[Curve, ...]
    insertion: tuple[Curve, ...]

    def __post_init__(self) -> None:
        same = len(self.deletion) == len(self.insertion)
        _require(same, "insertion", "as many as deletions", len(self.insertion))


def order_of(map: Float[ndarray, "rows cols"], seed: int) -> Int64[Tensor, " patches"]:
    """Return the patches from the most to the least important, numbered in reading order.

    Equal ones stand in the order of the seed, so a constant map is exactly `order_of_seed`.
    Raises ArgumentError for a map with numbers that are not finite.
    """
    flat = map.reshape(-1)
    _require(bool(np.isfinite(flat).all()), "map", "finite", "a number that is not")
    drawn = order_of_seed(len(flat), seed)
    ranks = np.argsort(-flat[drawn.numpy()], kind="stable")
    return drawn[torch.from_numpy(ranks)]


def curves(
    model: Vit | Cnn,
    pixels: Float[Tensor, "1 3 height width"],
    target: int | Sequence[int],
    orders: Sequence[Int64[Tensor, " patches"]],
    baseline: Float[Tensor, "1 3 height width"],
    points: int = POINTS,
    *,
    batch: int = BATCH,
    patch: Size | None = None,
    cells: Size | None = None,
    finished: Callable[[int, Curve, Curve], None] | None = None,
) -> Generator[Step, None, Curves]:
    """Yield how many pictures are done after each batch, at the end return all curves.

    `target` is a class, or several that count as one. At each of `points` even fractions, rounded
    to whole patches (fewer where there are fewer patches), every order gives one picture of the
    deletion and one of the insertion; the two ends are shared. `patch` (height, width) is the
    model's own unless given; a CNN has none. `cells` (rows, columns) cut the picture into so many
    even parts instead, whether they divide it or not. `finished` is called with the number of each
    order as soon as its pictures are done, and with its deletion and insertion. Whoever stops
    asking has stopped it: nothing is left behind. Raises ModelError("no_head") for a model without
    classes, ArgumentError for an argument out of range, SizeError as `capture` does.
    """
    require_head(model)
    require_one_picture(model, pixels)
    _require(points >= 2 and batch >= 1, "points", "2 or more, in batches of 1 or more", points)
    patch = _patch(model, pixels, patch or cells)
    rows, columns = cells or grid_by(pixels, patch)
    counts = np.unique(np.round(np.linspace(0, rows * columns, points)).astype(int)).tolist()
    fractions = np.asarray(counts) / (rows * columns)
    masks = _masks(orders, rows * columns, counts)
    scores = torch.empty(len(masks), 2, dtype=torch.float64)
    ends = [2 + 2 * (len(counts) - 2) * (number + 1) for number in range(len(orders))]
    made: list[tuple[Curve, Curve]] = []
    for start in range(0, len(masks), batch):
        part = slice(start, start + batch)
        shown = masks[part]
        pictures = (
            hidden(pixels, shown, baseline, cells)
            if cells
            else masked(pixels, shown, baseline, patch)
        )
        scores[part] = _scores(model, pictures, target)
        done = min(start + batch, len(masks))
        while len(made) < len(orders) and ends[len(made)] <= done:
            made.append(_pair(scores.numpy(), len(made), fractions))
            if finished:
                finished(len(made) - 1, *made[-1])
        yield done, len(masks)
    return Curves(*(tuple(pair[kind] for pair in made) for kind in (0, 1)))


def _patch(model: Vit | Cnn, pixels: Tensor, patch: Size | None) -> Size:
    if isinstance(model, Vit):
        grid_of(model, (pixels.shape[2], pixels.shape[3]))
        return patch or model.patch
    if patch is None:
        raise ArgumentError("out_of_range", argument="patch", rule="given for a CNN", got=None)
    return patch


def _masks(
    orders: Sequence[Tensor], patches: int, counts: Sequence[int]
) -> Bool[Tensor, "pictures patches"]:
    """What is hidden: nothing, all, then of each order the deletion's inner points, insertion's."""
    masks = [torch.zeros(patches, dtype=torch.bool), torch.ones(patches, dtype=torch.bool)]
    for order in orders:
        rank = torch.argsort(order.cpu())  # how many patches come before this one
        whole = len(order) == patches and torch.equal(order.cpu()[rank], torch.arange(patches))
        _require(whole, "orders", f"each of {patches} patches once", order.tolist())
        inner = counts[1:-1]
        masks += [rank < count for count in inner]
        masks += [rank >= count for count in inner]
    return torch.stack(masks)


@torch.no_grad()
def _scores(
    model: Vit | Cnn, pictures: Float[Tensor, "batch 3 height width"], target: int | Sequence[int]
) -> Float64[Tensor, "batch 2"]:
    """Probability and logit of the target, on the CPU in double precision."""
    said = model.module(pictures).cpu().double()
    classes = said.shape[1]
    asked = [target] if isinstance(target, int) else list(target)
    known = len(asked) > 0 and all(0 <= one < classes for one in asked)
    _require(known, "target", f"from 0 to {classes - 1}", target)
    logit = said[:, asked].logsumexp(1)
    probability = (logit - said.logsumexp(1)).exp().clamp(max=1)
    return torch.stack([probability, logit], dim=1)


def _pair(scores: ndarray, number: int, fractions: ndarray) -> tuple[Curve, Curve]:
    """The deletion and the insertion of the order of this number."""
    whole, hidden, points = scores[:1], scores[1:2], len(fractions) - 2
    at = 2 + 2 * points * number
    inner = scores[at : at + 2 * points].reshape(2, points, 2)
    deletion = np.concatenate([whole, inner[0], hidden])
    insertion = np.concatenate([hidden, inner[1], whole])
    return Curve(fractions, *deletion.T), Curve(fractions, *insertion.T)


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
