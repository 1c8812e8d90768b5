"""Which kinds of picture file are opened, and what the head of a file says it is.

Pillow knows some fifty formats, some of which run other programs or are parsers for documents. A
photo is one of the eight in `OPENED`, told by its first bytes and given to that one plugin class
directly: no other plugin is ever tried, pillow-heif need not be registered for the whole process,
and a picture that is too large is known by its width and height before a pixel is decoded. JPEG
2000 is not among them: at 64 megapixels OpenJPEG takes over a gigabyte more than the picture does,
and no phone or browser makes such files.
"""

import io
import math
from collections.abc import Callable, Mapping

import pillow_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from vitviz.errors import ImageError
from vitviz.images.tiff import check_tiff

# JpegImageFile, not jpeg_factory: of a multi-picture JPEG (MPO) only the first picture is wanted,
# and a phone app that cut the others off has not damaged that one.
OPENED: Mapping[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "AVIF": AvifImagePlugin.AvifImageFile,
    "HEIF": pillow_heif.HeifImageFile,
}

_HEADS = (  # (offset, bytes there, name); the first that fits wins
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"GIF87a", "GIF"),
    (0, b"GIF89a", "GIF"),
    (8, b"WEBP", "WebP"),
    (8, b"CR\x02", "camera raw"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "BigTIFF"),
    (0, b"MM\0+", "BigTIFF"),
    (0, b"FUJIFILMCCD-RAW", "camera raw"),
    (0, b"IIU\0", "camera raw"),
    (0, b"IIR", "camera raw"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"8BPS", "Photoshop"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"\0\0\2\0", "ICO"),
    (0, b"\xd7\xcd\xc6\x9a", "WMF"),
    (40, b" EMF", "EMF"),
    (0, b"\xc5\xd0\xd3\xc6", "PostScript"),
    (128, b"DICM", "DICOM"),
    (0, b"v/1\x01", "OpenEXR"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"\x1aE\xdf\xa3", "video"),
)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

_MOST_READS = 100_000  # pieces of a header; a photo has a few thousand at most
_MOST_SCANS = 30  # how often a JPEG's decoder may go over the largest picture allowed


def recognise(data: bytes) -> str:
    """Name the format by the head alone; a key of `OPENED`.

    Raises ImageError: "unsupported_format" (format, such as "SVG", "PDF", "PostScript", "video")
    for what is recognised and not opened, "not_an_image" for everything else.
    """
    name = _name(data)
    if not name:
        raise ImageError("not_an_image")
    if name not in OPENED:
        raise ImageError("unsupported_format", format=name)
    return name


def _name(data: bytes) -> str:
    for offset, magic, name in _HEADS:
        if data.startswith(magic, offset):
            return name
    if data.startswith(b"BM") and data.startswith(b"\0\0\0", 15):  # the upper bytes of a small size
        return "BMP"
    return _container(data) if data.startswith(b"ftyp", 4) else _document(data)


def _container(data: bytes) -> str:
    """ISO base media files: the major brand alone ("mif1") does not tell AVIF from HEIC."""
    length = min(max(int.from_bytes(data[:4], "big"), 16), 4096)
    brands = {data[i : i + 4] for i in range(8, length, 4)}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    if brands & _HEIF_BRANDS:
        return "HEIF"
    return "camera raw" if b"crx " in brands else "video"


def _document(data: bytes) -> str:
    """Documents that people take for pictures; dropping the zeros reads UTF-16 as well."""
    if b"%PDF-" in data[:1024]:
        return "PDF"
    text = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xfe\xff\x04 \t\r\n").lower()
    if text.startswith(b"%!"):
        return "PostScript"
    if not text.startswith(b"<"):
        return ""
    if b"<html" in text or b"<!doctype html" in text:
        return "HTML"
    return "SVG" if b"<svg" in text or b"<!doctype svg" in text else "XML"


def open_header(data: bytes, name: str, max_pixels: int) -> ImageFile.ImageFile:
    """Read the header and leave the pixels: the cost of decoding them is known from here.

    Raises ImageError "too_many_pixels" (limit, and width and height where they are known) and
    "too_costly" (format, part, count, limit: a file of so many parts that decoding it would take
    minutes), and whatever the plugin raises.
    """
    if name == "TIFF":
        check_tiff(data, max_pixels)
    image = OPENED[name](_Metered(data, name))
    check_size(image.size, max_pixels)
    if name == "JPEG":
        # Every scan of a progressive JPEG goes over all its pixels and may be 14 bytes long.
        scans, limit = data.count(b"\xff\xda"), _MOST_SCANS * max_pixels // math.prod(image.size)
        if scans > limit:
            raise ImageError("too_costly", format=name, part="scans", count=scans, limit=limit)
    return image


def check_size(size: tuple[int, int], max_pixels: int) -> None:
    """Raise ImageError "too_many_pixels" (width, height, limit) for a larger (width, height)."""
    if size[0] * size[1] > max_pixels:
        raise ImageError("too_many_pixels", width=size[0], height=size[1], limit=max_pixels)


class _Metered(io.BytesIO):
    """Bytes that may be read in so many pieces only: plugins walk headers piece by piece."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self._name = name
        self._reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._reads += 1
        if self._reads > _MOST_READS:
            facts = {"part": "pieces", "count": self._reads, "limit": _MOST_READS}
            raise ImageError("too_costly", format=self._name, **facts)
        return super().read(size)
