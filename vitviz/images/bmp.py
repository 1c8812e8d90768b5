"""BMP files as Pillow reads them rightly: plain pixels instead of runs and bit fields.

Pillow garbles runs (an empty line, a jump) and knows a few of all possible bit fields. Both are
made plain here before it sees them; layout and names are Windows' (BITMAPINFOHEADER and its
successors). What runs leave out is white, as what is transparent is.
"""

import struct
from dataclasses import dataclass

import numpy as np
from jaxtyping import Integer, UInt8

from vitviz.errors import ImageError
from vitviz.images.intake import Intake
from vitviz.images.limits import check_size
from vitviz.images.runs import unrolled

_RGB, _RLE8, _RLE4, _BITFIELDS, _JPEG, _PNG, _ALPHAFIELDS = range(7)
_CORE, _OS2 = 12, 64  # sizes of headers with other fields
_SIZES = (40, 52, 56, _OS2, 108, 124)
_BGRA = (0xFF0000, 0xFF00, 0xFF, 0xFF000000)
_EMBEDDED = 0x4D424544  # "MBED": the profile is in the file


@dataclass(frozen=True)
class _Header:
    """What a BMP's header says; `masks` are those of red, green, blue and alpha."""

    size: int
    width: int
    height: int  # negative: the first line is the uppermost
    bits: int
    compression: int
    colours: int
    pixels: int  # where they begin
    masks: tuple[int, ...]


def needed(data: bytes, max_pixels: int) -> Intake:
    """The file, its pixels made plain where Pillow would not read them rightly.

    Raises ImageError "unsupported_variety" (format, variety), "too_many_pixels" (width, height,
    limit), "too_costly" (format, part, count, limit) and "truncated" (format).
    """
    head = _header(data)
    if head is None:  # an old kind, or spoilt: Pillow says which
        return Intake(data)
    check_size((head.width, abs(head.height)), max_pixels)
    _check_variety(head)
    profile = _profile(data, head)
    if head.colours > 2**head.bits and head.bits <= 8:  # more than its pixels can name
        data = data[:46] + bytes(4) + data[50:]
    if head.compression in (_RLE8, _RLE4):
        return Intake(_plain(head, 8, *_from_runs(data, head)), profile)
    if head.compression in (_BITFIELDS, _ALPHAFIELDS):
        return Intake(_plain(head, 32, b"", _from_fields(data, head)), profile)
    return Intake(data, profile)


def _header(data: bytes) -> _Header | None:
    if len(data) < 54:
        return None
    (size,) = struct.unpack_from("<I", data, 14)
    if size <= _CORE or len(data) < 14 + size or size > 124:
        return None
    width, height = struct.unpack_from("<2i", data, 18)
    bits, compression = struct.unpack_from("<HI", data, 28)
    (colours,) = struct.unpack_from("<I", data, 46)
    count = 4 if size >= 56 or compression == _ALPHAFIELDS else 3
    masks = struct.unpack_from(f"<{count}I", data.ljust(70, b"\0"), 54)
    start = int.from_bytes(data[10:14], "little")
    return _Header(size, width, height, bits, compression, colours, start, (*masks, 0)[:4])


def _check_variety(head: _Header) -> None:
    """Refuse by name what neither Pillow nor this module reads."""
    inside = {_JPEG: "jpeg", _PNG: "png"}.get(head.compression)
    if head.size == _OS2 and head.compression > _RLE4:
        inside = "os2"
    if head.size not in _SIZES:
        inside = "os2" if head.size < _OS2 else None
    if inside:
        raise ImageError("unsupported_variety", format="BMP", variety=inside)
    fields = head.compression in (_BITFIELDS, _ALPHAFIELDS)
    if head.bits not in ((16, 32) if fields else (1, 4, 8, 16, 24, 32)):
        raise ImageError("unsupported_variety", format="BMP", variety="bits", bits=head.bits)


def _profile(data: bytes, head: _Header) -> bytes | None:
    if head.size < 124 or struct.unpack_from("<I", data, 70) != (_EMBEDDED,):
        return None
    start, size = struct.unpack_from("<2I", data, 126)
    return data[14 + start : 14 + start + size]


def _from_runs(data: bytes, head: _Header) -> tuple[bytes, UInt8[np.ndarray, "rows cols"]]:
    """A palette of 256 colours, and the index of each pixel, the lowest line first."""
    size = head.width, abs(head.height)
    lines, drawn = unrolled(data[head.pixels :], size, four=head.compression == _RLE4)
    count = min(head.colours or 2**head.bits, 256)
    palette = bytearray(data[14 + head.size :][: 4 * count].ljust(1024, b"\0"))
    used = np.zeros(256, bool)
    for line in lines:  # once over the picture, not once for each index
        used[line] = True
    free = next((index for index in range(255, 0, -1) if not used[index]), 0)
    if free and not drawn.all():
        palette[4 * free : 4 * free + 4] = b"\xff\xff\xff\0"
        lines[~drawn] = free
    return bytes(palette), lines


def _from_fields(data: bytes, head: _Header) -> UInt8[np.ndarray, "rows bytes"]:
    """Blue, green, red and alpha, 8 bits each, in the file's order of lines."""
    rows, depth = abs(head.height), head.bits // 8
    stride = (head.width * depth + 3) // 4 * 4
    if len(data) < head.pixels + stride * (rows - 1) + head.width * depth:
        raise ImageError("truncated", format="BMP")
    whole = data[head.pixels : head.pixels + stride * rows].ljust(stride * rows, b"\0")
    lines = np.frombuffer(whole, np.uint8).reshape(rows, stride)[:, : head.width * depth]
    values = np.ascontiguousarray(lines).view(f"<u{depth}")
    seen = np.full((rows, head.width, 4), 255, np.uint8)
    for channel, mask in zip((2, 1, 0, 3), head.masks, strict=True):
        if mask:
            seen[..., channel] = _channel(values, mask)
        elif channel != 3:
            seen[..., channel] = 0
    if not seen[..., 3].any():  # all transparent: an alpha that nobody filled in
        seen[..., 3] = 255
    return seen.reshape(rows, -1)


def _channel(values: Integer[np.ndarray, "rows cols"], mask: int) -> UInt8[np.ndarray, "rows cols"]:
    low = (mask & -mask).bit_length() - 1
    most = mask >> low
    found = (values & mask) >> low
    return np.rint(found * (255 / most)).clip(0, 255).astype(np.uint8)


def _plain(
    head: _Header, bits: int, palette: bytes, lines: UInt8[np.ndarray, "rows bytes"]
) -> bytes:
    """A BMP of these lines without runs; of 32 bits with an alpha channel."""
    padding = -lines.shape[1] % 4
    lines = np.pad(lines, ((0, 0), (0, padding))) if padding else lines
    masks = struct.pack("<4I", *_BGRA) if bits == 32 else b""
    size = 40 + len(masks)
    start = 14 + size + len(palette)
    kind = _BITFIELDS if masks else _RGB
    info = struct.pack("<IiiHHIIiiII", size, head.width, head.height, 1, bits, kind, *[0] * 5)
    file = struct.pack("<2sIII", b"BM", start + lines.nbytes, 0, start)
    return b"".join((file, info, masks, palette, lines.tobytes()))
