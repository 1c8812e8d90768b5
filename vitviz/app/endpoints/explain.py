"""What the page Explain asks for its wall: the maps of why the models say a class.

One pass forward and one back give the attention gradients, another pair every Grad-CAM of the
ViT. All starts of generic relevance and all layers of Grad-CAM come at once, so that the
browser's sliders ask nothing. Two classes share the pass of the attention gradients. A model on
several grids has those maps that go through no layers but the last stage's.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.maps import (
    OF_CNN,
    against_of,
    meaning_of,
    methods_of,
    name_of,
    target_of,
)
from vitviz.app.endpoints.snippets import explain as code
from vitviz.app.state.view_state import METHODS, ViewState
from vitviz.core.attention.maps import density, to_grid
from vitviz.core.attention.rollout import rollout
from vitviz.core.attribution.gradcam import gradcam, gradcam_of_each, onto
from vitviz.core.attribution.gradients import Gradients, gradients_of_each
from vitviz.core.attribution.rank_correlation import agreements
from vitviz.core.attribution.relevance import (
    class_attention,
    gradient_rollout_of,
    relevance_of_each,
)
from vitviz.core.framing import Framing
from vitviz.core.models.load import Vit
from vitviz.core.perturbation.importance import spread
from vitviz.web.bundle import pack

Maps = dict[str, Float[np.ndarray, "maps rows cols"]]


def _explain(analysis: Analysis, state: ViewState) -> bytes:
    """Raw maps float32 (maps, rows, cols) of each method, in its own unit; "against_..." likewise.

    "relevance" has a map for each first layer, "gradcam" one for each of "layers", every other
    method one. "agreement" is the rank correlation of all these in the order of the methods, where
    two classes are contrasted that of the differences of their densities; the CNN's map is taken at
    the centres of the cells of the ViT's. NaN where a map has no order.
    """
    target, against = target_of(analysis, state), against_of(analysis, state)
    classes = [target] if against is None else [target, against]
    cnn_pixels, cnn_framing = analyses.cnn_pixels(analysis)
    vit, pixels = analysis.vit, analyses.pixels(analysis)
    with inference_lock.with_gradients():
        found = gradients_of_each(vit, pixels, classes)
    each = [_maps(analysis, pixels, cnn_pixels, one) for one in found]
    arrays = dict(each[0])
    if against is not None:
        arrays |= {f"against_{method}": maps for method, maps in each[1].items()}
    layers, *grid = each[0]["gradcam"].shape
    framing = replace(analysis.framing, cells=(grid[0], grid[1]))
    seen = _compared(each, cnn_framing, framing)
    arrays["agreement"] = agreements(list(seen)).astype(np.float32)
    header = {
        "target": target,
        "against": against,
        "labels": [name_of(analysis.vit, one) for one in classes],
        "meaning": [list(meaning_of(analysis, one)) for one in classes],
        "methods": list(each[0]),
        "counts": [len(maps) for maps in each[0].values()],
        "layers": list(_layers(vit, layers)),
    }
    return pack(header | _crop(cnn_framing, framing), arrays)


def _layers(vit: Vit, count: int) -> range:
    """Which layers have a Grad-CAM: the last ones, of which an attention pool is none."""
    layers = sum(call.kind != "pool" for call in vit.calls)
    return range(layers - count, layers)


def _crop(cnn_framing: Framing, framing: Framing) -> dict[str, object]:
    """What the CNN sees of the photo, and how many cells of the ViT's maps are in it."""
    seen = onto(np.ones((1, 1), np.float32), cnn_framing, framing)
    return {"cnn_box": list(cnn_framing.box), "common": int(np.isfinite(seen).sum())}


@torch.no_grad()
def _maps(analysis: Analysis, pixels: Tensor, cnn_pixels: Tensor, found: Gradients) -> Maps:
    """Every method's maps for the class of `found`; none of a CNN that has no such class.

    What is not defined of this model is left out.

    Each method takes the inference lock by itself: at 448 px all take seconds.
    """
    trace, vit, cnn = found.trace, analysis.vit, analysis.cnn
    there = {*methods_of(trace), OF_CNN}
    makers: dict[str, Callable[[], np.ndarray]] = {
        "attention": lambda: class_attention(trace)[None],
        "rollout": lambda: to_grid(rollout(trace, "pooling"), trace.grid, trace.prefix),
        "gradient_rollout": lambda: gradient_rollout_of(found)[None],
        "relevance": lambda: relevance_of_each(found),
        "gradcam": lambda: gradcam_of_each(vit, pixels, found.target),
    }
    meaning = meaning_of(analysis, found.target)
    if meaning:
        makers[OF_CNN] = lambda: gradcam(cnn, cnn_pixels, meaning)[None]
    maps: Maps = {}
    for method in METHODS:
        if method in makers and method in there:
            keeps_graph = method in ("gradcam", OF_CNN)
            with inference_lock.with_gradients() if keeps_graph else inference_lock:
                maps[method] = makers[method]()
    return maps


def _compared(
    each: list[Maps], cnn_framing: Framing, framing: Framing
) -> Float[np.ndarray, "maps rows cols"]:
    """All that is compared, at the ViT's cells: maps, or differences of two classes' densities.

    A map becomes a density without a change of its order.
    """
    parts = []
    for method, maps in each[0].items():
        shown = maps if len(each) == 1 else _difference(maps, each[1][method])
        if method == OF_CNN:
            shown = np.stack([onto(single, cnn_framing, framing) for single in shown])
        elif shown.shape[1:] != framing.grid:
            shown = np.stack([spread(single, framing.grid) for single in shown])
        parts.append(shown)
    return np.concatenate(parts)


def _difference(
    one: Float[np.ndarray, "maps rows cols"], other: Float[np.ndarray, "maps rows cols"]
) -> Float[np.ndarray, "maps rows cols"]:
    """Density less density; NaN where either class has no signal."""
    both = one.any(axis=(1, 2), keepdims=True) & other.any(axis=(1, 2), keepdims=True)
    return np.where(both, density(one) - density(other), np.float32("nan"))


_AGREE = "of the maps; where two classes are contrasted, of the differences of their densities"
_WEIGHT = "attention weight of the patches; with the prefix tokens' share they sum to 1"
_OF_EACH = {
    "attention": Array(("one", "rows", "cols"), _WEIGHT),
    "rollout": Array(("one", "rows", "cols"), _WEIGHT),
    "gradient_rollout": Array(("one", "rows", "cols"), "share in what the head reads"),
    "relevance": Array(("layers", "rows", "cols"), "logit", "a map for each first layer"),
    "gradcam": Array(("layers", "rows", "cols"), "logit", "a map for each layer"),
    "gradcam_cnn": Array(("one", "cnn_rows", "cnn_cols"), "logit"),
}
_ARRAYS = {
    **_OF_EACH,
    **{f"against_{method}": each for method, each in _OF_EACH.items()},
    "agreement": Array(("maps", "other_maps"), "rank correlation (Spearman), -1 to 1", _AGREE),
}
ENDPOINTS = {
    "explain": Endpoint(("target", "against"), _explain, arrays=_ARRAYS, code=code.explain)
}
