"""What can go wrong, as data.

An error here carries a reason (a short code) and facts (numbers, names); it never holds a
sentence for the user. `text/messages.py` writes that sentence in the visitor's language, and
`str(error)` reads as it writes it for a notebook.
"""

from collections.abc import Callable
from typing import Self


class VitvizError(Exception):
    """Base of all errors of this package: `reason` is a code, `facts` what the sentence needs."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason, facts)
        self.reason = reason
        self.facts = facts

    def __str__(self) -> str:
        return _written(self)

    def fresh(self) -> Self:
        """The same without a traceback or a cause, which would keep all that their calls held."""
        return type(self)(self.reason, **self.facts)


class ImageError(VitvizError):
    """The bytes cannot become a photo."""


class ModelError(VitvizError):
    """A model cannot be had, or is of a kind that cannot be opened."""


class SizeError(VitvizError):
    """A model cannot take pixels of this size."""


class CaptureError(VitvizError):
    """The attention calls of a forward pass are not those that were probed at load."""


class ArgumentError(VitvizError, ValueError):
    """An argument breaks a rule: `argument`, `rule` and `got` are among the facts."""


def plain(error: VitvizError) -> str:
    """Return the reason and the facts, without a sentence: "too_large (bytes=26)"."""
    shown = ", ".join(f"{name}={value!r}" for name, value in error.facts.items())
    return f"{error.reason} ({shown})" if shown else error.reason


def write_with(writer: Callable[[VitvizError], str]) -> None:
    """Let `writer` write what `str(error)` gives, for the whole process; `plain` until then.

    Sentences belong to `text`, which stands above the errors and must not be imported from here;
    so `vitviz/__init__`, which is run before any part of the package, hands its writer down.
    """
    global _written
    _written = writer


_written: Callable[[VitvizError], str] = plain
