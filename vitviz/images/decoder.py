"""From the bytes of an upload to an upright photo, and back to a JPEG for the page.

Bytes come from strangers. What they are is told by their head (`formats`), what they would cost by
their header, and only then a single plugin decodes them; whatever it raises ends as an ImageError
with a reason. The photo that comes out is RGB, upright and without metadata, so nothing of the file
but its pixels travels on.

Large JPEGs are decoded in full although libjpeg could hand out an eighth of them sooner: a reduced
photo has ceil(width / 8) columns, so a pixel of it is not exactly eight of the original's, and the
model would see another resampling than the one it was measured with.
"""

import hashlib
import io

from PIL import Image

from vitviz.errors import ImageError
from vitviz.images.colour import to_rgb
from vitviz.images.endings import ends_early
from vitviz.images.formats import check_size, open_header, recognise
from vitviz.images.quiet import quiet

MAX_BYTES = 25_000_000
MAX_PIXELS = 64_000_000

_TURNS = {  # EXIF 2.32, tag 0x0112: what makes the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(data: bytes, *, max_bytes: int = MAX_BYTES, max_pixels: int = MAX_PIXELS) -> Image.Image:
    """Bytes of a JPEG, PNG, GIF, WebP, BMP, TIFF, AVIF or HEIC file -> the photo.

    Returns RGB, 8 bits, sRGB, upright, without metadata; what is transparent is shown on white, of
    several pictures the first. `colour.to_rgb` says what becomes of 16 bits and more.

    Raises ImageError, and nothing else: "empty", "too_many_bytes" (size, limit), "not_an_image",
    "unsupported_format" (format), "too_many_pixels" (limit; width and height where known),
    "too_costly" (format, part, count, limit), "truncated" (format), "damaged" (format, detail).
    """
    if not data:
        raise ImageError("empty")
    if len(data) > max_bytes:
        raise ImageError("too_many_bytes", size=len(data), limit=max_bytes)
    name = recognise(data)
    try:
        with quiet:
            return _photo(data, name, max_pixels)
    except ImageError:
        raise
    except Image.DecompressionBombError as error:
        raise ImageError("too_many_pixels", limit=max_pixels) from error
    except Exception as error:  # a plugin may raise anything at all
        raise _refusal(error, data, name) from error


def _photo(data: bytes, name: str, max_pixels: int) -> Image.Image:
    image = open_header(data, name, max_pixels)
    image.load()
    check_size(image.size, max_pixels)  # once more: HEIF may find another size while decoding
    turn = _TURNS.get(_orientation(image))
    photo = to_rgb(image)
    return photo if turn is None else photo.transpose(turn)


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 (upright) when there is none or its block cannot be read."""
    try:
        return image.getexif().get(0x0112, 1)
    except Exception:  # noqa: BLE001  broken metadata is no reason to refuse a picture
        return 1


def _refusal(error: Exception, data: bytes, name: str) -> ImageError:
    words = str(error).lower()
    if "unknown pixel mode" in words:  # a TIFF of a variety that Pillow does not read
        return ImageError("unsupported_format", format=name)
    if ends_early(data, name) or isinstance(error, EOFError) or "truncated" in words:
        return ImageError("truncated", format=name)
    return ImageError("damaged", format=name, detail=f"{type(error).__name__}: {error}")


def shown(photo: Image.Image, longest: int = 1024) -> bytes:
    """JPEG of an RGB photo for the page: no side above `longest` pixels, no metadata.

    Never enlarged; the shorter side is rounded to whole pixels and at least 1.
    """
    scale = min(1.0, longest / max(photo.size))
    size = (max(1, round(photo.width * scale)), max(1, round(photo.height * scale)))
    rgb = photo if photo.mode == "RGB" else photo.convert("RGB")  # which copies: a quarter GB
    small = rgb.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info = {}
    file = io.BytesIO()
    small.save(file, "JPEG", quality=90, subsampling=0)
    return file.getvalue()


def photo_id(data: bytes) -> str:
    """The SHA-256 of the file's bytes in hexadecimal: the same upload is the same photo."""
    return hashlib.sha256(data).hexdigest()
