"""What the classes of a model are called, from all that people keep it in.

A list; a mapping from numbers to names, with gaps; a mapping from names to numbers (torchvision's
`class_to_idx`); a file of these: txt (a name a line), csv or tsv, json. Names that are WordNet's
synset ids are told in words.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from timm.data.imagenet_info import ImageNetInfo

from vitviz.errors import ArgumentError, ModelError

Given = Sequence[str] | Mapping[Any, Any] | str | Path  # a text is the path of a file
_MOST_BYTES = 20_000_000  # ImageNet's 21,841 names are 0.5 MB
_SYNSET = re.compile(r"n\d{8}")
_NUMBERED_LINE = re.compile(r"(\d+)\s*[:\t ,]\s*(\S.*)")
_SYNSET_LINE = re.compile(r"(n\d{8})[\t ,:]+(\S.*)")  # ImageNet's synset_words.txt
_NUMBER_HEADS = ("index", "idx", "id", "class_id", "class_index", "label_id", "number")
_NAME_HEADS = ("name", "label", "class", "class_name", "label_name", "description", "words")
_WITHIN = (
    "label_names",
    "id2label",
    "class_to_idx",
    "label2id",
    "classes",
    "class_names",
    "labels",
)


def labels_from(given: Given, classes: int) -> tuple[str, ...]:
    """Return the name of each of so many classes; a class without one is called by its number.

    Raises ArgumentError("labels_count") with both numbers where there are not as many names as
    classes, or a class beyond the last one is named; ModelError("labels_missing") or
    ModelError("labels_unreadable") with the cause for a file.
    """
    table = read_table(Path(given).expanduser()) if isinstance(given, str | Path) else given
    return tuple(_in_words(_ordered(table, classes)))


def synsets_from(given: Given, classes: int) -> tuple[str, ...]:
    """Return WordNet's ids of the classes where a table names all of them by ids, else ().

    Raises as `labels_from` does.
    """
    table = read_table(Path(given).expanduser()) if isinstance(given, str | Path) else given
    return _ids(_ordered(table, classes))


def published_ids(names: object, classes: int) -> tuple[str, ...]:
    """Return WordNet's ids where timm's `label_names` are those of so many classes, else ()."""
    if not isinstance(names, Mapping | list | tuple):
        return ()
    try:
        return _ids(_ordered(names, classes))
    except ArgumentError:
        return ()


def _ids(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(names) if all(map(_SYNSET.fullmatch, names)) else ()


def described(names: object, descriptions: object, classes: int) -> tuple[str, ...]:
    """Return the labels that a timm configuration publishes, () where they are not as many.

    `names` is its `label_names`, a list or a mapping with gaps; `descriptions` its
    `label_descriptions`, which tells a name, often a synset id, in words.
    """
    if not isinstance(names, Mapping | list | tuple):
        return ()
    try:
        ordered = _ordered(names, classes)
    except ArgumentError:
        return ()
    words = descriptions if isinstance(descriptions, Mapping) else {}
    return tuple(
        str(words.get(name, told)) for name, told in zip(ordered, _in_words(ordered), strict=True)
    )


def _ordered(table: Sequence[Any] | Mapping[Any, Any], classes: int) -> list[str]:
    if not isinstance(table, Mapping):
        if len(table) != classes:
            _refuse(classes, len(table))
        return [_name(each) for each in table]
    numbered = _numbered(table)
    if not numbered or max(numbered) >= classes or min(numbered) < 0:
        _refuse(classes, max(numbered, default=-1) + 1)
    return [_name(numbered.get(index, index)) for index in range(classes)]


def _numbered(table: Mapping[Any, Any]) -> dict[int, Any]:
    """The mapping by number: as it is, or turned round where the numbers are its values.

    Folders of classes may have numbers for names, so whole numbers that are no text come first.
    """
    turned = all(type(value) is int for value in table.values())
    if not turned and all(map(_is_number, table)):
        return {int(key): name for key, name in table.items()}
    if turned or all(map(_is_number, table.values())):
        numbered = {int(value): name for name, value in table.items()}
        if len(numbered) == len(table):
            return numbered
    rule = "numbers to names, or names to numbers, each number once"
    raise ArgumentError(
        "labels_table", argument="labels", rule=rule, got=dict(list(table.items())[:3])
    )


def _is_number(value: object) -> bool:
    return type(value) is int or (isinstance(value, str) and value.strip().isdecimal())


def _name(value: object) -> str:
    """One class; ImageNet's own table has [synset, word] for each."""
    if isinstance(value, list | tuple) and value:
        return str(value[-1])
    return str(value)


