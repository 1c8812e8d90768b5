"""Whatever a picture's pixels are, become 8-bit sRGB on white.

Three questions, one after the other: how do its numbers become 8 bits (deep greys are rescaled,
never clipped), which colours do they mean (an embedded ICC profile is followed, CMYK and Lab are
converted), and what is seen through it (white, as on the page of a book; a browser's dark page
would make the same photo another one).
"""

import io
from collections.abc import Mapping

import numpy as np
from jaxtyping import Float, Num, UInt8
from PIL import Image, ImageCms

_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION


def to_rgb(image: Image.Image) -> Image.Image:
    """A decoded picture of any Pillow mode -> RGB, 8 bits, sRGB, composited on white, no metadata.

    16-bit grey: white is the largest number its bits can say (65535, or 4095 for 12 bits in a
    TIFF). 32-bit integers and floats have no agreed white: floats within [0, 1] are taken at their
    word, everything else is stretched from its least to its greatest value; NaN is black. 16-bit
    colour has been cut to its upper 8 bits by Pillow when it was decoded.
    """
    profile = image.info.get("icc_profile")
    base, alpha = _parts(image)
    rgb = _to_srgb(base, profile)
    if alpha is not None:
        white = Image.new("RGB", rgb.size, "white")
        white.paste(rgb, mask=alpha)
        rgb = white
    rgb.info = {}
    return rgb


def _parts(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """The colours, as L, RGB, CMYK or LAB, and how opaque they are (L) unless they all are."""
    if image.mode[0] in "IF":
        return _deep_parts(image)
    grey = image.mode in ("1", "L", "LA", "La")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return image.convert("L" if grey else "RGB"), image.getchannel("A")
    if image.mode in ("CMYK", "LAB"):
        return image, None
    return image.convert("L" if grey else "RGB"), None


def _deep_parts(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    values, tags = np.asarray(image), getattr(image, "tag_v2", {})
    grey = _eight_bits(values, tags)
    hole = image.info.get("transparency")  # the one grey that a PNG may declare transparent
    if not isinstance(hole, int):
        return Image.fromarray(grey), None
    return Image.fromarray(grey), Image.fromarray(np.where(values == hole, 0, 255).astype(np.uint8))


def _eight_bits(
    values: Num[np.ndarray, "rows cols"], tags: Mapping[int, object]
) -> UInt8[np.ndarray, "rows cols"]:
    """Grey of 16 bits, 32 bits or float -> 0 ... 255; `tags` are a TIFF's, otherwise empty."""
    if values.dtype.itemsize == 2:
        bits = tags.get(258, (16,))
        white = 2 ** (bits[0] if isinstance(bits, tuple) else 16) - 1
        table = np.rint(np.arange(65536) * (255 / white)).clip(0, 255).astype(np.uint8)
        grey = table[values]
    else:
        if values.dtype.kind == "i" and tags.get(339, (1,)) == (1,) and 258 in tags:
            values = values.view(np.uint32)  # Pillow has no unsigned 32 bits
        grey = _stretched(values)
    return 255 - grey if tags.get(262) == 0 else grey  # WhiteIsZero, which Pillow leaves to us


def _stretched(values: Num[np.ndarray, "rows cols"]) -> UInt8[np.ndarray, "rows cols"]:
    """Piece by piece: all of a large picture in float64, several times over, is gigabytes."""
    pieces = np.array_split(values.ravel(), -(-values.size // 1_000_000))
    ends = np.concatenate([_ends(piece) for piece in pieces])
    low, high = (ends.min(), ends.max()) if ends.size else (0.0, 0.0)
    if low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    return np.concatenate([_between(piece, low, high) for piece in pieces]).reshape(values.shape)


def _ends(values: Num[np.ndarray, " pixels"]) -> Float[np.ndarray, " ends"]:
    """The least and the greatest of the finite values, or nothing where there are none."""
    finite = values[np.isfinite(values)].astype(np.float64)
    return np.array([finite.min(), finite.max()]) if finite.size else finite


def _between(
    values: Num[np.ndarray, " pixels"], low: float, high: float
) -> UInt8[np.ndarray, " pixels"]:
    with np.errstate(invalid="ignore"):  # a signalling NaN complains of being copied
        share = values.astype(np.float64) - low
    share = share / (high - low) if high > low else np.zeros_like(share)
    return np.rint(255 * np.nan_to_num(share, nan=0, posinf=1, neginf=0)).astype(np.uint8)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Follow the embedded profile, when it can be followed; else the usual meaning of the mode."""
    srgb = ImageCms.createProfile("sRGB")
    lab = ImageCms.createProfile("LAB") if image.mode == "LAB" else None
    try:
        source = lab or ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
        change = ImageCms.buildTransform(source, srgb, image.mode, "RGB", _INTENT, _FLAGS)
        if image.mode == "RGB" and _changes_nothing(change):
            return image
        return ImageCms.applyTransform(image, change) or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image.convert("RGB")


def _changes_nothing(change: ImageCms.ImageCmsTransform) -> bool:
    """Most profiles are sRGB itself: 729 colours tell, and a large photo is spared the work."""
    levels = np.linspace(0, 255, 9).round().astype(np.uint8)
    probe = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(27, 27, 3)
    seen = np.asarray(ImageCms.applyTransform(Image.fromarray(probe), change))
    return bool(np.abs(seen.astype(int) - probe).max() <= 1)
