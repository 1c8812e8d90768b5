"""What is known of every name of timm before anybody opens it: kind, tokens, pooling, size.

Some of it cannot be read off timm's registry: whether a model opens, how many tokens stand before
its patches, what its head reads. A command tries every architecture with random weights once and
writes what it finds into a table (python -m vitviz.cli.catalogue), which is read here. A name that
a newer timm knows and the table does not has no facts.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

from vitviz.core.assets import MODELS
from vitviz.errors import ArgumentError, ModelError

TABLE = MODELS / "timm.json"
UNTRIED = "untried"  # as a reason: too large for the machine that made the table, perhaps
Kind = Literal["vit", "cnn", "other"]


@dataclass(frozen=True)
class Facts:
    """What an architecture of timm is, as it was found at its own size with random weights.

    `kind` is "vit" for whatever has attention, "cnn" for what has features on a grid and no
    attention, "other" for the rest. `refused` is the reason for which it does not open, "" where it
    does, UNTRIED where nobody knows; `parameters` counts those without a head, `a_class` those that
    each class adds. Of what does not open as a ViT the fields from `size` on may be empty. `blocks`
    is how many of its blocks were tried where all of them were too large; the rest are alike.
    """

    kind: Kind
    refused: str = ""
    family: str = ""
    parameters: int = 0
    a_class: int = 0
    size: tuple[int, int] | None = None  # pixels (height, width)
    patch: tuple[int, int] | None = None
    grid: tuple[int, int] | None = None  # at this size, where patches overlap and do not tell it
    convolved: bool = False  # a token has read more than its patch
    dynamic: bool = False
    prefix: tuple[str, ...] = ()  # roles of the tokens before the patches
    reads: str = ""  # what the head reads (token_layout.Reads)
    positions: tuple[str, ...] = ()  # (positions.embedding.Kind)
    layers: int = 0
    heads: int = 0
    width: int = 0
    unseen: int = 0  # attention modules whose maps cannot be captured
    blocks: int = 0  # that were tried, 0 for all

    def __post_init__(self) -> None:
        known = self.kind in ("vit", "cnn", "other")
        counts = (self.parameters, self.a_class, self.layers, self.unseen, self.blocks)
        fits = known and min(counts) >= 0
        if not fits:
            rule = "a kind, and counts from 0"
            raise ArgumentError("broken_invariant", argument="facts", rule=rule, got=self)

    @property
    def opens(self) -> bool:
        """Whether `load` opens it."""
        return not self.refused

    def tokens(self, size: tuple[int, int]) -> int | None:
        """How many tokens a picture of (height, width) pixels has; None where there is no patch."""
        if self.patch is None:
            return None
        rows, cols = size[0] // self.patch[0], size[1] // self.patch[1]
        if self.grid and size == self.size:
            rows, cols = self.grid
        return rows * cols + len(self.prefix)

    def parameters_for(self, classes: int) -> int:
        """How many parameters there are with a head of so many classes, 0 without one."""
        return self.parameters + classes * self.a_class


def read(path: Path = TABLE) -> Mapping[str, Facts]:
    """Return the facts of every architecture in the table.

    Raises ModelError("file_missing") without such a file and "table_damaged" for another one.
    """
    try:
        held = json.loads(path.read_text("utf-8"))["architectures"]
        return {name: _facts(row) for name, row in held.items()}
    except FileNotFoundError as error:
        raise ModelError("file_missing", file=str(path)) from error
    except (ValueError, KeyError, TypeError, AttributeError, ArgumentError) as error:
        raise ModelError("table_damaged", file=str(path)) from error


def write(facts: Mapping[str, Facts], timm: str, path: Path = TABLE) -> None:
    """Write the table, whole or not at all; `timm` is the version whose names these are."""
    rows = (f" {json.dumps(name)}: {json.dumps(_row(facts[name]))}" for name in sorted(facts))
    text = f'{{"timm": {json.dumps(timm)}, "architectures": {{\n' + ",\n".join(rows) + "\n}}\n"
    beside = path.with_suffix(".part")
    beside.write_text(text, "utf-8")
    beside.replace(path)


@cache
def catalogue() -> Mapping[str, Facts]:
    """Return the table of this project, read once. Raises as `read` does."""
    return read()


_DEFAULTS = {one.name: one.default for one in fields(Facts)}


def _row(facts: Facts) -> dict[str, Any]:
    """What differs from the defaults."""
    return {name: value for name, value in asdict(facts).items() if value != _DEFAULTS[name]}


def _facts(row: Mapping[str, Any]) -> Facts:
    tuples = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Facts(**{**row, **tuples})
