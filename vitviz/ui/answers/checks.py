"""Two checks of the maps themselves: does a map notice what the model forgot, and is it exact.

What a model says in half a second is a short answer; it waits for its turn like a visitor's pass.
"""

import time

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vitviz.core.agreement import spearman
from vitviz.core.forget import depths, forgetful
from vitviz.core.invariants import LIMITS, check
from vitviz.core.maps import density
from vitviz.core.models import Cnn, Vit, logits
from vitviz.core.predictions import probabilities, top
from vitviz.explorer.bundle import pack, unpack
from vitviz.ui import store
from vitviz.ui.answer import Answer
from vitviz.ui.answers.maps import METHODS, maps_of, target_of
from vitviz.ui.choice import Choice
from vitviz.ui.store import Look

_PASSES = 3  # of which the quickest counts: the first ones may wait for memory


def _forget(look: Look, choice: Choice) -> bytes:
    """Every map of the ViT before and after, as multiples of its mean, and their rank correlation.

    float32 (methods, rows, cols) "before" and "after". Where a map has no order, there is none.
    """
    target, pixels = target_of(look, choice), store.pixels(look)
    depth = min(choice.forget, depths(look.vit))
    before, other = _whole(look, target, choice), forgetful(look.vit, depth)
    after = store.in_turn(lambda: maps_of(other, pixels, target, choice))
    said = store.in_turn(lambda: logits(other, pixels))
    found = [spearman(*pair) for pair in zip(before, after, strict=True)]
    index, share = top(said, 1)[0]
    header = {
        "target": target,
        "depth": depth,
        "methods": list(METHODS),
        "agreement": [None if np.isnan(each) else each for each in found],
        "probability": float(probabilities(said)[target]),
        "first": {"index": index, "probability": share},
    }
    return pack(header, {"before": density(before), "after": density(after)})


def _whole(look: Look, target: int, choice: Choice) -> Float[np.ndarray, "methods rows cols"]:
    """The maps of the model that has forgotten nothing, made once for all depths."""

    def make() -> bytes:
        pixels = store.pixels(look)
        maps = store.in_turn(lambda: maps_of(look.vit, pixels, target, choice))
        return pack({}, {"maps": maps})

    name = f"{look.key}/whole/{target}/{choice.start}/{choice.cam}"
    return unpack(store.blob(name, make))[1]["maps"]


def _invariants(look: Look, _: Choice) -> bytes:
    """The worst difference of each kind with its limit and its layer; when it was measured."""
    pixels = store.pixels(look)
    found = store.in_turn(lambda: check(look.vit, pixels))
    rows, outputs = (np.asarray(each, np.float32) for each in (found.rows, found.outputs))
    header = {
        "worst": found.worst,
        "limits": LIMITS,
        "layer": {"rows": int(rows.argmax()), "outputs": int(outputs.argmax())},
        "same_top": found.same_top,
        "hold": found.hold,
        "measured": time.time(),
    }
    return pack(header, {"rows": rows, "outputs": outputs})


def _pace(look: Look, _: Choice) -> bytes:
    """Seconds that one picture takes in each model, from plain passes on this photo."""
    pairs = ((look.vit, store.pixels(look)), (look.cnn, store.cnn_pixels(look)[0]))
    seconds = [_seconds(model, pixels) for model, pixels in pairs]
    return pack({"vit": seconds[0], "cnn": seconds[1]}, {})


def _seconds(model: Vit | Cnn, pixels: Tensor) -> float:
    def timed() -> float:
        begun = time.perf_counter()
        logits(model, pixels)
        return time.perf_counter() - begun

    return min(store.in_turn(timed) for _ in range(_PASSES))


ANSWERS = {
    "forget": Answer(("target", "start", "cam", "forget"), _forget),
    "invariants": Answer((), _invariants),
    "pace": Answer((), _pace),
}
