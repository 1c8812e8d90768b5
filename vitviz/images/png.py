"""A PNG's chunks: those that its picture needs, and what the others say of its colours.

A chunk is a length, four letters, the contents and their CRC (W3C, PNG third edition, 5.3). Broken
metadata is no reason to refuse a picture, and none of it reaches the decoder: of the ancillary
chunks only the transparency is passed on, in the numbers that Pillow's pixels have. Which statement
of the colours counts is the standard's: cICP before iCCP before sRGB before gAMA and cHRM.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping

from vitviz.errors import ImageError
from vitviz.images.intake import Intake
from vitviz.images.stated import Stated, from_codes, from_curve

_HEAD = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 100_000  # a photo of 25 MB in pieces of 8 kB has 3,000
_MOST_PROFILE = 10_000_000  # bytes of an ICC profile; a printer's has up to 4 million
_READ = (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"eXIf", b"tRNS", b"cLLI")
_GREY, _RGB, _PALETTE = 0, 2, 3


def needed(data: bytes) -> Intake:
    """What of a PNG its picture needs.

    Raises ImageError "too_costly" (format, part, count, limit) for very many chunks,
    "unsupported_variety" (format, variety) for Apple's own PNG and "damaged" (format, detail)
    where colours are taken from a palette that is not there.
    """
    critical, said = _sorted(data)
    if b"CgBI" in said:
        raise ImageError("unsupported_variety", format="PNG", variety="CgBI")
    depth, colour = said.get(b"IHDR", bytes(13)).ljust(10, b"\0")[8:10]
    if colour == _PALETTE and b"PLTE" not in said:
        raise ImageError("damaged", format="PNG", detail="no palette")
    hole = _hole(said.get(b"tRNS", b""), depth, colour)
    if isinstance(hole, bytes):
        critical.insert(_before_pixels(critical), _chunk(b"tRNS", hole))
        hole = None
    stated, profile = _colours(said)
    deep = depth == 16 and colour != _GREY and (stated is not None or hole is not None)
    return Intake(
        b"".join([*critical, _chunk(b"IEND", b"")]),
        profile=profile,
        stated=stated,
        exif=said.get(b"eXIf", b""),
        hole=hole,
        low_bytes=deep,
    )


def ends_early(data: bytes) -> bool:
    """Whether the file ends before its last chunk, IEND, does."""
    return all(name != b"IEND" for name, _, _ in _chunks(data))


def _sorted(data: bytes) -> tuple[list[bytes], dict[bytes, bytes]]:
    """What the decoder needs, and the first of each other chunk that is sound."""
    critical, said = [_HEAD], {}
    for name, start, end in _chunks(data):
        if name in (b"IHDR", b"PLTE", b"IDAT"):
            critical.append(_passed_on(data, name, start, end))
        if name not in _READ or _is_sound(data, start, end):
            said.setdefault(name, data[start:end])
    return critical, said


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of each chunk's contents to IEND; the last may end behind the file."""
    at, count = len(_HEAD), 0
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        count += 1
        if count > _MOST_CHUNKS:
            facts = {"part": "pieces", "count": count, "limit": _MOST_CHUNKS}
            raise ImageError("too_costly", format="PNG", **facts)
        if not name.isalpha():
            return
        yield name, at + 8, at + 8 + size
        if name == b"IEND":
            return
        at += size + 12


def _chunk(name: bytes, contents: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(name + contents))
    return struct.pack(">I", len(contents)) + name + contents + checked


def _is_sound(data: bytes, start: int, end: int) -> bool:
    return data[end : end + 4] == struct.pack(">I", zlib.crc32(data[start - 4 : end]))


def _passed_on(data: bytes, name: bytes, start: int, end: int) -> bytes:
    """A chunk as it stands, false CRC and all; one that the file's end cuts off ends there."""
    if end + 4 <= len(data):
        return data[start - 8 : end + 4]
    return _chunk(name, data[start:end])


def _before_pixels(chunks: list[bytes]) -> int:
    at = (i for i, chunk in enumerate(chunks) if chunk[4:8] == b"IDAT")
    return next(at, len(chunks))


def _hole(key: bytes, depth: int, colour: int) -> bytes | tuple[int, int, int] | None:
    """The transparency for Pillow, or the one transparent colour of 16 bits a channel.

    Pillow compares a key with grey that it has spread over 0 ... 255, and colours of 16 bits with
    what it has kept of them, the upper eight.
    """
    if colour == _PALETTE and key:
        return key
    if colour == _GREY and len(key) == 2:
        most = 2**depth - 1
        grey = int.from_bytes(key, "big") & most
        return struct.pack(">H", grey * 255 // most if 1 < depth < 8 else grey)
    if colour == _RGB and len(key) == 6:
        red, green, blue = struct.unpack(">3H", key)
        if depth == 16:
            return red, green, blue
        return struct.pack(">3H", red & 255, green & 255, blue & 255)
    return None


def _colours(said: Mapping[bytes, bytes]) -> tuple[Stated | None, bytes | None]:
    """What the numbers mean, by the first statement that can be understood, and a profile."""
    code = said.get(b"cICP", b"")
    if len(code) == 4 and code[2] == 0:
        level = said.get(b"cLLI", b"")
        brightest = int.from_bytes(level[:4], "big") / 1e4 if len(level) == 8 else 0
        stated = from_codes(code[0], code[1], narrow=code[3] == 0, brightest=brightest)
        if stated is not None:
            return stated, b""
    profile = _profile(said.get(b"iCCP", b""))
    if profile or len(said.get(b"sRGB", b"")) == 1:
        return None, profile
    gamma, corners = said.get(b"gAMA", b""), said.get(b"cHRM", b"")
    if len(gamma) != 4:  # primaries alone say nothing of light, and browsers pass over them
        return None, b""
    white_first = struct.unpack(">8I", corners) if len(corners) == 32 else ()
    primaries = tuple(xy / 1e5 for xy in (*white_first[2:], *white_first[:2]))
    return from_curve(1e5 / max(int.from_bytes(gamma, "big"), 1), primaries), b""


def _profile(contents: bytes) -> bytes:
    """The profile of an iCCP chunk: a name, a zero, the method 0, deflated; else empty."""
    _, _, packed = contents.partition(b"\0")
    try:
        return zlib.decompressobj().decompress(packed[1:], _MOST_PROFILE) if packed else b""
    except zlib.error:
        return b""
