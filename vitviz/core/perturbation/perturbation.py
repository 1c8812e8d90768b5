"""What can be done to a picture, by name and strength; of strength 0 all of it is nothing.

The subject is a picture as one model frames it, cut into that model's patches. What comes out is
again a picture on levels, for whichever model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import torch
from jaxtyping import Bool, Float, Int64
from numpy import ndarray
from torch import Tensor

from vitviz.core.evaluation.curves import order_of
from vitviz.core.evaluation.perturbations import (
    Size,
    blurred,
    grid_by,
    hidden,
    masked,
    order_of_seed,
    shuffled,
)
from vitviz.core.perturbation.filters import blurred_by, edges, grey, noisy, occluded
from vitviz.core.perturbation.moves import along, rotated, wrapped
from vitviz.core.perturbation.picture import mean_level, on_levels
from vitviz.errors import ArgumentError

Kind = Literal["shift", "shuffle", "drop", "occlude", "blur", "noise", "grey", "rotate", "edges"]
Beyond = Literal["wrap", "photo"]
First = Literal["random", "vit_most", "vit_least", "cnn_most", "cnn_least"]
Fill = Literal["mean", "blur", "token"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SHARES: tuple[Kind, ...] = ("drop", "occlude", "noise", "grey", "edges")


@dataclass(frozen=True)
class Perturbation:
    """One thing that is done to a picture.

    `amount` is of "shuffle" the side of a block in pixels (0: the whole picture), of "drop" the
    share of the patches, of "occlude" the square's share of the shorter side, of "blur" sigma in
    pixels, of "noise" the standard deviation as a share of a colour's range, of "grey" and "edges"
    how much of the picture is so, of "rotate" degrees counterclockwise. "shift" moves by `right`
    and `down` pixels; `beyond` says what comes in. "drop" takes the patches in the order `first`:
    of the `seed`, or most or least important first on a model's own map; `fill` is what they show
    then: the mean colour, the blurred picture, or for a ViT nothing at all ("token": their tokens
    are left out; the picture shows the mean colour). `centre` (x, y) is the square's, as shares of
    the picture.
    """

    kind: Kind
    amount: float = 0.0
    right: int = 0
    down: int = 0
    beyond: Beyond = "wrap"
    first: First = "random"
    fill: Fill = "mean"
    centre: tuple[float, float] = (0.5, 0.5)
    seed: int = 0

    def __post_init__(self) -> None:
        _require(self.kind in KINDS, "kind", f"one of {KINDS}", self.kind)
        _require(self.beyond in get_args(Beyond), "beyond", f"{get_args(Beyond)}", self.beyond)
        _require(self.first in get_args(First), "first", f"{get_args(First)}", self.first)
        _require(self.fill in get_args(Fill), "fill", f"{get_args(Fill)}", self.fill)
        _require(self.seed >= 0, "seed", "0 or more", self.seed)
        most = 1.0 if self.kind in SHARES else float("inf")
        least = float("-inf") if self.kind == "rotate" else 0.0
        _require(least <= self.amount <= most, "amount", f"from {least} to {most}", self.amount)

    @property
    def nothing(self) -> bool:
        """Whether the picture stays as it is."""
        return not (self.right or self.down) if self.kind == "shift" else self.amount == 0

    @property
    def seeded(self) -> bool:
        """Whether another seed gives another picture; among equal values of a map it may anyway."""
        drawn = self.kind == "drop" and self.first == "random"
        return drawn or self.kind in ("shuffle", "noise")

    @property
    def leaves_out(self) -> bool:
        """Whether a ViT gets no token of what is dropped."""
        return self.kind == "drop" and self.fill == "token" and not self.nothing


@dataclass(frozen=True, eq=False)
class Subject:
    """A picture on levels, its patches (height, width), and what some perturbations ask for.

    `cells` are the rows and columns of patches that overlap, each then an even part of the picture.
    `maps` are how important each patch is to a model ("vit", "cnn"), rows x columns. `wide` is the
    picture with `margin` pixels more on every side, as `framing.surroundings` gives it.
    """

    picture: Float[Tensor, "1 3 height width"]
    patch: Size
    maps: Mapping[str, Float[ndarray, "rows cols"]] = field(default_factory=dict)
    wide: Float[Tensor, "1 3 tall broad"] | None = None
    margin: int = 0
    cells: Size | None = None

    @property
    def patches(self) -> int:
        """How many patches there are."""
        rows, columns = self.cells or grid_by(self.picture, self.patch)
        return rows * columns


def perturbed(subject: Subject, perturbation: Perturbation) -> Float[Tensor, "1 3 height width"]:
    """Return the picture with this done to it, on levels; the very picture where it is nothing.

    Raises ArgumentError for what the subject does not allow: blocks that do not divide it, a map
    or surroundings that it does not have, a shift beyond its margin.
    """
    if perturbation.nothing:
        return subject.picture
    return on_levels(_done(subject, perturbation))


def _done(subject: Subject, how: Perturbation) -> Tensor:
    picture, amount = subject.picture, how.amount
    match how.kind:
        case "shift":
            return _shifted(subject, how)
        case "shuffle":
            block = int(amount), int(amount)
            rows, columns = grid_by(picture, block)
            return shuffled(picture, block, order_of_seed(rows * columns, how.seed))
        case "drop":
            gone, baseline = dropped(subject, how)[None], _baseline(subject, how)
            if subject.cells:
                return hidden(picture, gone, baseline, subject.cells)
            return masked(picture, gone, baseline, subject.patch)
        case "occlude":
            return occluded(picture, how.centre, amount, mean_level(picture))
        case "blur":
            return blurred_by(picture, amount)
        case "noise":
            return noisy(picture, amount, how.seed)
        case "grey":
            return grey(picture, amount)
        case "rotate":
            return rotated(picture, amount, mean_level(picture))
        case "edges":
            return edges(picture, amount)


def dropped(subject: Subject, perturbation: Perturbation) -> Bool[Tensor, " patches"]:
    """Return which patches "drop" takes: the first of the order, to the nearest whole number."""
    order = _order(subject, perturbation)
    gone = torch.zeros(len(order), dtype=torch.bool)
    gone[order[: round(perturbation.amount * len(order))]] = True
    return gone


def _order(subject: Subject, how: Perturbation) -> Int64[Tensor, " patches"]:
    if how.first == "random":
        return order_of_seed(subject.patches, how.seed)
    model, end = how.first.split("_")
    found = subject.maps.get(model)
    if found is None or found.size != subject.patches:
        rule = f"a map of {subject.patches} patches"
        raise ArgumentError("out_of_range", argument="maps", rule=rule, got=sorted(subject.maps))
    order = order_of(found, how.seed)
    return order if end == "most" else order.flip(0)


def _baseline(subject: Subject, how: Perturbation) -> Tensor:
    picture = subject.picture
    if how.fill == "blur":
        return blurred(picture, subject.patch)
    return mean_level(picture).expand_as(picture)


def _shifted(subject: Subject, how: Perturbation) -> Tensor:
    if how.beyond == "wrap":
        return wrapped(subject.picture, how.right, how.down)
    if subject.wide is None:
        raise ArgumentError("out_of_range", argument="wide", rule="given", got=None)
    colour = mean_level(subject.picture)
    return along(subject.wide, subject.margin, how.right, how.down, colour)


def blocks(size: Size, patch: Size) -> tuple[int, ...]:
    """Return the sides of the square blocks that divide a picture, from halves to single patches.

    `size` and `patch` are (height, width); the largest block is the first.
    """
    sides = range(min(size) // 2, max(patch) - 1, -1)
    return tuple(side for side in sides if not (size[0] % side or size[1] % side))


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
