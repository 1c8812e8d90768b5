"""From the bytes of an upload to an upright photo, and back to a JPEG for the page.

Bytes come from strangers. What they are is told by their head (`formats`), what they would cost by
their header, and only then a single plugin decodes them, from no more of the file than the picture
needs; whatever it raises ends as an ImageError with a reason. The photo that comes out is RGB,
upright and without metadata, so nothing of the file but its pixels travels on.

Large JPEGs are decoded in full although libjpeg could hand out an eighth of them sooner: a reduced
photo has ceil(width / 8) columns, so a pixel of it is not exactly eight of the original's, and the
model would see another resampling than the one it was measured with.
"""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from vitviz.errors import ImageError
from vitviz.images.colour import Colours, to_rgb
from vitviz.images.endings import ends_early
from vitviz.images.exif import orientation, upright
from vitviz.images.formats import needed, recognise
from vitviz.images.limits import MAX_PIXELS
from vitviz.images.pixels import loaded, low_bytes
from vitviz.images.quiet import quiet

MAX_BYTES = 25_000_000


@dataclass(frozen=True, eq=False)
class Decoded:
    """A photo, and whether its light went beyond a page's white and was tone-mapped (PQ, HLG)."""

    photo: Image.Image
    toned: bool


def decode(data: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """Bytes of a JPEG, PNG, GIF, WebP, BMP, TIFF, AVIF or HEIC file -> the photo.

    Returns RGB, 8 bits, sRGB, upright, without metadata; what is transparent is shown on white, of
    several pictures the first. `colour.to_rgb` says what becomes of 16 bits and more, and `hdr` of
    light beyond white.

    Raises ImageError, and nothing else: "empty", "too_many_bytes" (size, limit), "not_an_image",
    "unsupported_format" (format), "unsupported_variety" (format, variety), "too_many_pixels"
    (limit; width and height where known), "too_long" (width, height, limit), "too_costly" (format,
    part, count, limit), "truncated" (format), "damaged" (format, detail).
    """
    return opened(data, max_bytes=max_bytes, max_pixels=max_pixels).photo


def opened(data: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Decoded:
    """The photo as `decode` gives it, with what is to be said of it. Raises what `decode` does."""
    if not data:
        raise ImageError("empty")
    if len(data) > max_bytes:
        raise ImageError("too_many_bytes", size=len(data), limit=max_bytes)
    name = recognise(data)
    try:
        with quiet:
            return _decoded(data, name, max_pixels)
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError("too_many_pixels", limit=max_pixels) from error
    except Exception as error:  # a plugin may raise anything at all
        raise _refusal(error, data, name) from error


def _decoded(data: bytes, name: str, max_pixels: int) -> Decoded:
    intake = needed(data, name, max_pixels)
    image = loaded(intake, name, max_pixels)
    block = intake.exif if intake.exif is not None else image.info.get("exif") or b""
    turned = getattr(image, "turned", None) or orientation(block)
    profile = intake.profile if intake.profile is not None else image.info.get("icc_profile")
    low = low_bytes(intake, image.size, max_pixels)
    drawn = getattr(image, "drawn", None)
    photo = to_rgb(image, Colours(profile, intake.stated, low, intake.hole, drawn))
    del image, low  # up to a quarter of a gigabyte each
    toned = intake.stated is not None and intake.stated.is_hdr and not profile
    return Decoded(upright(photo, turned), toned)


def _refusal(error: Exception, data: bytes, name: str) -> ImageError:
    if "unknown pixel mode" in str(error):  # a TIFF of a variety that Pillow does not read
        return ImageError("unsupported_variety", format=name, variety="layout")
    if ends_early(data, name):
        return ImageError("truncated", format=name)
    return ImageError("damaged", format=name, detail=f"{type(error).__name__}: {error}")


def shown(photo: Image.Image) -> bytes:
    """JPEG of an RGB photo for the page: no side above 1024 pixels, no metadata.

    Never enlarged; the shorter side is rounded to whole pixels and at least 1.
    """
    return _jpeg(photo, Image.Resampling.BICUBIC, longest=1024, quality=90, subsampling=0)


def reduced(photo: Image.Image) -> bytes:
    """The same for a phone's screen: 768 pixels, a third of the bytes.

    The filter takes 0.4 of Lanczos's time, of 12 megapixels 0.2; its squared error beside Lanczos
    was 0.1 to 0.4 of the JPEG's (five bundled photos, 1.25, 2.1 and 5.2 times smaller).
    """
    return _jpeg(photo, Image.Resampling.HAMMING, longest=768, quality=80, subsampling=2)


def thumbnail(photo: Image.Image) -> bytes:
    """The same for the strip of photos: 160 pixels, shown at a third of that."""
    return _jpeg(photo, Image.Resampling.HAMMING, longest=160, quality=75, subsampling=2)


def _jpeg(
    photo: Image.Image,
    method: Image.Resampling,
    *,
    longest: int,
    quality: int,
    subsampling: int,
) -> bytes:
    scale = min(1.0, longest / max(photo.size))
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    rgb = photo if photo.mode == "RGB" else photo.convert("RGB")  # which copies: a quarter GB
    small = rgb.resize(size, method, reducing_gap=2.0)
    small.info = {}
    file = io.BytesIO()
    small.save(file, "JPEG", quality=quality, subsampling=subsampling)
    return file.getvalue()


def photo_id(data: bytes) -> str:
    """The SHA-256 of the file's bytes in hexadecimal: the same upload is the same photo."""
    return hashlib.sha256(data).hexdigest()
