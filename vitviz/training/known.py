"""What was published of the data-hunger runs: a new folder of runs goes on from there."""

import json
from pathlib import Path
from typing import Any

from vitviz.core import assets
from vitviz.training.files import read_json
from vitviz.training.hunger import Cell
from vitviz.training.pictures import Split


def path() -> Path:
    """Return where the published table of all runs lies."""
    return assets.ASSETS / "training" / "data-hunger.json"


def counts_of(pictures: Split) -> dict[str, int]:
    """Return by what a table knows its pictures: how many, and of how many classes."""
    counts = {"train": len(pictures.train.labels), "val": len(pictures.val.labels)}
    return counts | {"classes": pictures.train.classes}


def published(recipe: dict[str, Any], counts: dict[str, int]) -> dict[str, Any]:
    """Return the published table if it is of this recipe and of these pictures, else an empty one.

    `recipe` is as `Recipe.told` gives it, `counts` as `counts_of`.
    """
    table = read_json(path())
    if table is None or table["recipe"] != json.loads(json.dumps(recipe)):
        return {}
    same = all(table["pictures"][name] == count for name, count in counts.items())
    return table if same else {}


def by_cell(table: dict[str, Any]) -> dict[Cell, dict[str, Any]]:
    """Return the rows of a published table by their run."""
    rows = table.get("runs", [])
    return {Cell(row["arm"], row["share"], row["seed"]): row for row in rows}
