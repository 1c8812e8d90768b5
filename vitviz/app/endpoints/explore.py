"""What the page Explore asks: layers, rollout, measures, and what can be exported."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.blobs import head_bundle, layer_bundle
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint, count, one_of
from vitviz.app.endpoints.snippets import explore as code
from vitviz.app.endpoints.tokens import grid_of, grid_of_map, map_of, maps_shown, place_in, token_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import looked_at
from vitviz.core.attention.measures import summary
from vitviz.core.attention.reference_reach import ReferenceReach, reference_reach
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import Layer, Trace, attention
from vitviz.errors import ArgumentError, CaptureError
from vitviz.web.bundle import pack


def _layer(analysis: Analysis, _: ViewState, *, layer: int) -> bytes:
    """One layer's half-precision queries and keys (web/payload.py)."""
    return layer_bundle(analysis, _there(analysis, layer))


def _head(analysis: Analysis, _: ViewState, *, layer: int, head: int) -> bytes:
    """The same of one head, with an axis of length 1: on a phone one is looked at first."""
    return head_bundle(analysis, _there(analysis, layer), head)


def _there(analysis: Analysis, layer: int) -> int:
    """The layer's index. Raises ArgumentError."""
    number = len(analysis.trace.layers)
    if layer >= number:
        raise ArgumentError("out_of_range", argument="layer", rule=f"below {number}", got=layer)
    return layer


def _rollout_rows(analysis: Analysis, state: ViewState, *, queries: str) -> bytes:
    """float32 "rows" (queries, tokens): of every query, or of what the head reads."""
    asked = None if queries == "all" else "pooling"
    return pack({}, {"rows": _float32(_rolled(analysis.trace, asked, state))})


def _measures(analysis: Analysis, _: ViewState) -> bytes:
    """float32 "entropy" and "reach" (layers, heads), means over the patches' queries.

    "layers" are the rows' layers, "uniform_reach" is the reach of even attention, "even_reach" in
    each layer to what its queries see, and "width" the model's picture's, in its pixels; NaN where
    a layer has fewer heads than another. Where there is a table of many photos for these weights at
    this size, "mean_reach" and its deviation stand beside them, and "mean_over" tells of which
    photos; else that is None.
    """
    found, usual = summary(analysis.trace), reference_of(analysis)
    arrays = {"entropy": found.entropy, "reach": found.reach}
    about = {"layers": list(found.layers), "uniform_reach": found.uniform_reach}
    about["even_reach"] = list(found.even_reach)
    over: dict[str, object] | None = None
    if usual and usual.layers == found.layers:
        arrays |= {"mean_reach": usual.mean, "mean_reach_deviation": usual.deviation}
        over = {"photos": usual.photos, "bundled": usual.bundled, "command": usual.command}
    return pack({**about, "width": found.width, "mean_over": over}, arrays)


def reference_of(analysis: Analysis) -> ReferenceReach | None:
    """The table of many photos for the model of this analysis as it is, if there is one."""
    spec = analysis.spec
    return reference_reach(spec.model, analysis.trace.size) if spec.weights == "published" else None


def _attention(analysis: Analysis, state: ViewState) -> bytes:
    """float32 (heads, tokens) for each layer: the query's row, or its column.

    The tokens are the layer's own; a layer that has none of the query is left out.
    """
    trace = analysis.trace
    token = token_of(state.query, trace)
    arrays = {}
    for index, layer in enumerate(trace.layers):
        place = place_in(layer, trace, token, state.by)
        if place is not None:
            arrays[f"layer_{index}"] = _float32(_weights(layer, place, state))
    header = {"token": token, "grid": trace.grid, "prefix": trace.prefix}
    if not trace.one_grid:
        header["grids"] = {
            f"layer_{k}": grid_of(layer, state.by) for k, layer in enumerate(trace.layers)
        }
    return pack(header, arrays)


def _shown(analysis: Analysis, state: ViewState) -> bytes:
    """float32 (tokens): the large map as it is shown, of two pins both and "a" less "b"."""
    trace, asked = analysis.trace, maps_shown(state)
    grids = {name: grid_of_map(trace, state, at) for name, at in asked.items()}
    if len(set(grids.values())) > 1:
        raise CaptureError("unequal_grids", grids=list(grids.values()))
    arrays = {name: _float32(single_map(trace, state, at)) for name, at in asked.items()}
    if state.show == "diff":
        arrays["difference"] = arrays["a"] - arrays["b"]
    grid = grids[next(iter(asked))]
    return pack({"shown": asked, "grid": grid, "prefix": trace.prefix}, arrays)


