"""What can go wrong, as data.

An error here carries a reason (a short code) and facts (numbers, names); it never holds a
sentence for the user. `ui/messages.py` writes that sentence in the visitor's language.
"""


class VitvizError(Exception):
    """Base of all errors of this package: `reason` is a code, `facts` what the sentence needs."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason, facts)
        self.reason = reason
        self.facts = facts

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.reason} ({shown})" if shown else self.reason


class ImageError(VitvizError):
    """The bytes cannot become a photo."""


class ModelError(VitvizError):
    """A model cannot be had, or is of a kind that cannot be opened."""


class SizeError(VitvizError):
    """A model cannot take pixels of this size."""


class CaptureError(VitvizError):
    """The attention calls of a forward pass are not those that were learned at load."""


class ArgumentError(VitvizError, ValueError):
    """An argument breaks a rule: `argument`, `rule` and `got` are among the facts."""
