"""Colours that a file states by numbers instead of a profile, as sRGB.

PNG states a gamma and chromaticities (gAMA, cHRM) or code points (cICP), AVIF and HEIC code points
(nclx): red, green, blue and white as CIE xy, and how a stored number becomes light. The codes are
those of ITU-T H.273, tables 2 and 3. Another white is adapted to by Bradford's matrix; what lies
outside sRGB is cut off channel by channel, as a matrix profile would do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from jaxtyping import Float, UInt8

from vitviz.images import hdr

_UNSAID = 2
_D65 = (0.3127, 0.3290)
_C = (0.310, 0.316)
SRGB = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, *_D65)
_BT2020 = (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *_D65)
_SMPTE170 = (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65)
_PRIMARIES: Mapping[int, tuple[float, ...]] = {  # H.273, table 2: x, y of red, green, blue, white
    1: SRGB,
    _UNSAID: SRGB,
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, *_C),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *_D65),
    6: _SMPTE170,
    7: _SMPTE170,
    8: (0.681, 0.319, 0.243, 0.692, 0.145, 0.049, *_C),
    9: _BT2020,
    11: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351),
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *_D65),
    22: (0.630, 0.340, 0.295, 0.605, 0.155, 0.077, *_D65),
}
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
_SRGB_CURVE, _PQ, _HLG = 13, 16, 18
_TELEVISION = (1, 6, 11, 12, 14, 15)  # BT.709 and its kin, shown by the curve of BT.1886
_EXPONENTS = 0.2, 5.0  # anything beyond is no picture's
_STEPS = 16384  # of light, in which sRGB's curve is looked up: by its square root, see `_stored`


def _srgb_light(v: np.ndarray) -> np.ndarray:
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def _smpte240_light(v: np.ndarray) -> np.ndarray:
    return np.where(v < 0.0913, v / 4.0, ((v + 0.1115) / 1.1115) ** (1 / 0.45))


_CURVES: Mapping[int, Callable[[np.ndarray], np.ndarray]] = {  # H.273, table 3: number -> light
    4: lambda v: v**2.2,
    5: lambda v: v**2.8,
    7: _smpte240_light,
    8: lambda v: v,
    9: lambda v: np.where(v > 0, 10 ** (2 * (v - 1)), 0.0),
    10: lambda v: np.where(v > 0, 10 ** (2.5 * (v - 1)), 0.0),
    17: lambda v: np.minimum(v**2.6 * (52.37 / 48), 1.0),
    _PQ: hdr.pq_light,
    _HLG: hdr.hlg_scene,
    _SRGB_CURVE: _srgb_light,
} | dict.fromkeys(_TELEVISION, lambda v: v**2.4)


@dataclass(frozen=True)
class Stated:
    """What the numbers of a picture mean: x and y of red, green, blue and white, and their curve.

    `transfer` is a code of H.273; where `exponent` is above 0, light is the number to that power
    instead. `narrow`: black is 16 and white 235 of 255. `peak`: the brightest light of PQ, cd/m².
    ValueError where the three span nothing.
    """

    primaries: tuple[float, ...] = SRGB
    transfer: int = _SRGB_CURVE
    exponent: float = 0.0
    narrow: bool = False
    peak: float = hdr.USUAL_PEAK

    def __post_init__(self) -> None:
        if self.transfer not in _CURVES or len(self.primaries) != 8:
            raise ValueError(f"no such curve or primaries: {self}")
        _to_xyz(self.primaries)

    @property
    def is_hdr(self) -> bool:
        """Whether its light goes beyond a page's white, so that it must be tone-mapped."""
        return self.transfer in (_PQ, _HLG) and not self.exponent

    @property
    def is_srgb(self) -> bool:
        """Whether the numbers are sRGB's as they are."""
        return replace(self, peak=Stated.peak) == Stated()

    @property
    def is_by_channel(self) -> bool:
        """Whether each channel becomes sRGB's by itself."""
        return self.primaries == SRGB and not self.is_hdr

    def greys(self, most: int) -> UInt8[np.ndarray, " numbers"]:
        """What each of the numbers 0 ... `most` becomes where all three channels have it."""
        light = self.light(most)
        return self.to_srgb(np.stack([light, light, light], axis=1))[:, 1]

    def light(self, most: int) -> Float[np.ndarray, " numbers"]:
        """What each of the numbers 0 ... `most` means as light, of the scene for HLG."""
        values = np.arange(most + 1) / most
        if self.narrow:
            values = ((values * 255 - 16) / 219).clip(0, 1)
        seen = values**self.exponent if self.exponent else _CURVES[self.transfer](values)
        return seen.astype(np.float32)

    def to_srgb(self, light: Float[np.ndarray, "pixels 3"]) -> UInt8[np.ndarray, "pixels 3"]:
        """Light of the three channels, as `light` gives it -> sRGB, 0 ... 255."""
        if self.is_hdr:
            if self.transfer == _HLG:
                light = hdr.hlg_light(light)
            wide = np.maximum(light @ _between(self.primaries, _BT2020), 0)
            light = hdr.toned(wide, self.peak) @ _between(_BT2020, SRGB)
        elif self.primaries != SRGB:
            light = light @ _between(self.primaries, SRGB)
        return _stored(light)


