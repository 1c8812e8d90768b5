"""Which kinds of picture file are opened, and how.

Pillow knows some fifty formats, some of which run other programs or are parsers for documents. A
photo is one of the eight in `OPENED`, told by its first bytes (`heads`) and given to that one
plugin class directly: no other plugin is ever tried, pillow-heif need not be registered for the
whole process, and a picture that is too large is known by its width and height before a pixel is
decoded. JPEG 2000 is not among them: at 64 megapixels OpenJPEG takes over a gigabyte more than the
picture does, and no phone or browser makes such files.
"""

import io
from collections.abc import Callable, Mapping

import pillow_heif
from PIL import (
    BmpImagePlugin,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
)

from vitviz.errors import ImageError
from vitviz.images import bmp, boxes, jpeg, png
from vitviz.images.animated_plugins import AvifFile, WebPFile
from vitviz.images.gif_plugin import GifFile
from vitviz.images.heads import name_of
from vitviz.images.intake import Intake
from vitviz.images.limits import check_size
from vitviz.images.tiff import check_tiff
from vitviz.images.tiff_plugin import TiffFile

# JpegImageFile, not jpeg_factory: of a multi-picture JPEG (MPO) only the first picture is wanted.
OPENED: Mapping[str, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "GIF": GifFile,
    "WebP": WebPFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "TIFF": TiffFile,
    "AVIF": AvifFile,
    "HEIF": pillow_heif.HeifImageFile,
}

_MOST_READS = 100_000  # pieces of a header; a photo has a few thousand at most


def recognise(data: bytes) -> str:
    """Name the format by the head alone; a key of `OPENED`.

    Raises ImageError: "unsupported_format" (format, such as "SVG", "PDF", "PostScript", "video")
    for what is recognised and not opened, "not_an_image" for everything else.
    """
    name = name_of(data)
    if not name:
        raise ImageError("not_an_image")
    if name not in OPENED:
        raise ImageError("unsupported_format", format=name)
    return name


def needed(data: bytes, name: str, max_pixels: int) -> Intake:
    """What of a file its picture needs. Raises ImageError for what is too costly or unsupported."""
    if name == "JPEG":
        return jpeg.needed(data, max_pixels)
    if name == "PNG":
        return png.needed(data)
    if name == "BMP":
        return bmp.needed(data, max_pixels)
    if name == "TIFF":
        check_tiff(data, max_pixels)
    return boxes.needed(data, name) if name in ("AVIF", "HEIF") else Intake(data)


def open_header(data: bytes, name: str, max_pixels: int) -> ImageFile.ImageFile:
    """Read the header and leave the pixels: the cost of decoding them is known from here.

    Raises ImageError "too_many_pixels" (limit, and width and height where they are known),
    "too_long" (width, height, limit) and "too_costly" (format, part, count, limit: a header of so
    many parts that reading it would take minutes), and whatever the plugin raises.
    """
    image = OPENED[name](_Metered(data, name))
    if image.info.get("bit_depth", 8) > 8:  # as libheif says, whatever the boxes do
        max_pixels = min(max_pixels, boxes.MOST_DEEP)
    check_size(image.size, max_pixels)
    return image


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
