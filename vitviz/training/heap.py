"""Large blocks stay with the process: a step allocates the same ones as the step before.

By default glibc maps every block above 32 MB anew and hands it back when it is freed, so that each
step pays for zeroed pages: a third of the time of a step of the CNN baseline.
"""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt(3)
_MOST = 2**31 - 1


def keep_blocks() -> None:
    """Take large blocks from the heap and keep them when freed; nothing to do but with glibc."""
    try:
        adjust = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # musl, macOS; Windows
        return
    adjust(_MMAP_THRESHOLD, _MOST)
    adjust(_TRIM_THRESHOLD, _MOST)