def _in_words(names: Sequence[str]) -> list[str]:
    """Synset ids in WordNet's words, where all of them are ids; else the names as they are."""
    if not _ids(names):
        return list(names)
    try:
        return [_wordnet().label_name_to_description(name, detailed=False) for name in names]
    except KeyError:
        return list(names)


@cache
def _wordnet() -> ImageNetInfo:
    return ImageNetInfo("imagenet-1k")  # whose words are those of all 21,841 synsets


def read_table(path: Path) -> Sequence[Any] | Mapping[Any, Any]:
    """Return what a file of labels holds: names in their order, or a mapping either way round.

    Raises ModelError("labels_missing") or ModelError("labels_unreadable") with the cause.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ModelError("labels_unreadable", file=str(path), cause=f"over {_MOST_BYTES} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ModelError("labels_missing", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise ModelError("labels_unreadable", file=str(path), cause="not UTF-8") from error
    try:
        return _parsed(path.suffix.lower(), text)
    except (ValueError, csv.Error, RecursionError) as error:
        raise ModelError("labels_unreadable", file=str(path), cause=str(error)) from error


def _parsed(suffix: str, text: str) -> Sequence[Any] | Mapping[Any, Any]:
    if suffix == ".json":
        return _within(json.loads(text))
    if suffix in (".csv", ".tsv"):
        return _columns([row for row in csv.reader(io.StringIO(text), _dialect(text)) if any(row)])
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for pattern in (_NUMBERED_LINE, _SYNSET_LINE):
        found = [pattern.fullmatch(line) for line in lines]
        if all(found):
            pairs = [each.groups() for each in found if each]
            named = [(str(first), str(name)) for first, name in pairs]
            return dict(named) if pattern is _NUMBERED_LINE else [name for _, name in named]
    return lines


def _within(read: Any) -> Sequence[Any] | Mapping[Any, Any]:  # noqa: ANN401 - whatever JSON holds
    """The table itself, or the one that a configuration holds under one of the usual names."""
    if isinstance(read, dict):
        config = read.get("pretrained_cfg", read)
        named = next(
            (config[key] for key in _WITHIN if isinstance(config, dict) and config.get(key)), read
        )
        return named if isinstance(named, dict | list) else read
    if isinstance(read, list):
        return read
    raise ValueError("neither a list nor a mapping")


def _dialect(text: str) -> type[csv.Dialect]:
    class Found(csv.excel):
        delimiter = next((each for each in "\t;" if each in text.partition("\n")[0]), ",")

    return Found


def _columns(rows: list[list[str]]) -> Sequence[Any] | Mapping[Any, Any]:
    """One column is the names; of more, one holds the numbers and one the names.

    A first line of known words says which.
    """
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    number = next((heads.index(word) for word in _NUMBER_HEADS if word in heads), None)
    name = next((heads.index(word) for word in _NAME_HEADS if word in heads), None)
    body = rows[1:] if number is not None or name is not None else rows
    if len(heads) == 1:
        return [row[0].strip() for row in body]
    if number is None:
        number = _all_numbers(body)
    if name is None:
        name = next((k for k in range(len(heads)) if k != number), 0)
    if number is None:
        return [row[name].strip() for row in body]
    return {row[number].strip(): row[name].strip() for row in body if len(row) > max(number, name)}


def _all_numbers(rows: Iterable[Sequence[str]]) -> int | None:
    width = min((len(row) for row in rows), default=0)
    return next((k for k in range(width) if all(_is_number(row[k]) for row in rows)), None)


def _refuse(classes: int, got: int) -> None:
    rule = f"{classes} names, one for each class"
    raise ArgumentError("labels_count", argument="labels", rule=rule, got=got, classes=classes)
