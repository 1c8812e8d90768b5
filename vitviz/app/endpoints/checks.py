"""Two checks of the maps themselves: does a map notice what the model forgot, and is it exact.

What a model says in half a second is a short answer; it waits for its turn like a visitor's pass.
"""

import time

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.maps import METHODS, maps_of, target_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.invariants import LIMITS, check
from vitviz.core.attention.maps import density
from vitviz.core.attribution.rank_correlation import spearman
from vitviz.core.evaluation.weight_randomization import depths, randomized
from vitviz.core.models.load import Cnn, Vit, logits
from vitviz.core.models.predictions import probabilities, top
from vitviz.web.bundle import pack, unpack

_PASSES = 3  # of which the quickest counts: the first ones may wait for memory


def _forget(analysis: Analysis, state: ViewState) -> bytes:
    """Every map of the ViT before and after, as multiples of its mean, and their rank correlation.

    float32 (methods, rows, cols) "before" and "after". Where a map has no order, there is none.
    """
    target, pixels = target_of(analysis, state), analyses.pixels(analysis)
    depth = min(state.forget, depths(analysis.vit))
    before, other = _whole(analysis, target, state), randomized(analysis.vit, depth)
    after = analyses.in_turn(lambda: maps_of(other, pixels, target, state))
    said = analyses.in_turn(lambda: logits(other, pixels))
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


def _whole(
    analysis: Analysis, target: int, state: ViewState
) -> Float[np.ndarray, "methods rows cols"]:
    """The maps of the model that has forgotten nothing, made once for all depths."""

    def make() -> bytes:
        pixels = analyses.pixels(analysis)
        maps = analyses.in_turn(lambda: maps_of(analysis.vit, pixels, target, state))
        return pack({}, {"maps": maps})

    name = f"{analysis.key}/whole/{target}/{state.start}/{state.cam}"
    return unpack(analyses.blob(name, make))[1]["maps"]


def _invariants(analysis: Analysis, _: ViewState) -> bytes:
    """The worst difference of each kind with its limit and its layer; when it was measured."""
    pixels = analyses.pixels(analysis)
    found = analyses.in_turn(lambda: check(analysis.vit, pixels))
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


def _pace(analysis: Analysis, _: ViewState) -> bytes:
    """Seconds that one picture takes in each model, from plain passes on this photo."""
    pairs = (
        (analysis.vit, analyses.pixels(analysis)),
        (analysis.cnn, analyses.cnn_pixels(analysis)[0]),
    )
    seconds = [_seconds(model, pixels) for model, pixels in pairs]
    return pack({"vit": seconds[0], "cnn": seconds[1]}, {})


def _seconds(model: Vit | Cnn, pixels: Tensor) -> float:
    def timed() -> float:
        begun = time.perf_counter()
        logits(model, pixels)
        return time.perf_counter() - begun

    return min(analyses.in_turn(timed) for _ in range(_PASSES))


ENDPOINTS = {
    "forget": Endpoint(("target", "start", "cam", "forget"), _forget),
    "invariants": Endpoint((), _invariants),
    "pace": Endpoint((), _pace),
}
