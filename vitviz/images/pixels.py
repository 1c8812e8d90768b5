"""The pixels of a file, decoded by its plugin, as Pillow has them."""

from hashlib import blake2b

from PIL import Image, ImageFile

from vitviz.errors import ImageError
from vitviz.images.formats import open_header
from vitviz.images.intake import Intake
from vitviz.images.jpeg import END
from vitviz.images.limits import bands, check_size

_MOST_DEEP = 40_000_000  # pixels whose lower bytes are held as well


def loaded(intake: Intake, name: str, max_pixels: int) -> ImageFile.ImageFile:
    """The picture as the plugin decodes it, a GIF's frame still smaller than its screen.

    A JPEG without its end is decoded twice, the second time with noise for what may be missing:
    two unlike pictures miss rows. Raises ImageError "truncated" (format) then, whatever
    `open_header` does, and whatever the plugin raises.
    """
    max_pixels = min(max_pixels, intake.most_pixels or max_pixels)
    if not intake.tail:
        return _load(intake.data, name, max_pixels)
    ended = _fingerprint(_load(intake.data + END, name, max_pixels))
    image = _load(intake.data + intake.tail + END, name, max_pixels)
    if _fingerprint(image) != ended:
        raise ImageError("truncated", format=name)
    return image


def low_bytes(intake: Intake, size: tuple[int, int], max_pixels: int) -> Image.Image | None:
    """The lower byte of each channel of a PNG of 16 bits, where Pillow's upper ones are too few.

    The rows are unpacked once more as if their bytes stood the other way round.
    """
    if not intake.low_bytes or size[0] * size[1] > _MOST_DEEP:
        return None
    image = open_header(intake.data, "PNG", max_pixels)
    tile = image.tile[0]
    other = str(tile.args).replace("16B", "16L")
    if other not in ("RGB;16L", "RGBA;16L"):
        return None
    image.tile = [tile._replace(args=other)]
    image.load()
    return image


def _load(data: bytes, name: str, max_pixels: int) -> ImageFile.ImageFile:
    image = open_header(data, name, max_pixels)
    image.load()
    check_size(image.size, max_pixels)  # once more: HEIF may find another size while decoding
    return image


def _fingerprint(image: Image.Image) -> bytes:
    found = blake2b()
    for box in bands(image.size):
        found.update(image.crop(box).tobytes())
    return found.digest()