def from_codes(
    primaries: int, transfer: int, *, narrow: bool = False, brightest: float = 0
) -> Stated | None:
    """H.273's codes -> what they state; None for reserved ones and where no curve is said.

    `brightest`: cd/m², 0 where the file does not say it.
    """
    corners = _PRIMARIES.get(primaries)
    if corners is None or transfer not in _CURVES:
        return None
    peak = float(brightest) if brightest and transfer == _PQ else hdr.USUAL_PEAK
    return Stated(corners, transfer, narrow=narrow, peak=peak)


def from_curve(exponent: float, primaries: tuple[float, ...] = ()) -> Stated | None:
    """An exponent and perhaps chromaticities -> what they state; None for nonsense.

    2.2 by itself is what programs write for sRGB, and means that.
    """
    if not _EXPONENTS[0] <= exponent <= _EXPONENTS[1]:
        return None
    if not primaries and abs(exponent - 2.2) < 0.01:
        return Stated()
    try:
        return Stated(primaries or SRGB, exponent=exponent)
    except ValueError:
        return Stated(exponent=exponent)


@cache
def _to_xyz(primaries: tuple[float, ...]) -> Float[np.ndarray, "3 3"]:
    """Light in these primaries -> CIE XYZ in which white is D65, Y = 1. ValueError."""
    xy = np.array(primaries).reshape(4, 2)
    if not (np.isfinite(xy).all() and (xy[3] > 0.05).all() and (xy[:, 1] >= 0).all()):
        raise ValueError(f"no primaries: {primaries}")
    x, y = xy.T
    corners = np.stack([x, y, 1 - x - y])[:, :3]
    if abs(np.linalg.det(corners)) < 1e-3:
        raise ValueError(f"no three colours: {primaries}")
    white = np.array([x[3], y[3], 1 - x[3] - y[3]]) / y[3]
    d65 = np.array([_D65[0], _D65[1], 1 - sum(_D65)]) / _D65[1]
    seen = np.diag((_BRADFORD @ d65) / (_BRADFORD @ white))
    matrix = corners * np.linalg.solve(corners, white)
    return np.linalg.inv(_BRADFORD) @ seen @ _BRADFORD @ matrix


@cache
def _between(source: tuple[float, ...], target: tuple[float, ...]) -> Float[np.ndarray, "3 3"]:
    """What light in rows of three channels is multiplied with, from the right."""
    return np.linalg.solve(_to_xyz(target), _to_xyz(source)).T.astype(np.float32)


@cache
def _table() -> UInt8[np.ndarray, " steps"]:
    light = (np.arange(_STEPS) / (_STEPS - 1)) ** 2
    curve = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(255 * curve).astype(np.uint8)


def _stored(light: Float[np.ndarray, "pixels 3"]) -> UInt8[np.ndarray, "pixels 3"]:
    """Light, 1 = white -> sRGB. Looked up by its root, along which the curve is nearly straight."""
    return _table()[np.rint(np.sqrt(light.clip(0, 1)) * (_STEPS - 1)).astype(np.intp)]
