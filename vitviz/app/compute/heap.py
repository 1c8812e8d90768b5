"""Freed memory back to the system: glibc keeps large blocks that were freed for later.

Sixty photos of 64 megapixels left a process at 12 GB of which 0.2 GB were counted. Trimmed after
each they leave it at 0.3 GB. A fixed M_MMAP_THRESHOLD would do as well, but then every tensor of
a forward pass above it would be paged in anew.
"""

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Hand freed blocks back to the system; nothing to do but with glibc."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # musl, macOS; Windows
        return None
