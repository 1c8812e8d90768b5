"""A file of labels as a table: names in their order, or a mapping either way round.

Text (a name a line, with numbers or WordNet's ids before or after it), csv or tsv, json, and what
Python itself prints of a list or a dictionary. A class may stand as [WordNet's id, name].
"""

import ast
import codecs
import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vitviz.errors import ModelError

SYNSET = re.compile(r"n\d{8}")
NUMBER = re.compile(r"\s*\d+(?:\.0+)?\s*")  # pandas writes whole numbers beside a gap as 3.0
_MOST_BYTES = 20_000_000  # ImageNet's 21,841 names are 0.5 MB
_MOST_PYTHON = 2_000_000  # characters of what Python printed
_NUMBERED_LINE = re.compile(r"(\d+)(?:\s*[:\t ,]\s*|[.)]\s+)(\S.*)")
_LINE_NUMBERED = re.compile(r"(\S.*?)\s*[\t :,=]\s*(\d+)")
_SYNSET_LINE = re.compile(r"(n\d{8})[\t ,:]+(\S.*)")  # ImageNet's synset_words.txt
_NUMBER_HEADS = ("index", "idx", "id", "class_id", "class_index", "label_id", "number")
_NAME_HEADS = ("name", "label", "class", "class_name", "label_name", "description", "words")
_OTHER_KINDS = (".yaml", ".yml", ".xlsx", ".xls", ".ods", ".pkl", ".npy", ".parquet", ".xml")
_WITHIN = (
    *("label_names", "id2label", "class_to_idx", "label2id"),
    *("classes", "class_names", "labels", "categories", "names"),
)
Table = Sequence[Any] | Mapping[Any, Any]


def read_table(path: Path) -> Table:
    """Return what a file of labels holds: names in their order, or a mapping either way round.

    Raises ModelError: "labels_missing", "labels_kind" for a kind of file that is not read,
    "labels_encoding" for what is not UTF-8, "labels_unreadable" with the cause.
    """
    if path.suffix.lower() in _OTHER_KINDS:
        raise ModelError("labels_kind", file=str(path))
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ModelError("labels_unreadable", file=str(path), cause=f"over {_MOST_BYTES} bytes")
        data = path.read_bytes()
    except OSError as error:
        raise ModelError("labels_missing", file=str(path)) from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as Excel's Unicode text
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ModelError("labels_encoding", file=str(path)) from error
    try:
        return _parsed(path.suffix.lower(), text)
    except (ValueError, csv.Error, RecursionError) as error:
        raise ModelError("labels_unreadable", file=str(path), cause=str(error)) from error


def _parsed(suffix: str, text: str) -> Table:
    if suffix in (".json", ".jsonl"):
        return _within(_json(text))
    if suffix in (".csv", ".tsv"):
        return _columns([row for row in csv.reader(io.StringIO(text), _dialect(text)) if any(row)])
    printed = _printed(text) if text.lstrip()[:1] in ("{", "[") else None
    return _lines(text) if printed is None else _within(printed)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:  # an object a line
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or any(line[:1] not in "{[" for line in lines):
            raise
        return [json.loads(line) for line in lines]


def _printed(text: str) -> object:
    """A list or a dictionary as JSON or Python prints it; None where it is neither."""
    try:
        return _json(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text.strip()) if len(text) <= _MOST_PYTHON else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _lines(text: str) -> Table:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    numbered = _matched(_NUMBERED_LINE, lines)
    if numbered:
        return dict(numbered)
    synsets = _matched(_SYNSET_LINE, lines)
    if synsets:
        return [list(pair) for pair in synsets]
    numbers = _matched(_LINE_NUMBERED, lines)  # which may belong to a name, as in Boeing 737
    if sorted(int(number) for _, number in numbers) == list(range(len(lines))):
        return {number: name for name, number in numbers}
    return lines


def _matched(pattern: re.Pattern[str], lines: list[str]) -> list[tuple[str, str]]:
    """The two parts of each line, none where one of them does not fit."""
    found = [match.group(1, 2) for line in lines if (match := pattern.fullmatch(line))]
    return [(str(one), str(other)) for one, other in found] if len(found) == len(lines) else []


def _within(read: object) -> Table:
    """The table itself, or the one that a configuration holds under one of the usual names."""
    if isinstance(read, dict):
        config = read.get("pretrained_cfg")
        config = config if isinstance(config, dict) else read
        named = next((config[key] for key in _WITHIN if config.get(key)), read)
        words = read.get("label_descriptions") or config.get("label_descriptions")
        read = _described(named, words) if isinstance(named, dict | list) else read
    if isinstance(read, dict):
        return read
    if isinstance(read, list | tuple):
        return _records(list(read))
    raise ValueError("neither a list nor a mapping")


def _described(named: dict[Any, Any] | list[Any], words: object) -> dict[Any, Any] | list[Any]:
    """Each name with its description behind it, where there are some."""
    if not isinstance(words, dict):
        return named
    pair = lambda name: [name, words.get(name, name)] if isinstance(name, str) else name  # noqa: E731
    if isinstance(named, dict):
        return {key: pair(name) for key, name in named.items()}
    return [pair(name) for name in named]


def _records(read: list[Any]) -> Table:
    """A list as it is; of objects what each says, by its number where it has one."""
    if not read or not all(isinstance(each, dict) for each in read):
        return read
    heads = read[0].keys()
    name = next((head for head in _NAME_HEADS if head in heads), None)
    number = next((head for head in _NUMBER_HEADS if head in heads), None)
    if name is None or any(name not in each or number not in (None, *each) for each in read):
        raise ValueError(f"objects without {_NAME_HEADS[0]}")
    if number is None:
        return [each[name] for each in read]
    return {str(each[number]): each[name] for each in read}


def _dialect(text: str) -> type[csv.Dialect]:
    class Found(csv.excel):
        delimiter = next((each for each in "\t;" if each in text.partition("\n")[0]), ",")

    return Found


def _columns(rows: list[list[str]]) -> Table:
    """One column is the names; of more, one holds the numbers, one the names, one WordNet's ids.

    A first line of known words says which, or one without a number above a column of numbers.
    """
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    number = next((heads.index(word) for word in _NUMBER_HEADS if word in heads), None)
    name = next((heads.index(word) for word in _NAME_HEADS if word in heads), None)
    below = _all(NUMBER, rows[1:], range(len(heads)))
    unlike = below is not None and len(heads) > 1 and not NUMBER.fullmatch(heads[below])
    body = rows[1:] if number is not None or name is not None or unlike else rows
    if len(heads) == 1:
        return [row[0].strip() for row in body]
    if number is None:
        number = _all(NUMBER, body, range(len(heads)))
    ids = _all(SYNSET, body, (k for k in range(len(heads)) if k != number))
    if name in (None, ids):
        others = (k for k in range(len(heads)) if k not in (number, ids))
        name = next(others, ids or 0)
    whole = [row for row in body if len(row) > max(name, number or 0, ids or 0)]
    entries = [_entry(row, name, ids) for row in whole]
    if number is None:
        return entries
    return {row[number].strip(): entry for row, entry in zip(whole, entries, strict=True)}


def _entry(row: list[str], name: int, ids: int | None) -> str | list[str]:
    said = row[name].strip()
    return said if ids is None else [row[ids].strip(), said]


def _all(pattern: re.Pattern[str], rows: list[list[str]], among: Any) -> int | None:  # noqa: ANN401
    """The first of these columns in which every cell fits."""
    width = min((len(row) for row in rows), default=0)
    fit = (k for k in among if k < width and all(pattern.fullmatch(row[k].strip()) for row in rows))
    return next(fit, None)