def single_map(trace: Trace, state: ViewState, at: str) -> Float[torch.Tensor, " tokens"]:
    """The weights of one "query@head"."""
    asked = map_of(at, trace, state.by)
    if asked.layer is None and state.by == "row":
        return _rolled(trace, [asked.token], state)[0]
    if asked.layer is None:
        return _rolled(trace, None, state)[:, asked.token]
    weights = _weights(trace.layers[asked.layer], asked.place, state)
    return weights.mean(0) if asked.head is None else weights[asked.head]


def _weights(layer: Layer, place: int, state: ViewState) -> Float[torch.Tensor, "heads tokens"]:
    """The row or column of the layer's token at `place`."""
    made = attention if state.by == "row" else looked_at
    return made(layer, [place])[:, 0]


def _rollout(analysis: Analysis, state: ViewState) -> bytes:
    """float32 (tokens): the row of what the head reads."""
    rows = _rolled(analysis.trace, "pooling", state)
    grid, prefix = analysis.trace.grid, analysis.trace.prefix
    return pack({"grid": grid, "prefix": prefix}, {"rollout": _float32(rows[0])})


def _predictions(analysis: Analysis, _: ViewState) -> bytes:
    """float32 (classes): the logits of both models, each over labels of its own."""
    header = {"vit_labels": analysis.vit.labels, "cnn_labels": analysis.cnn.labels}
    logits = {"vit_logits": analysis.trace.logits, "cnn_logits": analysis.cnn_logits}
    return pack(header, {name: _float32(values) for name, values in logits.items()})


def _rolled(
    trace: Trace, queries: Sequence[int] | Literal["pooling"] | None, state: ViewState
) -> Float[torch.Tensor, "queries tokens"]:
    return rollout(
        trace,
        queries,
        fusion=state.fusion,
        residual=state.residual,
        discard=state.discard,
    )


def _float32(tensor: torch.Tensor) -> np.ndarray:
    return tensor.float().cpu().numpy()


_SUMS = "by=row: the query's weights, which sum to 1; by=column: each query's weight on the token"
_WEIGHTS = Array(("tokens",), "attention weight", _SUMS)
_LAYER = {
    "lse": Array(("heads", "queries"), "log of a sum of exp(scores)", "from the rounded values"),
    "queries": Array(("heads", "queries", "numbers"), "query", "times 1 / sqrt(numbers)"),
    "keys": Array(("heads", "tokens", "numbers"), "key", "less the head's mean key"),
    "means": Array(("heads", "numbers"), "key", "the head's mean key"),
    "bias": Array(
        ("heads", "queries", "tokens"),
        "added to the scores",
        in_windows=("kinds", "heads", "positions", "other_positions"),
    ),
    "places": Array(("windows", "positions"), "the token that asks here, from 0"),
    "looked": Array(("windows", "other_positions"), "the token that is looked at here, from 0"),
    "kinds": Array(("windows",), "the window's bias, from 0"),
}
_SHOWN = {
    "weights": _WEIGHTS,
    "a": _WEIGHTS,
    "b": _WEIGHTS,
    "difference": Array(("tokens",), "attention weight", "pin A less pin B"),
}
_WALL = {"layer_*": Array(("heads", "tokens"), "attention weight", _SUMS)}
_PIXEL = "pixel of the model's picture"
_MEASURES = {
    "entropy": Array(("layers", "heads"), "nat", "mean over the patches' queries"),
    "reach": Array(("layers", "heads"), _PIXEL, "mean over the patches"),
    "mean_reach": Array(("layers", "heads"), _PIXEL, "mean over many photos"),
    "mean_reach_deviation": Array(("layers", "heads"), _PIXEL, "standard deviation over photos"),
}
_LOGITS = {
    "vit_logits": Array(("classes",), "logit"),
    "cnn_logits": Array(("cnn_classes",), "logit"),
}
_ROWS = {"rows": Array(("asked", "tokens"), "rollout weight", "a row of each query asked for")}
_ROLLED = Array(("tokens",), "rollout weight", "sums to 1 over all tokens")
_ROLLOUT = ("fusion", "residual", "discard")
ENDPOINTS = {
    "layer": Endpoint((), _layer, "first", {"layer": count}, _LAYER),
    "head": Endpoint((), _head, "first", {"layer": count, "head": count}, _LAYER),
    "rollout_rows": Endpoint(
        _ROLLOUT, _rollout_rows, "first", {"queries": one_of("all", "pooling")}, _ROWS
    ),
    "measures": Endpoint((), _measures, "first", arrays=_MEASURES, code=code.measures),
    "attention": Endpoint(("query", "by"), _attention, arrays=_WALL, code=code.wall),
    "shown": Endpoint(
        ("query", "head", "by", "a", "b", "show", *_ROLLOUT),
        _shown,
        arrays=_SHOWN,
        code=code.shown,
    ),
    "rollout": Endpoint(_ROLLOUT, _rollout, arrays={"rollout": _ROLLED}, code=code.rollout),
    "predictions": Endpoint((), _predictions, arrays=_LOGITS, code=code.predictions),
}
