"""What the classes of a model are called, from all that people keep it in.

A list; a mapping from numbers to names, with gaps; a mapping from names to numbers (torchvision's
`class_to_idx`); a file of these (`labels_file`). Names that are WordNet's synset ids are told in
words; a class may be [id, name] too.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from numbers import Integral
from pathlib import Path
from typing import Any, NoReturn

from timm.data.imagenet_info import ImageNetInfo

from vitviz.core.models.labels_file import NUMBER, SYNSET, Table, read_table
from vitviz.errors import ArgumentError

Given = Sequence[str] | Mapping[Any, Any] | str | Path  # a text is the path of a file


def are_given(given: Given) -> bool:
    """Return whether any labels are: an array is no more true than false."""
    return given is not None and (not hasattr(given, "__len__") or len(given) > 0)  # pyright: ignore[reportArgumentType, reportUnnecessaryComparison]


def labels_from(given: Given, classes: int) -> tuple[str, ...]:
    """Return the name of each of so many classes; a class without one is called by its number.

    Raises ArgumentError("labels_count") with both numbers where there are not as many names as
    classes, or a class beyond the last one is named; "labels_from_one" where they are numbered from
    1; "labels_table" for what has no order or no names. ModelError as `read_table` does.
    """
    return tuple(_in_words([_name(each) for each in _ordered(_table(given), classes)]))


def synsets_from(given: Given, classes: int) -> tuple[str, ...]:
    """Return WordNet's ids of the classes where a table tells all of them, else ().

    Raises as `labels_from` does.
    """
    return _ids(_ordered(_table(given), classes))


def published_ids(names: object, classes: int) -> tuple[str, ...]:
    """Return WordNet's ids where timm's `label_names` are those of so many classes, else ()."""
    if not isinstance(names, Mapping | list | tuple):
        return ()
    try:
        return _ids(_ordered(names, classes))
    except ArgumentError:
        return ()


def _table(given: object) -> Table:
    if isinstance(given, str | Path):
        return read_table(Path(given).expanduser())
    if isinstance(given, Mapping):
        return given
    ordered = hasattr(given, "__len__") and not isinstance(given, set | frozenset)
    if isinstance(given, Iterable) and ordered:  # an array too; what is read once is no list
        return list(given)
    return _no_table(given)


def _ids(entries: Iterable[Any]) -> tuple[str, ...]:
    found = [_id(each) for each in entries]
    return tuple(found) if all(found) else ()


def _id(entry: object) -> str:
    parts = entry if isinstance(entry, list | tuple) else (entry,)
    return next((each for each in parts if isinstance(each, str) and SYNSET.fullmatch(each)), "")


def described(names: object, descriptions: object, classes: int) -> tuple[str, ...]:
    """Return the labels that a timm configuration publishes, () where they are not as many.

    `names` is its `label_names`, a list or a mapping with gaps; `descriptions` its
    `label_descriptions`, which tells a name, often a synset id, in words.
    """
    if not isinstance(names, Mapping | list | tuple):
        return ()
    try:
        ordered = [_name(each) for each in _ordered(names, classes)]
    except ArgumentError:
        return ()
    words = descriptions if isinstance(descriptions, Mapping) else {}
    return tuple(
        str(words.get(name, told)) for name, told in zip(ordered, _in_words(ordered), strict=True)
    )


def _ordered(table: Table, classes: int) -> list[Any]:
    """What is said of each class in turn: a name, or [id, name]; its number where nothing is."""
    if not isinstance(table, Mapping):
        if len(table) != classes:
            _refuse(classes, len(table))
        return list(table)
    numbered = _numbered(table)
    least, largest = min(numbered, default=0), max(numbered, default=-1)
    if least == 1 and largest == classes:
        rule, facts = "numbered from 0", {"largest": largest, "last": classes - 1}
        raise ArgumentError("labels_from_one", argument="labels", rule=rule, got=least, **facts)
    if not numbered or largest >= classes or least < 0:
        _refuse(classes, largest + 1)
    return [numbered.get(index, str(index)) for index in range(classes)]


def _numbered(table: Mapping[Any, Any]) -> dict[int, Any]:
    """The mapping by number: as it is, or turned round where the numbers are its values.

    Folders of classes may have numbers for names, so whole numbers that are no text come first.
    """
    turned = all(map(_is_whole, table.values()))
    if not turned and all(map(_is_number, table)):
        return {int(float(key)): name for key, name in table.items()}
    if turned or all(map(_is_number, table.values())):
        numbered = {int(float(value)): name for name, value in table.items()}
        if len(numbered) == len(table):
            return numbered
    return _no_table(table)


def _is_whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return _is_whole(value) or (isinstance(value, str) and NUMBER.fullmatch(value) is not None)


def _name(value: object) -> str:
    """One class; ImageNet's own table has [synset, word] for each."""
    if isinstance(value, list | tuple) and value:
        return str(value[-1])
    return _no_table(value) if isinstance(value, Mapping) else str(value)


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


def _refuse(classes: int, got: int) -> None:
    rule = f"{classes} names, one for each class"
    raise ArgumentError("labels_count", argument="labels", rule=rule, got=got, classes=classes)


def _no_table(given: object) -> NoReturn:
    rule = "names in their order, numbers to names, names to numbers (each once), or a file's path"
    shown = dict(list(given.items())[:3]) if isinstance(given, Mapping) else given
    raise ArgumentError("labels_table", argument="labels", rule=rule, got=shown)
