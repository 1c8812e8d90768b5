"""Light beyond the white of a page: PQ and HLG to what a screen without HDR shows.

Light is told in units of reference white, 203 cd/m² (ITU-R BT.2408), which is where a page's own
white stands. PQ states light itself (ITU-R BT.2100, table 4), HLG the light of the scene, which a
screen of 1000 cd/m² turns into its own (table 5, with its gamma of 1.2).

What lies between black and the brightest light is then pressed into black to white, as SMPTE ST
2094-50 does where a file says no more and as browsers do, so that a photo looks here as elsewhere
on such a screen: by the largest of its three channels and by one factor for all three, so that hues
stay. Up to reference white the factor is constant, at 1000 cd/m² a half; from there a parabola
leads to white.
"""

import numpy as np
from jaxtyping import Float

_WHITE = 203.0  # cd/m²
USUAL_PEAK = 1000.0  # cd/m², where a file does not say it
_LUMINANCE = np.array([0.2627, 0.6780, 0.0593], np.float32)  # of BT.2020's red, green and blue
_BEND = 0.65  # where the parabola's middle point lies between its ends


def pq_light(values: Float[np.ndarray, "*any"]) -> Float[np.ndarray, "*any"]:
    """Stored numbers in [0, 1] -> light, 1 = reference white (BT.2100's EOTF for PQ)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    root = values ** (1 / m2)
    return 10000 / _WHITE * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)


def hlg_scene(values: Float[np.ndarray, "*any"]) -> Float[np.ndarray, "*any"]:
    """Stored numbers in [0, 1] -> light of the scene in [0, 1] (BT.2100's inverse OETF)."""
    a = 0.17883277
    b, c = 1 - 4 * a, 0.5 - a * np.log(4 * a)
    return np.where(values <= 0.5, values**2 / 3, (np.exp((values - c) / a) + b) / 12)


def hlg_light(scene: Float[np.ndarray, "pixels 3"]) -> Float[np.ndarray, "pixels 3"]:
    """Light of the scene -> of a screen of 1000 cd/m², 1 = reference white (BT.2100's OOTF)."""
    return USUAL_PEAK / _WHITE * scene * (scene @ _LUMINANCE)[:, None] ** 0.2


def toned(light: Float[np.ndarray, "pixels 3"], peak: float) -> Float[np.ndarray, "pixels 3"]:
    """Light in BT.2020's primaries, 1 = reference white -> the same hues within [0, 1].

    `peak`: the brightest light, cd/m². One that is no brighter than white is left as it is.
    """
    brightest = peak / _WHITE
    if brightest <= 1:
        return light
    white = 1 - 0.5 * min(np.log(brightest) / np.log(USUAL_PEAK / _WHITE), 1)
    most = light.max(axis=1, keepdims=True)
    beyond = np.maximum(most, 1)
    return light * np.where(most <= 1, white, _parabola(beyond, white, brightest) / beyond)


def _parabola(
    most: Float[np.ndarray, "pixels 1"], white: float, brightest: float
) -> Float[np.ndarray, "pixels 1"]:
    """From (1, `white`) by a middle point to (`brightest`, 1); all that is brighter is white."""
    middle = 1 - _BEND + _BEND / white, (1 - _BEND) * white + _BEND
    a, b = 1 - 2 * middle[0] + brightest, 2 * middle[0] - 2
    c = 1 - np.minimum(most, brightest)
    t = 2 * -c / (b + np.sqrt(b * b - 4 * a * c))
    return (white - 2 * middle[1] + 1) * t * t + 2 * (middle[1] - white) * t + white
