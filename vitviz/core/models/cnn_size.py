"""At how many pixels a CNN looks: any CNN at another size, and the sizes that one learned at.

The filters of a CNN have a size in pixels, so it knows things at the scale that it learned them at.
A picture of twice as many pixels a side shows the same things twice as large (Touvron et al. 2019,
"Fixing the train-test resolution discrepancy").
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import torch

from vitviz.core.models.architecture import strides_of
from vitviz.core.models.load import Cnn
from vitviz.core.models.probing import noise
from vitviz.errors import SizeError

FEWEST, MOST = 32, 512  # pixels a side
BY_SIDE = "mean probability of the likeliest label over the bundled photos, by pixels a side"


class Scale(NamedTuple):
    """What a CNN's card says of sizes, in pixels a side.

    It learned at `least` to `most`. `shares` is the mean probability of its likeliest label over
    the bundled photos, by side; `surest` is the offered side (`sides`) where that is highest.
    """

    least: int
    most: int
    surest: int
    shares: Mapping[int, float]


def at_size(cnn: Cnn, side: int) -> Cnn:
    """Return the same CNN (its module is shared) for squares of `side` pixels.

    Raises SizeError("cnn_size") unless `side` is from 32 to 512 and a multiple of all strides, so
    that the cells of every map are whole, and for a network that fails there, as one with a fixed
    last layer does: it is tried once on noise.
    """
    step = _step(cnn)
    error = SizeError("cnn_size", side=side, step=step, least=FEWEST, most=MOST)
    if not FEWEST <= side <= MOST or side % step:
        raise error
    found = replace(cnn, size=(side, side))
    try:
        with torch.no_grad():
            cnn.module(noise(found.size).to(cnn.device))
    except (RuntimeError, AssertionError) as failure:  # timm's blocks assert what they take
        raise error from failure
    return found


def sides(cnn: Cnn) -> tuple[int, ...]:
    """Return the sides that are offered, the smallest first: the card's, else half and its own."""
    step, own = _step(cnn), max(cnn.size)
    half = max(FEWEST, round(own / 2 / step) * step)
    named = [size[0] for size in cnn.card.get("sizes", ((half, half),))]
    return tuple(sorted({*named, own}))


def _step(cnn: Cnn) -> int:
    return max(strides_of(cnn.module), default=1)


def scale_of(cnn: Cnn) -> Scale | None:
    """Return what the CNN's card says of the sizes that it learned at; None where it says none."""
    learned, measured = cnn.card.get("learned_at"), cnn.card.get("measured", ())
    shares = next((row["value"] for row in measured if row["what"] == BY_SIDE), None)
    if not (learned and shares):
        return None
    known = {int(side): share for side, share in shares.items()}
    offered = known.keys() & set(sides(cnn))
    if not offered:
        return None
    least, most = learned
    return Scale(least, most, max(offered, key=lambda side: known[side]), known)


def too_large(cnn: Cnn) -> Scale | None:
    """Return the scale of a CNN that now looks at more pixels than it learned at, else None."""
    known = scale_of(cnn)
    return known if known and max(cnn.size) > known.most else None
