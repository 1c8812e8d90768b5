"""Whatever a picture's pixels are, become 8-bit sRGB on white.

Three questions, one after the other: how do its numbers become 8 bits (deep greys are rescaled,
never clipped), which colours do they mean (an embedded ICC profile is followed, or what else the
file states; CMYK and Lab are converted), and what is seen through it (white, as on the page of a
book; a browser's dark page would make the same photo another one).

It goes band by band: several copies of the largest photo at once would be gigabytes.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, UInt16
from PIL import Image, ImageCms

from vitviz.images.deep import eight_bits
from vitviz.images.limits import bands
from vitviz.images.stated import Stated

_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION
_Change = Callable[[Image.Image], Image.Image]
_Parts = Callable[[Image.Image], tuple[Image.Image, Image.Image | None]]


@dataclass(frozen=True, eq=False)
class Colours:
    """What the numbers of a picture mean: by an ICC profile, else as stated, else as usual.

    Of a picture with 16 bits a channel, of which Pillow keeps the upper eight: `low` has the lower
    eight where they matter, and `hole` is the one colour that is transparent, in 16 bits. `drawn`:
    the box outside of which there is no picture.
    """

    profile: bytes | None = None
    stated: Stated | None = None
    low: Image.Image | None = None
    hole: tuple[int, int, int] | None = None
    drawn: tuple[int, int, int, int] | None = None


def to_rgb(image: Image.Image, colours: Colours | None = None) -> Image.Image:
    """A decoded picture of any Pillow mode -> RGB, 8 bits, sRGB, composited on white, no metadata.

    `colours`: None for what Pillow has found in the file. `deep.py` says what becomes of 16 bits
    and more; 16-bit colour has been cut to its upper 8 bits by Pillow when it was decoded.
    """
    colours = colours or Colours(image.info.get("icc_profile"))
    seen = Image.new("RGB", image.size, "white")
    change: _Change | None = None
    parts = _parts_of(image, colours.stated)
    for box in bands(image.size, colours.drawn):
        base, alpha = parts(image.crop(box))
        low = colours.low.crop(box) if colours.low else None
        if colours.hole:
            alpha = _all_but(base, low, colours.hole)
        if low is not None and colours.stated is not None:
            base = _deep(base, low, colours.stated)
        elif image.mode[0] not in "IF":  # deep greys are sRGB by now
            change = change or _change(base.mode, colours)
            base = change(base)
        seen.paste(base, box, alpha)
    return seen


def _parts_of(image: Image.Image, stated: Stated | None) -> _Parts:
    """What takes a band apart: its colours, as L, RGB, CMYK or LAB, and how opaque it is (L)."""
    if image.mode[0] not in "IF":
        return _parts
    tags = getattr(image, "tag_v2", {})
    eight = eight_bits(lambda: (image.crop(box) for box in bands(image.size)), tags, stated)
    hole = image.info.get("transparency")  # the one grey that a PNG may declare transparent

    def deep_parts(band: Image.Image) -> tuple[Image.Image, Image.Image | None]:
        values = np.asarray(band)
        grey = Image.fromarray(eight(values)).convert("RGB")
        return grey, _mask(values != hole) if isinstance(hole, int) else None

    return deep_parts


def _parts(band: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    grey = band.mode in ("1", "L", "LA", "La")
    if band.mode == "La":  # premultiplied; Pillow knows no other way out of it
        band = band.convert("LA")
    if band.has_transparency_data:
        band = band.convert("RGBA")
        return band.convert("L" if grey else "RGB"), band.getchannel("A")
    if band.mode in ("CMYK", "LAB"):
        return band, None
    return band.convert("L" if grey else "RGB"), None


def _mask(seen: Bool[np.ndarray, "rows cols"]) -> Image.Image:
    return Image.fromarray(np.where(seen, 255, 0).astype(np.uint8))


def _sixteen(high: Image.Image, low: Image.Image) -> UInt16[np.ndarray, "rows cols 3"]:
    upper = np.asarray(high).astype(np.uint16)
    return upper << 8 | np.asarray(low)[..., :3]


def _all_but(base: Image.Image, low: Image.Image | None, hole: tuple[int, ...]) -> Image.Image:
    """Opaque but where the colour is this one of 16 bits; by the upper eight without the lower."""
    if low is None:
        return _mask((np.asarray(base) != [value >> 8 for value in hole]).any(axis=2))
    return _mask((_sixteen(base, low) != hole).any(axis=2))


def _deep(high: Image.Image, low: Image.Image, stated: Stated) -> Image.Image:
    """16 bits a channel in two pictures, as sRGB."""
    values = _sixteen(high, low)
    light = stated.light(65535)[values.reshape(-1, 3)]
    return Image.fromarray(stated.to_srgb(light).reshape(values.shape))


def _change(mode: str, colours: Colours) -> _Change:
    """What makes sRGB of a band: the profile, if it can be followed, else what is stated."""
    by_profile = _by_profile(mode, colours.profile) if colours.profile or mode == "LAB" else None
    if by_profile is not None:
        return by_profile
    stated = colours.stated
    if stated is None or stated.is_srgb or mode not in ("L", "RGB"):
        return lambda band: band.convert("RGB")
    if stated.is_by_channel or mode == "L":
        table = stated.greys(255).tolist()
        return lambda band: band.point(table * len(mode)).convert("RGB")
    lights = stated.light(255)

    def by_matrix(band: Image.Image) -> Image.Image:
        values = np.asarray(band)
        return Image.fromarray(stated.to_srgb(lights[values.reshape(-1, 3)]).reshape(values.shape))

    return by_matrix


def _by_profile(mode: str, profile: bytes | None) -> _Change | None:
    srgb = ImageCms.createProfile("sRGB")
    lab = ImageCms.createProfile("LAB") if mode == "LAB" else None
    try:
        source = lab or ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
        change = ImageCms.buildTransform(source, srgb, mode, "RGB", _INTENT, _FLAGS)
        if mode == "RGB" and _changes_nothing(change):
            return lambda band: band
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return lambda band: ImageCms.applyTransform(band, change) or band


def _changes_nothing(change: ImageCms.ImageCmsTransform) -> bool:
    """Most profiles are sRGB itself: 729 colours tell, and a large photo is spared the work."""
    levels = np.linspace(0, 255, 9).round().astype(np.uint8)
    probe = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(27, 27, 3)
    seen = np.asarray(ImageCms.applyTransform(Image.fromarray(probe), change))
    return bool(np.abs(seen.astype(int) - probe).max() <= 1)
