"""The reach of every head over many photos, from the table that is shipped beside a model.

`python -m vitviz reach` makes the table. It is of the weights and the sizes that it was made with,
and of no other.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32

from vitviz.core import assets
from vitviz.errors import ArgumentError, ModelError

FILE = "reach.json"  # beside the model's card
Size = tuple[int, int]


@dataclass(frozen=True, eq=False)
class ReferenceReach:
    """Mean and standard deviation over `photos` photos, `bundled` of them those of the app.

    In pixels of the model's input, one row per self-attention layer, one column per head; NaN
    where a layer has fewer heads than another. `layers` are the layers' indices in a trace.
    `command` is what made the table.
    """

    layers: tuple[int, ...]
    mean: Float32[np.ndarray, "layers heads"]
    deviation: Float32[np.ndarray, "layers heads"]
    photos: int
    bundled: int
    command: str

    def __post_init__(self) -> None:
        if self.mean.shape != self.deviation.shape or len(self.mean) != len(self.layers):
            rule, got = "a row for each layer", (self.mean.shape, self.deviation.shape)
            raise ArgumentError("broken_invariant", argument="mean", rule=rule, got=got)
        if not 0 <= self.bundled <= self.photos or not self.photos:
            rule, got = "some photos, of which some are bundled", (self.photos, self.bundled)
            raise ArgumentError("broken_invariant", argument="photos", rule=rule, got=got)


def reference_reach(name: str, size: Size) -> ReferenceReach | None:
    """Return what was measured for the published weights of a bundled model at (height, width).

    None where nothing was, or not with these weights. Raises ModelError("file_damaged").
    """
    path = assets.MODELS / name / FILE
    if name not in assets.bundled_models() or not path.is_file():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["sha256"] != assets.read_card(name)["weights"]["sha256"]:
            return None
        tables = {tuple(table["size"]): table for table in told["tables"]}
        return _read(told, tables[size]) if size in tables else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError("file_damaged", file=str(path)) from error


def path_of(name: str) -> Path:
    """Return where the table of a bundled model lies."""
    return assets.MODELS / name / FILE


def _read(told: Mapping[str, Any], table: Mapping[str, Any]) -> ReferenceReach:
    # JSON knows no NaN: null stands for a head that is not there.
    mean, deviation = (np.array(table[name], np.float32) for name in ("mean", "deviation"))
    photos = told["photos"]
    return ReferenceReach(
        layers=tuple(int(layer) for layer in table["layers"]),
        mean=mean,
        deviation=deviation,
        photos=int(photos["of_folder"]) + int(photos["bundled"]),
        bundled=int(photos["bundled"]),
        command=str(told["command"]),
    )
