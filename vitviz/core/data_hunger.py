"""What came of training on ever smaller shares of the photos, read from the file that is shipped.

`vitviz/training` makes the file; here it is read without training anything.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float64

from vitviz.core import assets
from vitviz.errors import ArgumentError, ModelError

FILE = Path("training") / "data-hunger.json"  # below assets/


@dataclass(frozen=True, eq=False)
class DataHunger:
    """The accuracies of all runs, from 0 to 1, on photos that none was trained on.

    `accuracy` is top-1 after the last step, not a number where a run has not ended. `parameters`
    and `photos` count those of each arm (0 where none of its runs has ended) and of each share.
    `seen` is how many pictures every run from scratch saw, `validation` on how many each was
    measured; `largest` is the share of those that belong to the largest class.
    """

    arms: tuple[str, ...]
    shares: tuple[float, ...]
    seeds: tuple[int, ...]
    accuracy: Float64[np.ndarray, "arms shares seeds"]
    parameters: tuple[int, ...]
    photos: tuple[int, ...]
    seen: int
    validation: int
    classes: int
    largest: float

    def __post_init__(self) -> None:
        shape = (len(self.arms), len(self.shares), len(self.seeds))
        if self.accuracy.shape != shape:
            got = self.accuracy.shape
            raise ArgumentError("broken_invariant", argument="accuracy", rule=f"{shape}", got=got)
        known = self.accuracy[~np.isnan(self.accuracy)]
        if known.size and not 0 <= known.min() <= known.max() <= 1:
            rule, got = "from 0 to 1", float(known.max())
            raise ArgumentError("broken_invariant", argument="accuracy", rule=rule, got=got)


def data_hunger() -> DataHunger:
    """Return what is shipped. Raises ModelError("file_missing") or ("file_damaged")."""
    path = assets.ASSETS / FILE
    try:
        return _read(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ModelError("file_missing", file=str(path)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError("file_damaged", file=str(path)) from error


def _read(told: dict[str, Any]) -> DataHunger:
    every = [*told["runs"], *told["missing"]]
    arms = tuple(dict.fromkeys(str(run["arm"]) for run in every))
    arms = tuple(sorted(arms, key=_rank))
    shares = tuple(sorted({_number(run["share"]) for run in every}))
    seeds = tuple(sorted({int(_number(run["seed"])) for run in every}))
    accuracy = np.full((len(arms), len(shares), len(seeds)), np.nan)
    for run in told["runs"]:
        place = arms.index(str(run["arm"])), shares.index(_number(run["share"]))
        accuracy[(*place, seeds.index(int(_number(run["seed"]))))] = run["top1"]
    pictures, parameters, recipe = (told[name] for name in ("pictures", "parameters", "recipe"))
    counts = {_number(run["share"]): int(_number(run["pictures"])) for run in told["runs"]}
    whole = int(_number(pictures["train"]))
    return DataHunger(
        arms=arms,
        shares=shares,
        seeds=seeds,
        accuracy=accuracy,
        parameters=tuple(int(_number(parameters.get(arm, 0))) for arm in arms),
        photos=tuple(counts.get(share, round(share * whole)) for share in shares),
        seen=int(_number(recipe["batch"])) * int(_number(recipe["steps"])),
        validation=int(_number(pictures["val"])),
        classes=int(_number(pictures["classes"])),
        largest=_number(pictures["largest"]),
    )


def _rank(arm: str) -> tuple[bool, bool, bool, str]:
    """The two that are compared first, what was trained before last."""
    return arm == "probe", arm != "cnn", arm != "vit", arm


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"no number: {value!r}")
    return float(value)
