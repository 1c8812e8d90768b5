"""Which token a query of the view state is, and of which head a map is."""

from dataclasses import dataclass
from typing import Literal

from vitviz.app.compute.analyses import Analysis
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.counterpart import layer_as_deep, patch_there, prefix_there
from vitviz.core.attention.rollout import undefined_rollout
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

    A layer's prefix tokens are the last ones of the trace's (in CaiT the class token comes late),
    and a class attention asks for no patch: None. A pool's queries are no tokens: the first ones
    stand in for them. On a grid of its own it is the token that covers the patch.
    """
    if token < trace.prefix:
        at = token - (trace.prefix - layer.prefix)
    else:
        at = token_in(trace, layer, token - trace.prefix, key=by == "column")
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


def grid_of_map(trace: Trace, state: ViewState, at: str) -> tuple[int, int]:
    """The grid that the map of one "query@head" lies on: a row on that of the keys."""
    asked = map_of(at, trace, state.by)
    return trace.grid if asked.layer is None else grid_of(trace.layers[asked.layer], state.by)


def grid_of(layer: Layer, by: Direction) -> tuple[int, int]:
    """The grid that a row or a column of a layer lies on: its keys' or that of what asks."""
    return layer.looked if by == "row" else layer.grid


def maps_shown(state: ViewState) -> dict[str, str]:
    """The "query@head" of each map that is shown large, by its name: two of a difference."""
    pins = {"a": state.a, "b": state.b}
    if state.show == "diff":
        return pins
    return {"weights": pins.get(state.show) or f"{state.query}@{state.head}"}


def both_shown(first: Analysis, second: Analysis, state: ViewState) -> tuple[str, str]:
    """The "query@head" of both sides of a comparison, the second's at the first's place and depth.

    Raises ArgumentError where the second side has no such token, or does not see the place.
    """
    head_b = state.head_b or head_there(state.head, first.trace, second.trace)
    query_b = state.query_b or query_there(state.query, first, second)
    if query_b is None:
        rule = "a place or token of both"
        raise ArgumentError("out_of_range", argument="query", rule=rule, got=state.query)
    return f"{state.query}@{state.head}", f"{query_b}@{head_b}"


def query_there(query: str, first: Analysis, second: Analysis) -> str | None:
    """What of the second side is the first side's `query`; None where nothing is."""
    trace, other = first.trace, second.trace
    token = token_of(query, trace)
    if token < trace.prefix:
        roles = trace.layout.prefix_roles, other.layout.prefix_roles
        found = prefix_there(token, *roles)
        return None if found is None else f"p{found}"
    here, there = (trace.grid, first.framing.box), (other.grid, second.framing.box)
    one_photo = first.spec.photo == second.spec.photo
    patch = patch_there(token - trace.prefix, here, there, one_photo=one_photo)
    return None if patch is None else str(patch)


def head_there(head: str, first: Trace, second: Trace) -> str:
    """The head of the second model that is shown beside `head` until one is chosen.

    It is as deep, and has the same number where the layers have equally many heads; else it is the
    mean of the layer's heads, as nothing says which head is which. The rollout stands beside a
    rollout; where the second model has none, beside it stands the mean of its last layer.
    """
    last = len(second.layers) - 1
    if head == "rollout":
        return f"{last}.mean" if undefined_rollout(second) else head
    number, _, which = head.partition(".")
    layer = min(int(number), len(first.layers) - 1) if number else len(first.layers) - 1
    there = layer_as_deep(layer, len(first.layers), len(second.layers))
    equal = first.layers[layer].queries.shape[0] == second.layers[there].queries.shape[0]
    return f"{there}.{which if equal and which else 'mean'}"
