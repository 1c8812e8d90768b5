"""What a TIFF's first directory promises, read before Pillow believes it.

A TIFF of a few kilobytes may hold one tile of a gigabyte or a strip for every row, and a camera's
raw file is a TIFF whose first picture is a thumbnail: none of this shows in width and height.
Classic TIFF only (6.0, section 2: twelve bytes an entry); layout and tag numbers are Adobe's.
"""

import struct
from collections.abc import Iterator
from typing import Literal

from vitviz.errors import ImageError

_MOST_STRIPS = 40_000  # Pillow keeps an object for each and reads each by itself
_STRIP_BYTES, _TILE_BYTES = 279, 325
_WIDTHS = {1: "B", 3: "H", 4: "I"}  # of whole numbers, by their type
_SUBFILE, _STRIPS, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _DNG = 254, 273, 322, 323, 324, 50706


def check_tiff(data: bytes, max_pixels: int) -> None:
    """Refuse what would cost far more than the picture's size tells; a broken directory passes.

    Raises ImageError: "unsupported_format" (format="camera raw"), "too_costly" (format, part,
    count, limit), "too_many_pixels" (width and height of one tile, limit).
    """
    entries = first_directory(data)
    if _DNG in entries or entries.get(_SUBFILE, (0, 0))[1] & 1:
        raise ImageError("unsupported_format", format="camera raw")
    count = max(entries.get(_STRIPS, (0, 0))[0], entries.get(_TILES, (0, 0))[0])
    if count > _MOST_STRIPS:
        facts = {"part": "strips", "count": count, "limit": _MOST_STRIPS}
        raise ImageError("too_costly", format="TIFF", **facts)
    width, height = (entries.get(tag, (0, 0))[1] for tag in (_TILE_WIDTH, _TILE_HEIGHT))
    if width * height > max_pixels:
        raise ImageError("too_many_pixels", width=width, height=height, limit=max_pixels)


def ends_early(data: bytes) -> bool:
    """Whether the file ends before its first picture does: its directory, or pixels named there."""
    if len(data) < 8:
        return True
    order = _order(data)
    at = int.from_bytes(data[4:8], order)
    if at + 2 > len(data):
        return True
    count = int.from_bytes(data[at : at + 2], order)
    if at + 2 + 12 * count > len(data):
        return True
    pairs = (_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)
    return any(_lies_beyond(data, pair) for pair in pairs)


def _lies_beyond(data: bytes, pair: tuple[int, int]) -> bool:
    """Whether a strip or a tile, or the list of them, ends behind the end of the file."""
    starts, sizes = (_values(data, tag) for tag in pair)
    if starts is None or sizes is None:
        return True
    return any(start + size > len(data) for start, size in zip(starts, sizes, strict=False))


def _values(data: bytes, tag: int) -> tuple[int, ...] | None:
    """The whole numbers that a tag has, none where it is not there; None where they lie beyond."""
    sign = "<" if data.startswith(b"II") else ">"
    for found, kind, number, value in _entries(data):
        if found == tag and kind in _WIDTHS:
            pattern = f"{sign}{min(number, _MOST_STRIPS)}{_WIDTHS[kind]}"
            size = struct.calcsize(pattern)
            if size <= 4:
                return struct.unpack_from(pattern, value)
            at = struct.unpack(f"{sign}I", value)[0]
            return struct.unpack_from(pattern, data, at) if at + size <= len(data) else None
    return ()


def first_directory(data: bytes) -> dict[int, tuple[int, int]]:
    """Tag -> (number of values, the first value where it is an integer that fits its entry)."""
    sign = "<" if data.startswith(b"II") else ">"
    return {
        tag: (number, struct.unpack_from(sign + _WIDTHS.get(kind, "I"), value)[0])
        for tag, kind, number, value in _entries(data)
    }


def _entries(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """(tag, type, number of values, the values or where they are) of the first directory."""
    sign = "<" if data.startswith(b"II") else ">"
    at = int.from_bytes(data[4:8], _order(data))
    if len(data) < 8 or at + 2 > len(data):
        return
    count = struct.unpack_from(f"{sign}H", data, at)[0]
    whole = data[at + 2 : at + 2 + 12 * count]
    yield from struct.iter_unpack(f"{sign}HHI4s", whole[: len(whole) // 12 * 12])


def _order(data: bytes) -> Literal["little", "big"]:
    return "little" if data.startswith(b"II") else "big"
