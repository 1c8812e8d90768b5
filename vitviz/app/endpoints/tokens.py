"""Which token a query of the view state is, and of which head a map is."""

from dataclasses import dataclass
from typing import Literal

from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.trace import Layer, Trace, token_in
from vitviz.errors import ArgumentError

Direction = Literal["row", "column"]


def token_of(query: str, trace: Trace) -> int:
    """The token of a query's name ("p0", "120"); the first one where there is no such query."""
    prefix = query.startswith("p")
    token = int(query[1:]) if prefix else trace.prefix + int(query or 0)
    first, end = (0, trace.prefix) if prefix else (trace.prefix, trace.layout.tokens)
    return token if first <= token < end else 0


def place_in(layer: Layer, trace: Trace, token: int, by: Direction) -> int | None:
    """Where one of the trace's tokens is among a layer's queries ("row") or keys ("column").

    A layer's tokens are the last ones of the trace's (in CaiT the class token comes late), and a
    class attention asks for no patch: None. A pool's queries are no tokens: the first ones stand
    in for them. On a grid of its own it is the token that covers the patch.
    """
    if not trace.one_grid:
        return token_in(trace, layer, token)
    at = token - (trace.prefix - layer.prefix)
    if by == "column":
        return at if at >= 0 else None
    row = token if layer.kind == "pool" else at
    return row if 0 <= row < layer.queries.shape[1] else None


@dataclass(frozen=True)
class MapOf:
    """Whose attention a map shows: the trace's `token`, which is at `place` in the layer.

    `layer` is None for the rollout, `head` for the mean of the layer's heads.
    """

    token: int
    layer: int | None
    head: int | None = None
    place: int = 0


def map_of(at: str, trace: Trace, by: Direction) -> MapOf:
    """What "query@head" names; a head or layer that the model does not have is its last one.

    Raises ArgumentError for a token that the layer does not have.
    """
    query, _, name = at.partition("@")
    token = token_of(query, trace)
    if name == "rollout":
        return MapOf(token, None)
    number, _, head = name.partition(".")
    last = len(trace.layers) - 1
    index = min(int(number), last) if number else last
    layer = trace.layers[index]
    place = place_in(layer, trace, token, by)
    if place is None:
        rule = f"a token of layer {index}"
        raise ArgumentError("out_of_range", argument="query", rule=rule, got=query)
    heads = layer.queries.shape[0]
    return MapOf(token, index, min(int(head), heads - 1) if head.isdecimal() else None, place)


def maps_shown(state: ViewState) -> dict[str, str]:
    """The "query@head" of each map that is shown large, by its name: two of a difference."""
    pins = {"a": state.a, "b": state.b}
    if state.show == "diff":
        return pins
    return {"weights": pins.get(state.show) or f"{state.query}@{state.head}"}
