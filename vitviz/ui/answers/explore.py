"""What the page Explore asks to take away: the query's weights in every head, and the rollout."""

import numpy as np
import torch
from jaxtyping import Float

from vitviz.core.maps import looked_at
from vitviz.core.rollout import rollout
from vitviz.core.trace import Trace, attention
from vitviz.explorer.bundle import pack
from vitviz.ui.answer import Answer
from vitviz.ui.choice import Choice
from vitviz.ui.store import Look


def _attention(look: Look, choice: Choice) -> bytes:
    """float32 (heads, tokens) for each layer: the query's row, or its column."""
    trace = look.trace
    token = token_of(choice.query, trace)
    arrays = {}
    for index, layer in enumerate(trace.layers):
        whole = layer.kind == "self"
        if choice.by == "column":
            weights = looked_at(layer, [token])[:, 0]
        elif whole or token < layer.queries.shape[1]:
            weights = attention(layer, [token])[:, 0]
        else:
            continue  # a class attention has no row of a patch
        arrays[f"layer_{index}"] = _float32(weights)
    return pack({"token": token, "grid": trace.grid, "prefix": trace.prefix}, arrays)


def _shown(look: Look, choice: Choice) -> bytes:
    """float32 (tokens): the large map as it is shown, of two pins both and "a" less "b"."""
    trace = look.trace
    pins = {"a": choice.a, "b": choice.b}
    if choice.show == "diff":
        asked = pins
    else:
        asked = {"weights": pins.get(choice.show) or f"{choice.query}@{choice.head}"}
    arrays = {name: _float32(_single(look, choice, at)) for name, at in asked.items()}
    if choice.show == "diff":
        arrays["difference"] = arrays["a"] - arrays["b"]
    return pack({"shown": asked, "grid": trace.grid, "prefix": trace.prefix}, arrays)


def _single(look: Look, choice: Choice, at: str) -> Float[torch.Tensor, " tokens"]:
    """The weights of one "query@head"; what the model does not have is its first or last one."""
    trace = look.trace
    query, _, head = at.partition("@")
    token = token_of(query, trace)
    if head == "rollout":
        settings = (choice.fusion, choice.residual, choice.discard)
        if choice.by == "row":
            return rollout(trace, [token], *settings)[0]  # type: ignore[arg-type]
        return rollout(trace, None, *settings)[:, token]  # type: ignore[arg-type]
    number, _, name = head.partition(".")
    layer = trace.layers[min(int(number or len(trace.layers)), len(trace.layers) - 1)]
    if choice.by == "row":
        weights = attention(layer, [min(token, layer.queries.shape[1] - 1)])[:, 0]
    else:
        weights = looked_at(layer, [token])[:, 0]
    return weights[min(int(name), len(weights) - 1)] if name.isdigit() else weights.mean(0)


def _rollout(look: Look, choice: Choice) -> bytes:
    """float32 (tokens): the row of what the head reads."""
    rows = rollout(
        look.trace,
        "readout",
        fusion=choice.fusion,  # type: ignore[arg-type]
        residual=choice.residual,
        discard=choice.discard,
    )
    grid, prefix = look.trace.grid, look.trace.prefix
    return pack({"grid": grid, "prefix": prefix}, {"rollout": _float32(rows[0])})


def _predictions(look: Look, _choice: Choice) -> bytes:
    """float32 (classes): the logits of both models, each over labels of its own."""
    header = {"vit_labels": look.vit.labels, "cnn_labels": look.cnn.labels}
    logits = {"vit_logits": look.trace.logits, "cnn_logits": look.cnn_logits}
    return pack(header, {name: _float32(values) for name, values in logits.items()})


def token_of(query: str, trace: Trace) -> int:
    """The token of a query's name ("p0", "120"); the first one where there is no such query."""
    prefix = query.startswith("p")
    token = int(query[1:]) if prefix else trace.prefix + int(query or 0)
    first, end = (0, trace.prefix) if prefix else (trace.prefix, len(trace.readout))
    return token if first <= token < end else 0


def _float32(tensor: torch.Tensor) -> np.ndarray:
    return tensor.float().cpu().numpy()


ANSWERS = {
    "attention": Answer(("query", "by"), _attention),
    "shown": Answer(
        ("query", "head", "by", "a", "b", "show", "fusion", "residual", "discard"), _shown
    ),
    "rollout": Answer(("fusion", "residual", "discard"), _rollout),
    "predictions": Answer((), _predictions),
}
