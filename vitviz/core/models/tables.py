"""The tables of tensors in a checkpoint, and which of them are a given model's weights.

Training scripts nest the weights ("state_dict", "model", "teacher") and wrap their names
("module.", "_orig_mod.", "backbone."). Nothing here knows these words: the weights are the table,
and in it the one prefix, whose names are most of the model's.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vitviz.core.models.pickles import Stored

Shapes = Mapping[str, tuple[int, ...]]  # of a model's tensors by name
_DEEPEST, _MOST_TABLES = 6, 10_000
# Of tables that fit alike the first of these is taken; timm's own order begins so.
_RANKS = (
    re.compile(r"(^|[._])(ema|averaged)|ema($|[._])|_ema"),
    re.compile(r"(^|\.)(teacher|target_encoder)(\.|$)"),
    re.compile(r"(^|\.)(state_dict|model_state_dict|model)(\.|$)|^$"),
)


@dataclass(frozen=True)
class Table:
    """One table of a checkpoint under one prefix of its names.

    `name` says where it lies, in dots ("teacher.backbone"); "" is the file itself. `tensors` are
    those under the prefix, without it; `outside` the names of the table's others.
    """

    name: str
    tensors: Mapping[str, Stored]
    outside: tuple[str, ...] = ()

    @property
    def averaged(self) -> bool:
        """Whether by its name it is a moving average of the weights, not the weights themselves."""
        return bool(_RANKS[0].search(self.name))

    @property
    def shapes(self) -> Shapes:
        """The shapes of its tensors."""
        return {name: tensor.shape for name, tensor in self.tensors.items()}

    def called(self, name: str) -> bool:
        """Whether `name` means this one: all of its name, or the beginning of it."""
        return self.name == name or self.name.startswith(f"{name}.")


def tables_of(tree: object) -> tuple[Table, ...]:
    """Return every dictionary in the tree that holds tensors by name, the outermost first."""
    return tuple(
        Table(".".join(path), {key: each for key, each in found.items() if _is_named(key, each)})
        for path, found in _dictionaries(tree)
        if any(_is_named(key, each) for key, each in found.items())
    )


def for_model(tables: Sequence[Table], wanted: Shapes) -> tuple[Table, ...]:
    """Return the tables whose names are the model's, each under its best prefixes, best first.

    Of those with as many of the model's names, and as many of them in the model's shape, averaged
    weights come first, then a teacher's, as timm has it. One without a single name of the model is
    left out.
    """
    found = [table for each in tables for table in _under_prefixes(each, wanted)]
    return tuple(sorted(found, key=lambda table: (_misfit(table, wanted), _rank(table))))


def alike(tables: Sequence[Table], wanted: Shapes) -> tuple[Table, ...]:
    """Return those of `for_model` that fit as well as the first: what could be taken instead."""
    misfits = [_misfit(table, wanted) for table in tables]
    pairs = zip(tables, misfits, strict=True)
    return tuple(table for table, misfit in pairs if misfit == misfits[0])


def _is_named(key: object, value: object) -> bool:
    return isinstance(key, str) and isinstance(value, Stored)


def _dictionaries(tree: object) -> Iterator[tuple[tuple[str, ...], Mapping[Any, Any]]]:
    # A file may hold one dictionary in many places, nested without end: each is visited once.
    visited: set[int] = set()
    waiting: list[tuple[tuple[str, ...], object]] = [((), tree)]
    for path, each in waiting:
        if not isinstance(each, dict) or id(each) in visited or len(visited) > _MOST_TABLES:
            continue
        visited.add(id(each))
        yield path, each
        if len(path) < _DEEPEST:
            waiting += [((*path, key), value) for key, value in each.items() if type(key) is str]


def _under_prefixes(table: Table, wanted: Shapes) -> list[Table]:
    counts = Counter(prefix for name in table.tensors for prefix in _prefixes(name, wanted))
    most = max(counts.values(), default=0)
    return [_under(table, prefix) for prefix, count in counts.items() if count == most]


def _prefixes(name: str, wanted: Shapes) -> Iterator[str]:
    """What may stand before a name of the model's in `name`: nothing, or whole words and a dot."""
    at = -1
    while True:
        if name[at + 1 :] in wanted:
            yield name[: at + 1]
        at = name.find(".", at + 1)
        if at < 0:
            return


def _under(table: Table, prefix: str) -> Table:
    tensors = {
        name.removeprefix(prefix): each
        for name, each in table.tensors.items()
        if name.startswith(prefix)
    }
    outside = tuple(name for name in table.tensors if not name.startswith(prefix))
    where = ".".join(filter(None, (table.name, prefix.rstrip("."))))
    return Table(where, tensors, outside)


def _misfit(table: Table, wanted: Shapes) -> tuple[int, int]:
    shapes = [(wanted[name], each) for name, each in table.shapes.items() if name in wanted]
    return -len(shapes), -sum(ours == theirs for ours, theirs in shapes)


def _rank(table: Table) -> int:
    places = (k for k, pattern in enumerate(_RANKS) if pattern.search(table.name))
    return next(places, len(_RANKS))
