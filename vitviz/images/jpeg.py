"""A JPEG's segments: those that its picture needs, up to its first end.

A segment is FF, a marker and, but for a few, its own length (ITU-T T.81, annex B); the compressed
pixels behind a start of scan hold no FF but FF00 and restarts. Broken metadata is no reason to
refuse a picture, so none of it reaches the decoder, nor does what follows the picture: the video of
a motion photo, the other pictures of a phone.
"""

import math
import re
import struct
from collections.abc import Iterator, Mapping
from hashlib import shake_128

from vitviz.errors import ImageError
from vitviz.images.intake import Intake
from vitviz.images.jpeg_scans import is_complete

END = b"\xff\xd9"
# One FF, not a run of them: a repeat would go over a run anew from each FF in it.
_MARKER = re.compile(rb"\xff([^\x00\xff])", re.DOTALL)
_AFTER_PIXELS = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_RESTART = re.compile(rb"\xff([\xd0-\xd7])")
_MOST_SEGMENTS = 100_000  # a photo has some tens
_MOST_SCANS = 30  # how often the decoder may go over the largest picture allowed
_SOI, _EOI, _SOS, _APP0, _APP1, _APP2, _APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
_TABLES = (0xC4, 0xCC, 0xDB, 0xDC, 0xDD)  # Huffman, arithmetic, quantization, lines, restarts
_FRAMES = tuple(marker for marker in range(0xC0, 0xD0) if marker not in (0xC4, 0xC8, 0xCC))
_BARE = (0x01, *range(0xD0, 0xD9))  # without a length
_DECODED = (0xC0, 0xC1, 0xC2, 0xC9, 0xCA)  # sequential and progressive, Huffman and arithmetic
_LOSSLESS = (0xC3, 0xC7, 0xCB, 0xCF)


def needed(data: bytes, max_pixels: int) -> Intake:
    """What of a JPEG its picture needs; without an end where the file has none, and with a `tail`.

    Raises ImageError "too_costly" (format, part, count, limit) for very many segments or scans and
    "unsupported_variety" (format, variety) for what libjpeg does not decode; "truncated" (format)
    where the file ends inside a segment or before its last scan.
    """
    kept, profile, exif, scans, most = [b"\xff\xd8"], {}, b"", 0, math.inf
    for marker, contents in _segments(data):
        if marker in _FRAMES:
            most = min(most, _most_scans(marker, contents, max_pixels))
        if marker == _SOS:
            scans += 1
        if marker == _APP1 and contents.startswith(b"Exif\0\0", 2):
            exif = exif or contents[2:]
        elif marker == _APP2 and contents.startswith(b"ICC_PROFILE\0", 2) and len(contents) > 16:
            profile[contents[14]] = contents
        elif marker in (*_FRAMES, *_TABLES, _SOS, _EOI) or _tells_the_channels(marker, contents):
            kept.append(bytes([0xFF, marker]) + contents)
    if scans > most:
        _too_costly("scans", scans, int(most))
    tail = b""
    if kept[-1] != END:
        kept[-1] = kept[-1].rstrip(b"\xff")
        tail = _noise(kept[-1])
        if not is_complete(kept):
            raise ImageError("truncated", format="JPEG")
    return Intake(b"".join(kept), profile=_joined(profile), exif=exif, tail=tail)


def ends_early(data: bytes) -> bool:
    """Whether there is no end of image behind the header and the pixels."""
    try:
        return all(marker != _EOI for marker, _ in _segments(data))
    except ImageError as error:
        return error.reason == "truncated"


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, contents with their length) to the first end; with a start of scan, its pixels."""
    at = 2
    for _ in range(_MOST_SEGMENTS + 1):
        found = _MARKER.search(data, at)
        if found is None:
            return
        marker, at = found[1][0], found.end()
        if marker in _BARE:
            continue
        start, at = at, at + int.from_bytes(data[at : at + 2], "big")
        if marker == _EOI:
            yield marker, b""
            return
        if at > len(data):
            raise ImageError("truncated", format="JPEG")
        if marker == _SOS:
            after = _AFTER_PIXELS.search(data, at)
            pixels, at = at, after.start() if after else len(data)
            yield marker, data[start:pixels] + _without_fill(data[pixels:at])
        else:
            yield marker, data[start:at]
    _too_costly("pieces", _MOST_SEGMENTS + 1, _MOST_SEGMENTS)


def _without_fill(pixels: bytes) -> bytes:
    """One FF of each run, which means the same: Pillow reads a long run again for each 64 kB.

    A run is halved each time, so that even the longest is gone after some twenty.
    """
    while b"\xff\xff" in pixels:
        pixels = pixels.replace(b"\xff\xff", b"\xff")
    return pixels


def _too_costly(part: str, count: int, limit: int) -> None:
    raise ImageError("too_costly", format="JPEG", part=part, count=count, limit=limit)


def _most_scans(marker: int, contents: bytes, max_pixels: int) -> int:
    """How many scans a frame may have: each goes over all its pixels, in a sequential one too."""
    precision, rows, cols = struct.unpack_from(">BHH", contents.ljust(7, b"\0"), 2)
    variety = "lossless" if marker in _LOSSLESS else "hierarchical"
    if marker not in _DECODED:
        raise ImageError("unsupported_variety", format="JPEG", variety=variety)
    if precision != 8:
        raise ImageError("unsupported_variety", format="JPEG", variety="bits", bits=precision)
    return max(_MOST_SCANS, _MOST_SCANS * max_pixels // max(rows * cols, 1))


def _tells_the_channels(marker: int, contents: bytes) -> bool:
    """JFIF's and Adobe's segments, where they are long enough for libjpeg to go by them."""
    jfif = marker == _APP0 and contents.startswith(b"JFIF\0", 2) and len(contents) >= 16
    return jfif or (marker == _APP14 and contents.startswith(b"Adobe", 2) and len(contents) >= 14)


def _joined(pieces: Mapping[int, bytes]) -> bytes:
    """A profile's pieces, each with its number and how many there are; b"" where one lacks."""
    first = pieces.get(1, bytes(16))
    count = first[15]
    if not count or not all(number in pieces for number in range(1, count + 1)):
        return b""
    return b"".join(pieces[number][16:] for number in range(1, count + 1))


def _noise(pixels: bytes) -> bytes:
    """Pixels that no picture has, also behind the next restart.

    Where rows are missing the decoder makes some of these; where all are there it skips them.
    """
    some = shake_128(b"pixels").digest(4096).replace(b"\xff", b"")
    restarts = _RESTART.findall(pixels)
    following = 0xD0 + ((restarts[-1][0] + 1) % 8 if restarts else 0)
    return some + bytes([0xFF, following]) + some
