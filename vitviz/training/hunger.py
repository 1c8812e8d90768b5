"""Data hunger: the same number of pictures seen, of ever smaller shares of them.

Every arm and every share gets the same recipe, steps and augmentation, and what is reported is the
network after its last step: nothing is chosen by the validation pictures that give the figure.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from torch import nn

from vitviz.training.arms import SIZE, arm
from vitviz.training.augment import Augmentation
from vitviz.training.pictures import Pictures, Split
from vitviz.training.recipe import Recipe
from vitviz.training.run import Run, finished
from vitviz.training.sampling import subset

SEEN = 240_000  # pictures, in every run
FILTER = Image.Resampling.BOX  # from 64 to 32 px the mean of 2 x 2, as the augmentation halves
# The 62 classes have 500 to 3,000 pictures each; as they are, without weights.
_SEEDS = (0, 1, 2)


@dataclass(frozen=True)
class Cell:
    """One run of the table: an arm, the share of the training pictures, a seed.

    The seed draws the share, the first weights, the order and the augmentation.
    """

    arm: str
    share: float
    seed: int

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"{self.arm}-{self.share:g}-{self.seed}"


def plan() -> tuple[Cell, ...]:
    """Return all runs in the order in which they tell most: the ends first, seed by seed."""
    first = [Cell(arm, share, 0) for share in (0.02, 1.0, 0.1) for arm in ("cnn", "vit")]
    first += [Cell("stem_vit", share, 0) for share in (0.02, 1.0, 0.1)]
    first += [Cell(arm, 0.3, 0) for arm in ("cnn", "vit", "stem_vit")]
    again = [Cell(one.arm, one.share, seed) for seed in _SEEDS[1:] for one in first]
    return (*first, *again)


def recipe(seen: int = SEEN) -> Recipe:
    """Return the one recipe of all arms for so many pictures seen."""
    batch = 128
    steps = max(2, seen // batch)
    return Recipe(
        batch=batch,
        steps=steps,
        warmup=steps // 20,
        peak=1e-3,
        augmentation=Augmentation(area=0.5, jitter=0.2, method="bilinear"),
        sizes={SIZE: 1.0},
        points=12,
    )


def run_of(cell: Cell, pictures: Split, out: Path, how: Recipe) -> Run:
    """Return the run of this cell in its folder below `out`."""
    chosen = subset(pictures.train.labels, cell.share, cell.seed)
    return Run(
        folder=out / "hunger" / cell.name,
        train=_part(pictures.train, chosen),
        val=pictures.val,
        module=_module(cell, pictures.train.classes),
        recipe=how,
        seed=cell.seed,
        about={"arm": cell.arm, "share": cell.share},
        measures=((SIZE, FILTER),),
    )


def results(
    out: Path, cells: Callable[[], tuple[Cell, ...]] = plan
) -> Iterator[tuple[Cell, dict[str, Any] | None]]:
    """Yield every planned run with its result, None where it has not ended."""
    for cell in cells():
        yield cell, finished(out / "hunger" / cell.name)


def _module(cell: Cell, classes: int) -> nn.Module:
    return arm(cell.arm, classes, cell.seed)


def _part(pictures: Pictures, chosen: Any) -> Pictures:  # noqa: ANN401 - indices
    # Small shares come into memory; the whole stays the mapped file.
    if len(chosen) == len(pictures.labels):
        return pictures
    return Pictures(pictures.pixels[chosen], pictures.labels[chosen], pictures.classes)
