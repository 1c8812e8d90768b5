"""What the page Explore asks to take away: the query's weights in every head, and the rollout."""

import numpy as np
import torch
from jaxtyping import Float

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import looked_at
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import Trace, attention
from vitviz.web.bundle import pack


def _attention(analysis: Analysis, state: ViewState) -> bytes:
    """float32 (heads, tokens) for each layer: the query's row, or its column."""
    trace = analysis.trace
    token = token_of(state.query, trace)
    arrays = {}
    for index, layer in enumerate(trace.layers):
        whole = layer.kind == "self"
        if state.by == "column":
            weights = looked_at(layer, [token])[:, 0]
        elif whole or token < layer.queries.shape[1]:
            weights = attention(layer, [token])[:, 0]
        else:
            continue  # a class attention has no row of a patch
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
        settings = (state.fusion, state.residual, state.discard)
        if state.by == "row":
            return rollout(trace, [token], *settings)[0]  # type: ignore[arg-type]
        return rollout(trace, None, *settings)[:, token]  # type: ignore[arg-type]
    number, _, name = head.partition(".")
    layer = trace.layers[min(int(number or len(trace.layers)), len(trace.layers) - 1)]
    if state.by == "row":
        weights = attention(layer, [min(token, layer.queries.shape[1] - 1)])[:, 0]
    else:
        weights = looked_at(layer, [token])[:, 0]
    return weights[min(int(name), len(weights) - 1)] if name.isdigit() else weights.mean(0)


def _rollout(analysis: Analysis, state: ViewState) -> bytes:
    """float32 (tokens): the row of what the head reads."""
    rows = rollout(
        analysis.trace,
        "readout",
        fusion=state.fusion,  # type: ignore[arg-type]
        residual=state.residual,
        discard=state.discard,
    )
    grid, prefix = analysis.trace.grid, analysis.trace.prefix
    return pack({"grid": grid, "prefix": prefix}, {"rollout": _float32(rows[0])})


def _predictions(analysis: Analysis, _choice: ViewState) -> bytes:
    """float32 (classes): the logits of both models, each over labels of its own."""
    header = {"vit_labels": analysis.vit.labels, "cnn_labels": analysis.cnn.labels}
    logits = {"vit_logits": analysis.trace.logits, "cnn_logits": analysis.cnn_logits}
    return pack(header, {name: _float32(values) for name, values in logits.items()})


def token_of(query: str, trace: Trace) -> int:
    """The token of a query's name ("p0", "120"); the first one where there is no such query."""
    prefix = query.startswith("p")
    token = int(query[1:]) if prefix else trace.prefix + int(query or 0)
    first, end = (0, trace.prefix) if prefix else (trace.prefix, trace.layout.tokens)
    return token if first <= token < end else 0


def _float32(tensor: torch.Tensor) -> np.ndarray:
    return tensor.float().cpu().numpy()


ENDPOINTS = {
    "attention": Endpoint(("query", "by"), _attention),
    "shown": Endpoint(
        ("query", "head", "by", "a", "b", "show", "fusion", "residual", "discard"), _shown
    ),
    "rollout": Endpoint(("fusion", "residual", "discard"), _rollout),
    "predictions": Endpoint((), _predictions),
}
