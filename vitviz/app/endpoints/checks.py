"""Two checks of the maps themselves: does a map notice randomized weights, and is it exact."""

import time

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import DENSITY, Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.maps import maps_of, methods_of, target_of
from vitviz.app.endpoints.snippets import faithfulness as code
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.invariants import LIMITS, check
from vitviz.core.attention.maps import density
from vitviz.core.attribution.rank_correlation import spearman
from vitviz.core.evaluation.weight_randomization import depths, randomized
from vitviz.core.models.load import Cnn, Vit, logits
from vitviz.core.models.predictions import probabilities, top
from vitviz.web.bundle import pack, unpack

_PASSES = 3  # of which the quickest counts: the first ones may wait for memory


def _weight_randomization(analysis: Analysis, state: ViewState) -> bytes:
    """Every map of the ViT before and after, as multiples of its mean, and their rank correlation.

    float32 (methods, rows, cols) "before" and "after". Where a map has no order, there is none.
    """
    target, pixels = target_of(analysis, state), analyses.pixels(analysis)
    depth = min(state.forget, depths(analysis.vit))
    before, other = _whole(analysis, target, state), randomized(analysis.vit, depth)
    with inference_lock.with_gradients():
        after = maps_of(other, pixels, target, state)
    with inference_lock:
        said = logits(other, pixels)
    found = [spearman(*pair) for pair in zip(before, after, strict=True)]
    index, share = top(said, 1)[0]
    header = {
        "target": target,
        "depth": depth,
        "methods": list(methods_of(analysis.trace)),
        "agreement": [None if np.isnan(each) else each for each in found],
        "probability": float(probabilities(said)[target]),
        "first": {"index": index, "probability": share},
    }
    return pack(header, {"before": density(before), "after": density(after)})


def _whole(
    analysis: Analysis, target: int, state: ViewState
) -> Float[np.ndarray, "methods rows cols"]:
    """The maps of the model as it is, made once for all depths."""

    def make() -> bytes:
        vit, pixels = analysis.vit, analyses.pixels(analysis)
        with inference_lock.with_gradients():
            maps = maps_of(vit, pixels, target, state)
        return pack({}, {"maps": maps})

    name = f"{analysis.key}/whole/{target}/{state.start}/{state.cam}"
    return unpack(analyses.blob(name, make))[1]["maps"]


def _invariants(analysis: Analysis, _: ViewState) -> bytes:
    """The worst difference of each kind with its limit and its layer; when it was measured."""
    vit, pixels = analysis.vit, analyses.pixels(analysis)
    with inference_lock:
        found = check(vit, pixels)
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
    found = []
    for _ in range(_PASSES):
        with inference_lock:
            begun = time.perf_counter()
            logits(model, pixels)
            found.append(time.perf_counter() - begun)
    return min(found)


_MAPS = Array(("methods", "rows", "cols"), "share of the map's mean", DENSITY)
_WORST = Array(("layers",), "largest absolute difference", "from what the model's own pass gives")
ENDPOINTS = {
    "weight_randomization": Endpoint(
        ("target", "start", "cam", "forget"),
        _weight_randomization,
        arrays={"before": _MAPS, "after": _MAPS},
        code=code.weight_randomization,
    ),
    "invariants": Endpoint(
        (), _invariants, arrays={"rows": _WORST, "outputs": _WORST}, code=code.invariants
    ),
    "pace": Endpoint((), _pace),
}
