"""The runs of a BMP (BI_RLE8 and BI_RLE4), unrolled.

Two bytes at a time: so many pixels of this index (or of these two in turn), or an escape: the end
of a line or of the picture, a jump, or so many pixels as they stand, padded to an even number.
"""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Bool, UInt8

from vitviz.errors import ImageError

_MOST_RUNS = 5_000_000  # a screen full of text has some hundred thousand
_LINE, _PICTURE, _JUMP = 0, 1, 2


def unrolled(
    data: bytes, size: tuple[int, int], *, four: bool
) -> tuple[UInt8[np.ndarray, "rows cols"], Bool[np.ndarray, "rows cols"]]:
    """The index of each pixel of a picture of `size`, (width, height), and which were drawn.

    The first line is the lowest. `four`: two indices in a byte. Raises ImageError "too_costly" for
    very many runs and "truncated" where the data end before the picture does.
    """
    width, height = size
    lines, drawn = bytearray(width * height), bytearray(width * height)
    for x, y, pixels in _runs(data, size, four=four):
        if x < width and y < height:
            at = y * width + x
            until = at + min(len(pixels), width - x)
            lines[at:until] = pixels[: until - at]
            drawn[at:until] = b"\1" * (until - at)
    shape = height, width
    return (
        np.frombuffer(lines, np.uint8).reshape(shape),
        np.frombuffer(drawn, np.bool_).reshape(shape),
    )


def _runs(data: bytes, size: tuple[int, int], *, four: bool) -> Iterator[tuple[int, int, bytes]]:
    """(column, line, indices) of each run."""
    width, height = size
    at = x = y = 0
    for _ in range(_MOST_RUNS):
        ends = at + 2 > len(data)
        if y >= height or (ends and y == height - 1 and x >= width):
            return
        if ends:
            raise ImageError("truncated", format="BMP")
        count, value = data[at], data[at + 1]
        at += 2
        if count:
            yield x, y, _pair(value, count) if four else bytes([value]) * count
            x += count
        elif value == _LINE:
            x, y = 0, y + 1
        elif value == _PICTURE:
            return
        elif value == _JUMP:
            right, up = data[at : at + 2].ljust(2, b"\0")
            x, y, at = x + right, y + up, at + 2
        else:
            length = (value + 1) // 2 if four else value
            stood = data[at : at + length]
            yield x, y, _nibbles(stood)[:value] if four else stood
            x, at = x + value, at + length + length % 2
    facts = {"part": "runs", "count": _MOST_RUNS + 1, "limit": _MOST_RUNS}
    raise ImageError("too_costly", format="BMP", **facts)


def _pair(value: int, count: int) -> bytes:
    return (bytes([value >> 4, value & 15]) * (count // 2 + 1))[:count]


def _nibbles(data: bytes) -> bytes:
    return bytes(half for value in data for half in (value >> 4, value & 15))
