"""What the page Explore asks: layers, rollout, measures, and what can be exported."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.blobs import layer_bundle
from vitviz.app.endpoints.endpoint import Endpoint, count, one_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import looked_at
from vitviz.core.attention.measures import summary
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import Layer, Trace, attention
from vitviz.errors import ArgumentError
from vitviz.web.bundle import pack


def _layer(analysis: Analysis, _: ViewState, *, layer: int) -> bytes:
    """One layer's half-precision queries and keys (web/payload.py)."""
    number = len(analysis.trace.layers)
    if layer >= number:
        raise ArgumentError("out_of_range", argument="layer", rule=f"below {number}", got=layer)
    return layer_bundle(analysis, layer)


def _rollout_rows(analysis: Analysis, state: ViewState, *, queries: str) -> bytes:
    """float32 "rows" (queries, tokens): of every query, or of what the head reads."""
    asked = None if queries == "all" else "pooling"
    return pack({}, {"rows": _float32(_rolled(analysis.trace, asked, state))})


def _measures(analysis: Analysis, _: ViewState) -> bytes:
    """float32 "entropy" and "reach" (layers, heads), means over the patches' queries.

    "layers" are the rows' layers; NaN where a layer has fewer heads than another.
    """
    found = summary(analysis.trace)
    arrays = {"entropy": found.entropy, "reach": found.reach}
    return pack({"layers": list(found.layers)}, arrays)


def _attention(analysis: Analysis, state: ViewState) -> bytes:
    """float32 (heads, tokens) for each layer: the query's row, or its column.

    The tokens are the layer's own; a layer that has none of the query is left out.
    """
    trace = analysis.trace
    token = token_of(state.query, trace)
    arrays = {}
    for index, layer in enumerate(trace.layers):
        weights = _weights(trace, layer, token, state)
        if weights is not None:
            arrays[f"layer_{index}"] = _float32(weights)
    return pack({"token": token, "grid": trace.grid, "prefix": trace.prefix}, arrays)


def _shown(analysis: Analysis, state: ViewState) -> bytes:
    """float32 (tokens): the large map as it is shown, of two pins both and "a" less "b"."""
    trace = analysis.trace
    pins = {"a": state.a, "b": state.b}
    if state.show == "diff":
        asked = pins
    else:
        asked = {"weights": pins.get(state.show) or f"{state.query}@{state.head}"}
    arrays = {name: _float32(_single(analysis, state, at)) for name, at in asked.items()}
    if state.show == "diff":
        arrays["difference"] = arrays["a"] - arrays["b"]
    return pack({"shown": asked, "grid": trace.grid, "prefix": trace.prefix}, arrays)


def _single(analysis: Analysis, state: ViewState, at: str) -> Float[torch.Tensor, " tokens"]:
    """The weights of one "query@head"; what the model does not have is its first or last one."""
    trace = analysis.trace
    query, _, head = at.partition("@")
    token = token_of(query, trace)
    if head == "rollout":
        if state.by == "row":
            return _rolled(trace, [token], state)[0]
        return _rolled(trace, None, state)[:, token]
    number, _, name = head.partition(".")
    layer = trace.layers[min(int(number or len(trace.layers)), len(trace.layers) - 1)]
    weights = _weights(trace, layer, token, state)
    if weights is None:
        rule = f"a token of layer {number or len(trace.layers) - 1}"
        raise ArgumentError("out_of_range", argument="query", rule=rule, got=query)
    return weights[min(int(name), len(weights) - 1)] if name.isdigit() else weights.mean(0)


def _weights(
    trace: Trace, layer: Layer, token: int, state: ViewState
) -> Float[torch.Tensor, "heads tokens"] | None:
    """The row or column of one of the trace's tokens in a layer; None where it has no such.

    A layer's tokens are the last ones of the trace's (in CaiT the class token comes late), and a
    class attention asks for no patch. A pool's queries are no tokens: the first ones stand in.
    """
    at = token - (trace.prefix - layer.prefix)
    if state.by == "column":
        return looked_at(layer, [at])[:, 0] if at >= 0 else None
    row = token if layer.kind == "pool" else at
    return attention(layer, [row])[:, 0] if 0 <= row < layer.queries.shape[1] else None


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


def token_of(query: str, trace: Trace) -> int:
    """The token of a query's name ("p0", "120"); the first one where there is no such query."""
    prefix = query.startswith("p")
    token = int(query[1:]) if prefix else trace.prefix + int(query or 0)
    first, end = (0, trace.prefix) if prefix else (trace.prefix, trace.layout.tokens)
    return token if first <= token < end else 0


def _float32(tensor: torch.Tensor) -> np.ndarray:
    return tensor.float().cpu().numpy()


_ROLLOUT = ("fusion", "residual", "discard")
ENDPOINTS = {
    "layer": Endpoint((), _layer, "first", {"layer": count}),
    "rollout_rows": Endpoint(
        _ROLLOUT, _rollout_rows, "first", {"queries": one_of("all", "pooling")}
    ),
    "measures": Endpoint((), _measures, "first"),
    "attention": Endpoint(("query", "by"), _attention),
    "shown": Endpoint(("query", "head", "by", "a", "b", "show", *_ROLLOUT), _shown),
    "rollout": Endpoint(_ROLLOUT, _rollout),
    "predictions": Endpoint((), _predictions),
}
