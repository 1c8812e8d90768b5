"""A perturbation from nothing to its most, picture after picture, in both models.

A point of the range is one strength; where a seed matters each is tried with several, the same at
every strength. Strength 0 is the unaltered picture, run once and alone: its number is the one of
a plain forward pass to the last bit, which that of a larger batch may not be.
"""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float64
from numpy import ndarray
from torch import Tensor

from vitviz.core.perturbation.pair import Pair
from vitviz.core.perturbation.perturbation import (
    Kind,
    Perturbation,
    Subject,
    blocks,
    dropped,
    perturbed,
)
from vitviz.core.perturbation.scores import scores_of
from vitviz.errors import ArgumentError

Step = tuple[int, int]  # pictures that a model has seen, of how many
Axis = Literal["right", "down"]
Span = Literal["near", "far"]

POINTS = 21
SEEDS = 5
BATCH = 16  # pictures in one pass; more are no faster, and a cancel waits for one batch
MOST_SIGMA = 16.0  # pixels of blur
MOST_DEGREES = 180.0


@dataclass(frozen=True, eq=False)
class Targets:
    """The classes that count as the shared label in each model; none where it has no such."""

    vit: tuple[int, ...]
    cnn: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Range:
    """Probability and logit of two labels in both models at every strength, with every seed.

    The labels are the shared one and the model's own likeliest of the unaltered picture, whose
    class is `own` (ViT, CNN). NaN where a model does not know the shared label, or where the
    picture was not run yet.
    """

    strengths: Float64[ndarray, " points"]
    vit: Float64[ndarray, "seeds labels scores points"]
    cnn: Float64[ndarray, "seeds labels scores points"]
    own: tuple[int, int]


def strengths(
    kind: Kind, subject: Subject, span: Span = "near", points: int = POINTS
) -> Float64[ndarray, " points"]:
    """Return the strengths of the range, the first one 0; fewer than `points` where there are.

    A shift goes pixel by pixel ("near"), or to half the picture's shorter side ("far"); a shuffle
    has the sides of all blocks, the largest first.
    """
    size = subject.picture.shape[2], subject.picture.shape[3]
    if kind == "shuffle":
        return np.asarray([0, *blocks(size, subject.patch)], np.float64)
    if kind == "shift":
        most = points - 1 if span == "near" else min(size) // 2
        return np.unique(np.round(np.linspace(0, most, points)))
    most = {"blur": MOST_SIGMA, "rotate": MOST_DEGREES}.get(kind, 1.0)
    return np.linspace(0, most, points)


def at(perturbation: Perturbation, strength: float, seed: int, axis: Axis) -> Perturbation:
    """Return the perturbation with this strength and seed; a shift has it along the axis."""
    if perturbation.kind != "shift":
        return replace(perturbation, amount=float(strength), seed=seed)
    right, down = (int(strength), 0) if axis == "right" else (0, int(strength))
    return replace(perturbation, right=right, down=down, seed=seed)


def seeds_of(perturbation: Perturbation, seeds: int = SEEDS) -> range:
    """Return the seeds to be tried: the first `seeds` of all, or one where none matters."""
    return range(seeds if perturbation.seeded else 1)


def run(
    pair: Pair,
    subject: Subject,
    perturbation: Perturbation,
    points: Float64[ndarray, " points"],
    targets: Targets,
    *,
    axis: Axis = "right",
    seeds: int = SEEDS,
    batch: int = BATCH,
    so_far: Callable[[Range], None] | None = None,
) -> Generator[Step, None, Range]:
    """Yield how many pictures the models have seen after each batch, at the end return the range.

    `points` are strengths, the first one 0, as `strengths` gives them; one seed after the other is
    run over all of them, patches without tokens one strength after the other. `so_far` is called
    after each batch of both models with what is there. Whoever stops asking has stopped it.
    Raises ArgumentError for strengths that do not begin with 0, and as `perturbed` does.
    """
    if not len(points) or points[0] != 0:
        raise ArgumentError("out_of_range", argument="points", rule="from 0", got=list(points))
    tried = seeds_of(perturbation, seeds)
    total = 2 * (1 + len(tried) * (len(points) - 1))
    unaltered = pair.of_vit(subject.picture), pair.of_cnn(subject.picture)
    own = int(unaltered[0].argmax()), int(unaltered[1].argmax())
    found = [np.full((len(tried), 2, 2, len(points)), np.nan) for _ in unaltered]
    labels = ((targets.vit, (own[0],)), (targets.cnn, (own[1],)))
    for model, logits in enumerate(unaltered):
        found[model][..., 0] = _scores(logits, labels[model])[0]
    done = 2
    yield done, total
    for part in _parts(len(tried), len(points), batch, perturbation):
        hows = [at(perturbation, points[k], tried[s], axis) for s, k in part]
        pictures = torch.cat([perturbed(subject, how) for how in hows])
        for model in range(2):
            logits = _logits(pair, model, subject, hows, pictures)
            for (s, k), scores in zip(part, _scores(logits, labels[model]), strict=True):
                found[model][s, ..., k] = scores
            done += len(part)
            if model == 1 and so_far:
                so_far(Range(points, found[0], found[1], own))
            yield done, total
    return Range(points, found[0], found[1], own)


def _parts(seeds: int, points: int, batch: int, how: Perturbation) -> list[list[tuple[int, int]]]:
    """Which (seed, point) go through together; without tokens all must be of one length."""
    if how.kind == "drop" and how.fill == "token":
        return [[(s, k) for s in range(seeds)] for k in range(1, points)]
    every = [(s, k) for s in range(seeds) for k in range(1, points)]
    return [every[start : start + batch] for start in range(0, len(every), batch)]


def _logits(
    pair: Pair, model: int, subject: Subject, hows: Sequence[Perturbation], pictures: Tensor
) -> Tensor:
    if model == 1:
        return pair.of_cnn(pictures)
    if not hows[0].leaves_out:
        return pair.of_vit(pictures)
    return pair.of_vit(pictures, torch.stack([dropped(subject, how) for how in hows]))


def _scores(logits: Tensor, labels: Sequence[Sequence[int]]) -> Float64[ndarray, "batch labels 2"]:
    return torch.stack([scores_of(logits, label) for label in labels], dim=1).numpy()
