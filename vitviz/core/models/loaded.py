"""What was done to get a file's weights into a model, as data that a notebook can read.

A note is like an error: a code and facts. Its sentence is written by `text`, which
`vitviz/__init__` hands down (`write_with`), as for errors.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """One thing that was done or supposed: `reason` is a code, `facts` what its sentence needs."""

    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return _written(self)


@dataclass(frozen=True)
class Loaded:
    """Where a model's weights came from, and what was done on the way.

    `table` is the table of tensors in the file that was taken, in dots; "" is the file itself.
    `others` are those that fit as well: `load(..., table=)` takes one. `dropped` are the names of
    the file's tensors that are no part of this model, `inferred` the arguments to its constructor
    that were read off the file. `notes` say all of it in their order; `print` shows them.
    """

    file: str
    table: str = ""
    others: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    inferred: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def __str__(self) -> str:
        return "\n".join(map(str, self.notes))


def plain(note: Note) -> str:
    """Return the code and the facts, without a sentence."""
    shown = ", ".join(f"{name}={value!r}" for name, value in note.facts.items())
    return f"{note.reason} ({shown})" if shown else note.reason


def write_with(writer: Callable[[Note], str]) -> None:
    """Let `writer` write what `str(note)` gives, for the whole process; `plain` until then."""
    global _written
    _written = writer


_written: Callable[[Note], str] = plain
