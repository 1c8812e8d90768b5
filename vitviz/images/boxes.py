"""The boxes of an ISO base media file, AVIF or HEIC: what the primary picture's colours mean.

A box is its length, four letters and its contents (ISO/IEC 14496-12, 4.2); `pitm` names the primary
picture, `iprp` holds properties and says which belong to which picture (ISO/IEC 23008-12, 9.3).
Pillow tells nothing of the code points in a property `colr` of the kind `nclx`.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vitviz.errors import ImageError
from vitviz.images.intake import Intake
from vitviz.images.stated import Stated, from_codes

_CODECS = {  # of an item: what it is called where it is not opened
    b"unci": "uncompressed",
    b"avc1": "H.264",
    b"vvc1": "H.266",
    b"jpeg": "JPEG",
    b"j2k1": "JPEG 2000",
}
MOST_DEEP = 40_000_000  # pixels of more than 8 bits, each up to 18 bytes while they are decoded
_MOST_BESIDE = 60_000_000  # pixels of an AVIF with a second picture, such as its transparency: 13
_UNSAID = 16  # bits of a channel, where the boxes name none
_MOST = 100_000  # boxes or entries of one list; a grid of 1000 tiles has some thousands


def needed(data: bytes, name: str) -> Intake:
    """The file, with what its colours mean; `name` is AVIF or HEIF.

    Raises ImageError "unsupported_variety" (format, variety) for HEIC's sequences and for pictures
    in a HEIF file that are coded in another way.
    """
    meta, film = (_first(data, kind, 0, len(data)) for kind in (b"meta", b"moov"))
    if meta is None:
        if name == "HEIF" and film:
            raise ImageError("unsupported_variety", format="HEIF", variety="sequence")
        return Intake(data, most_pixels=MOST_DEEP)
    inside = meta[0] + 4, meta[1]
    try:
        if name == "HEIF":
            _check_codec(data, *inside)
        found = _properties(data, *inside)
        kept = _without_exif(data, *inside) if name == "AVIF" else data
    except (struct.error, IndexError):  # the plugin will say what it thinks of such a file
        return Intake(data, most_pixels=MOST_DEEP)
    most = _MOST_BESIDE if found.beside and name == "AVIF" else None
    if found.bits > 8 or film:  # a film's bits are said elsewhere
        most = MOST_DEEP
    return Intake(kept, stated=found.stated, most_pixels=most)


def ends_early(data: bytes) -> bool:
    """Whether the outermost boxes reach beyond the file."""
    end = max((end for _, _, end in _boxes(data, 0, len(data))), default=0)
    return end != len(data) and end + 8 > len(data)  # else there is no box, and no telling


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, start, end) of the contents of each box; the last may end behind `end`."""
    for _ in range(_MOST):
        if start + 8 > end:
            return
        size, name = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1 and start + 16 <= len(data):  # the true size follows in eight bytes
            size, head = int.from_bytes(data[start + 8 : start + 16], "big"), 16
        if size == 0:
            size = end - start
        if size < head:  # no box at all
            return
        yield name, start + head, start + size
        start += size


def _first(data: bytes, name: bytes, start: int, end: int) -> tuple[int, int] | None:
    found = ((at, to) for one, at, to in _boxes(data, start, end) if one == name)
    return next(found, None)


@dataclass(frozen=True)
class _Properties:
    """What is said of the primary picture, or of the first tile that it is made of.

    `bits`: the most that a channel has, in this picture or in any beside it; many where the file
    does not say. `beside`: whether the file has another picture that belongs to it, such as its
    transparency.
    """

    stated: Stated | None = None
    bits: int = _UNSAID
    beside: bool = False


def _properties(data: bytes, start: int, end: int) -> _Properties:
    primary, properties = _first(data, b"pitm", start, end), _first(data, b"iprp", start, end)
    if primary is None or properties is None:
        return _Properties()
    wide = data[primary[0]] > 0
    (picture,) = struct.unpack_from(">I" if wide else ">H", data, primary[0] + 4)
    held, which = (_first(data, name, *properties) for name in (b"ipco", b"ipma"))
    if held is None or which is None:
        return _Properties()
    whole = list(_boxes(data, *held))
    items = picture, _first_tile(data, start, end, picture)
    indices = [index for item in items for index in _indices(data, which[0], item)]
    own = {index: whole[index - 1] for index in indices if 0 < index <= len(whole)}
    found = _read(data, list(own.values()))
    beside = any(name == b"auxC" for name, _, _ in whole)
    return replace(found, bits=max(found.bits, _coded(data, whole)), beside=beside)


