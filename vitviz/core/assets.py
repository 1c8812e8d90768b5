"""What is shipped beside the code: the bundled photos, the models' cards and their labels.

Tables are tab-separated text with one header line and, before it, comments that start with #.
Nothing is kept in memory between calls.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vitviz.errors import ArgumentError, ImageError, ModelError


def assets_folder(package: Path) -> Path:
    """Return where the assets of the package in this folder lie.

    Installed they are part of it (setup.py packs them so), in a checkout they lie beside it.
    """
    installed = package / "assets"
    return installed if installed.is_dir() else package.parent / "assets"


ASSETS = assets_folder(Path(__file__).parents[1])
MODELS = ASSETS / "models"
PHOTOS = ASSETS / "photos"


@dataclass(frozen=True)
class BundledPhoto:
    """A photo that may be shipped: its file, its title in two languages and its credit.

    `shows` is the label of shared-labels.tsv for what is on it, "" where none fits: neither model
    can be right there. `offered`: whether the strip has it; others open by their address alone.
    """

    id: str
    path: Path
    en: str
    zh: str
    author: str
    licence: str
    source: str
    shows: str = ""
    offered: bool = True

    def __post_init__(self) -> None:
        for field in ("id", "en", "zh", "author", "licence", "source"):
            if not getattr(self, field):
                raise ArgumentError("broken_invariant", argument=field, rule="not empty", got="")


@dataclass(frozen=True)
class Labels:
    """What the classes of a model are called, class i at index i: English, Chinese, WordNet ids."""

    en: tuple[str, ...]
    zh: tuple[str, ...]
    wnids: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        counts = {len(self.en), len(self.zh), len(self.wnids)}
        if len(counts) != 1 or not (all(self.en) and all(self.zh)):
            rule = "one name per class and language"
            raise ArgumentError("broken_invariant", argument="labels", rule=rule, got=counts)


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table, each a cell per column name.

    Raises ModelError("table_damaged") with the file and the line if a row is not as wide as the
    header, and ModelError("file_missing") if there is no such file.
    """
    rows: list[dict[str, str]] = []
    header: list[str] = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        cells = line.split("\t")
        if line.startswith("#"):
            continue
        if not header:
            header = cells
        elif len(cells) != len(header):
            raise ModelError("table_damaged", file=str(path), line=number)
        else:
            rows.append(dict(zip(header, cells, strict=True)))
    return rows


def numbered(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table whose column `index` counts them from 0.

    Raises ModelError as `table` does, and ModelError("rows_miscounted") if it does not.
    """
    rows = table(path)
    for index, row in enumerate(rows):
        if row.get("index") != str(index):
            raise ModelError("rows_miscounted", file=str(path), row=index)
    return rows


def read_labels(path: Path) -> Labels:
    """Return the labels of a model from its labels.tsv (index, en, zh, wnids).

    Raises ModelError as `numbered` does.
    """
    rows = numbered(path)
    return Labels(
        en=tuple(row["en"] for row in rows),
        zh=tuple(row["zh"] for row in rows),
        wnids=tuple(tuple(row["wnids"].split()) for row in rows),
    )


def read_card(name: str) -> Mapping[str, Any]:
    """Return the parsed card.json of a bundled model.

    Raises ModelError("unknown") if no bundled model has this name, ModelError("card_damaged") if
    its card is no JSON object.
    """
    path = MODELS / name / "card.json"
    if path not in MODELS.glob("*/card.json"):
        raise ModelError("unknown", name=name)
    try:
        card = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise ModelError("card_damaged", file=str(path), name=name, line=error.lineno) from error
    if not isinstance(card, dict):
        raise ModelError("card_damaged", file=str(path), name=name, line=1)
    return card


def bundled_models() -> tuple[str, ...]:
    """Return the names of the bundled models, Vision Transformers first, each kind by name."""
    names = [path.parent.name for path in MODELS.glob("*/card.json")]
    return tuple(sorted(names, key=lambda name: (read_card(name)["family"] != "vit", name)))


def sample_photo(name: str) -> bytes:
    """Return the file of the bundled photo of this name ("cat"), as `decode` takes it.

    Raises ImageError("no_such_photo") with the names that there are, and
    ModelError("file_missing") where its file is not.
    """
    files = {photo.id: photo.path for photo in photos()}
    if name not in files:
        raise ImageError("no_such_photo", name=name, known=", ".join(files))
    try:
        return files[name].read_bytes()
    except OSError as error:
        raise ModelError("file_missing", file=str(files[name])) from error


def photos() -> tuple[BundledPhoto, ...]:
    """Return the bundled photos in the order in which they are offered; the first one opens.

    Those whose column `strip` says no are not offered.

    They are those that ought to be there: no file is looked for.

    Raises ModelError as `table` does.
    """
    rows = table(PHOTOS / "photos.tsv")
    return tuple(_photo(**row) for row in rows)


def _photo(file: str, strip: str, **row: str) -> BundledPhoto:
    return BundledPhoto(path=PHOTOS / file, offered=strip != "no", **row)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ModelError("file_missing", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise ModelError("table_damaged", file=str(path), line=1) from error
