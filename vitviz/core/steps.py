"""Work in steps: a generator that rests after each, and returns what came of them."""

from collections.abc import Generator
from typing import TypeVar

R = TypeVar("R")


def result_of(steps: Generator[object, None, R]) -> R:
    """Make all steps without resting, and return what came of them."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
