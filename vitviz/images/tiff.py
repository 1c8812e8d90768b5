"""What a TIFF's first directory promises, read before Pillow believes it.

A TIFF of a few kilobytes may hold one tile of a gigabyte or a strip for every row, and a camera's
raw file is a TIFF whose first picture is a thumbnail: none of this shows in width and height.
Classic TIFF only (6.0, section 2: twelve bytes an entry); layout and tag numbers are Adobe's.
"""

import struct
from typing import Literal

from vitviz.errors import ImageError

_MOST_STRIPS = 40_000  # Pillow keeps an object for each and reads each by itself
_SUBFILE, _STRIPS, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _DNG = 254, 273, 322, 323, 324, 50706


def check_tiff(data: bytes, max_pixels: int) -> None:
    """Refuse what would cost far more than the picture's size tells; a broken directory passes.

    Raises ImageError: "unsupported_format" (format="camera raw"), "too_costly" (format, part,
    count, limit), "too_many_pixels" (width and height of one tile, limit).
    """
    entries = _first_directory(data)
    if _DNG in entries or entries.get(_SUBFILE, (0, 0))[1] & 1:
        raise ImageError("unsupported_format", format="camera raw")
    count = max(entries.get(_STRIPS, (0, 0))[0], entries.get(_TILES, (0, 0))[0])
    if count > _MOST_STRIPS:
        facts = {"part": "strips", "count": count, "limit": _MOST_STRIPS}
        raise ImageError("too_costly", format="TIFF", **facts)
    width, height = (entries.get(tag, (0, 0))[1] for tag in (_TILE_WIDTH, _TILE_HEIGHT))
    if width * height > max_pixels:
        raise ImageError("too_many_pixels", width=width, height=height, limit=max_pixels)


def directory_is_missing(data: bytes) -> bool:
    """Whether the first directory lies beyond the end of the file, as after a broken transfer."""
    return len(data) < 8 or int.from_bytes(data[4:8], _order(data)) + 2 > len(data)


def _order(data: bytes) -> Literal["little", "big"]:
    return "little" if data.startswith(b"II") else "big"


def _first_directory(data: bytes) -> dict[int, tuple[int, int]]:
    """Tag -> (number of values, the first value where it is an integer that fits its entry)."""
    if directory_is_missing(data):
        return {}
    sign = "<" if data.startswith(b"II") else ">"
    at = struct.unpack_from(f"{sign}I", data, 4)[0]
    count = struct.unpack_from(f"{sign}H", data, at)[0]
    whole = data[at + 2 : at + 2 + 12 * count]
    entries = {}
    for tag, kind, number, value in struct.iter_unpack(
        f"{sign}HHI4s", whole[: len(whole) // 12 * 12]
    ):
        width = {1: "B", 3: "H"}.get(kind, "I")
        entries[tag] = (number, struct.unpack_from(sign + width, value)[0])
    return entries
