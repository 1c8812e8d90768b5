"""The checker behind `--shapes`: beartype, given only what a signature says of arrays.

The rest is pyright's, before anything runs. And the core refuses a wrong argument itself, with a
reason that tests ask for: nothing may refuse it first.
"""

from typing import Any, get_args

from beartype import beartype
from jaxtyping import AbstractArray


def checked(function):
    """`function`, with each annotation that names no array's shape checked for nothing."""
    stated = function.__annotations__
    function.__annotations__ = {
        name: hint if _has_shape(hint) else Any for name, hint in stated.items()
    }
    return beartype(function)


def _has_shape(hint):
    if isinstance(hint, type) and issubclass(hint, AbstractArray):
        return True
    return any(map(_has_shape, get_args(hint)))