def _read(data: bytes, properties: list[tuple[bytes, int, int]]) -> _Properties:
    """The first of each kind counts."""
    stated, bits, brightest = None, 0, 0
    for name, at, to in reversed(properties):
        if name == b"clli":  # of the brightest pixel, then of the brightest picture
            (brightest,) = struct.unpack_from(">H", data, at)
        if name == b"pixi":  # how many channels, and the bits of each
            bits = max(data[at + 5 : min(to, at + 5 + data[at + 4])], default=0)
    for name, at, _ in reversed(properties):
        if name == b"colr" and data[at : at + 4] == b"nclx":
            codes = struct.unpack_from(">2H", data, at + 4)
            stated = from_codes(*codes, brightest=brightest)
    return _Properties(stated, bits)


def _coded(data: bytes, properties: list[tuple[bytes, int, int]]) -> int:
    """The most bits that the decoders are set up for; many where none is. `pixi` may say fewer."""
    found = [0]
    for name, at, _ in properties:
        if name == b"av1C":  # its third byte: more than 8 bits, and then whether more than 10
            found.append(8 + (2 if data[at + 2] & 0x40 else 0) + (2 if data[at + 2] & 0x20 else 0))
        if name == b"hvcC":  # of lightness and of colour, less 8
            found.append(8 + max(data[at + 17] & 7, data[at + 18] & 7))
    return max(found) or _UNSAID


def _check_codec(data: bytes, start: int, end: int) -> None:
    """Refuse by name what libheif would call unidentified."""
    codecs = {data[at : at + 4] for at in _kinds(data, start, end)}
    other = next((name for kind, name in _CODECS.items() if kind in codecs), None)
    if other and not codecs & {b"hvc1", b"av01"}:
        raise ImageError("unsupported_variety", format="HEIF", variety=other)


def _first_tile(data: bytes, start: int, end: int, picture: int) -> int:
    """The first picture that a grid is made of (`iref`, `dimg`); 0 where there is none."""
    refers = _first(data, b"iref", start, end)
    if refers is None:
        return 0
    kind = ">I" if data[refers[0]] else ">H"
    size = struct.calcsize(kind)
    for name, at, _ in _boxes(data, refers[0] + 4, refers[1]):
        if name == b"dimg" and struct.unpack_from(kind, data, at)[0] == picture:
            return struct.unpack_from(kind, data, at + size + 2)[0]
    return 0


def _indices(data: bytes, at: int, picture: int) -> list[int]:
    """Which of the properties, counted from 1, belong to a picture, as `ipma` at `at` says."""
    version, wide = data[at], data[at + 3] & 1
    (entries,) = struct.unpack_from(">I", data, at + 4)
    at += 8
    for _ in range(min(entries, _MOST)):
        kind = ">IB" if version else ">HB"
        item, count = struct.unpack_from(kind, data, at)
        at += struct.calcsize(kind)
        numbers = struct.unpack_from(f">{count}{'H' if wide else 'B'}", data, at)
        at += count * (2 if wide else 1)
        if item == picture:
            return [number & (0x7FFF if wide else 0x7F) for number in numbers]
    return []


def _without_exif(data: bytes, start: int, end: int) -> bytes:
    """The file with its EXIF items named otherwise: a broken one is no reason to refuse a picture.

    How an AVIF is turned stands among the picture's properties, not there.
    """
    kept = bytearray(data)
    for kind in _kinds(data, start, end):
        if data[kind : kind + 4] == b"Exif":
            kept[kind : kind + 4] = b"skip"
    return bytes(kept)


def _kinds(data: bytes, start: int, end: int) -> Iterator[int]:
    """Where the four letters stand that say of what kind each item is."""
    items = _first(data, b"iinf", start, end)
    if items is None:
        return
    for name, at, _ in _boxes(data, items[0] + (8 if data[items[0]] else 6), items[1]):
        if name == b"infe":
            yield at + (8 if data[at] == 2 else 10)  # behind version, flags, number, protection
