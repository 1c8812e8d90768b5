"""Grey of more than 8 bits, as 8: 16-bit numbers, 32-bit ones and floats.

16 bits: white is the largest number its bits can say (65535, or 4095 for 12 bits in a TIFF). 32-bit
integers and floats have no agreed white: floats within [0, 1] are taken at their word, everything
else is stretched from its least to its greatest value; NaN is black.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from jaxtyping import Float, Num, UInt8
from PIL import Image

from vitviz.images.stated import Stated

_BITS, _PHOTOMETRIC, _FORMAT = 258, 262, 339
_Eight = Callable[[Num[np.ndarray, "rows cols"]], UInt8[np.ndarray, "rows cols"]]


def eight_bits(
    bands: Callable[[], Iterator[Image.Image]], tags: Mapping[int, object], stated: Stated | None
) -> _Eight:
    """What turns a band of a deep grey picture into 0 ... 255; `tags` are a TIFF's or empty.

    `bands` goes over the whole picture: what has no white is to be stretched alike everywhere.
    """
    first = np.asarray(next(bands()))
    if first.dtype.itemsize == 2:
        return _looked_up(tags, stated)
    signed = tags.get(_FORMAT, (1,)) != (1,) or _BITS not in tags
    kind = first.dtype if signed or first.dtype.kind != "i" else np.dtype(np.uint32)
    ends = [_ends(np.asarray(band).view(kind)) for band in bands()]  # Pillow knows no unsigned 32
    low, high = _scale(np.concatenate(ends))
    return lambda values: _turned(_between(values.view(kind), low, high), tags)


def _looked_up(tags: Mapping[int, object], stated: Stated | None) -> _Eight:
    bits = tags.get(_BITS, (16,))
    white = 2 ** (bits[0] if isinstance(bits, tuple) else 16) - 1
    if stated is None:
        table = np.rint(np.arange(65536) * (255 / white)).clip(0, 255).astype(np.uint8)
    else:
        table = stated.greys(65535)
    return lambda values: _turned(table[values], tags)


def _turned(
    grey: UInt8[np.ndarray, "rows cols"], tags: Mapping[int, object]
) -> UInt8[np.ndarray, "rows cols"]:
    return 255 - grey if tags.get(_PHOTOMETRIC) == 0 else grey  # Pillow leaves WhiteIsZero to us


def _scale(ends: Float[np.ndarray, " ends"]) -> tuple[float, float]:
    low, high = (float(ends.min()), float(ends.max())) if ends.size else (0.0, 0.0)
    return (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)


def _ends(values: Num[np.ndarray, "rows cols"]) -> Float[np.ndarray, " ends"]:
    """The least and the greatest of the finite values, or nothing where there are none."""
    finite = values[np.isfinite(values)].astype(np.float64)
    return np.array([finite.min(), finite.max()]) if finite.size else finite


def _between(
    values: Num[np.ndarray, "rows cols"], low: float, high: float
) -> UInt8[np.ndarray, "rows cols"]:
    with np.errstate(invalid="ignore"):  # a signalling NaN complains of being copied
        share = values.astype(np.float64) - low
    share = share / (high - low) if high > low else np.zeros_like(share)
    return np.rint(255 * np.nan_to_num(share, nan=0, posinf=1, neginf=0)).astype(np.uint8)
