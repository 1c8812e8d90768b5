"""Side by side: what the browser is told of the second photo or ViT, and both maps to export."""

from dataclasses import dataclass

from vitviz.app.compute import sizes
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.grids import cells_of
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint, count
from vitviz.app.endpoints.explore import single_map
from vitviz.app.endpoints.second import beside_of, comparable
from vitviz.app.endpoints.snippets import beside as code
from vitviz.app.endpoints.tokens import both_shown, grid_of_map
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.counterpart import difference
from vitviz.core.attention.rollout import undefined_rollout
from vitviz.web.bundle import pack
from vitviz.web.payload import describe


def _beside(analysis: Analysis, state: ViewState, *, again: int) -> bytes:
    """Of the second side what a page tells of the first one: its trace, its photo, its addresses.

    `again` counts how often the browser found it gone: each makes it once more.
    """
    del again
    found = beside_of(analysis, state)
    framing, trace = found.framing, found.trace
    return pack(
        {
            "trace": {"key": found.vit_key} | cells_of(found) | describe(trace),
            "photo": {
                "url": f"api/photo/{found.spec.photo}.jpg",
                "size": list(framing.image_size),
                "box": list(framing.box),
            },
            "box": list(analysis.framing.box),  # of the first side, as exact as its own
            "one_photo": found.spec.photo == analysis.spec.photo,
            "analysis": f"api/analysis/{found.vit_key}",
            "rolled": undefined_rollout(trace) is None,
            "sizes": _sizes(found),
        },
        {},
    )


def _sizes(analysis: Analysis) -> list[tuple[int, int]]:
    """The grids (rows, columns) in which the page offers its model."""
    return [sizes.grid_at(analysis.vit, size) for size in sizes.offered(analysis.vit)]


@dataclass(frozen=True)
class _Side:
    name: str
    analysis: Analysis
    at: str  # "query@head"


def _side_by_side(analysis: Analysis, state: ViewState) -> bytes:
    """float32 (tokens): the map of each side, and their difference where it is defined.

    Raises ArgumentError for a query that the other side does not have.
    """
    other = beside_of(analysis, state)
    at_a, at_b = both_shown(analysis, other, state)
    sides = _Side("a", analysis, at_a), _Side("b", other, at_b)
    maps = {one.name: single_map(one.analysis.trace, state, one.at) for one in sides}
    grids = {one.name: grid_of_map(one.analysis.trace, state, one.at) for one in sides}
    if comparable(analysis, other) and grids["a"] == grids["b"]:
        layouts = analysis.trace.layout, other.trace.layout
        both = maps["a"].float().cpu(), maps["b"].float().cpu()
        maps["difference"] = difference(*both, layouts, grids["a"])
        grids["difference"] = grids["a"]
    header = {
        "shown": {one.name: one.at for one in sides},
        "grids": grids,
        "other_roles": list(other.trace.layout.prefix_roles),
    }
    return pack(header, {name: found.float().cpu().numpy() for name, found in maps.items()})


def _again(name: str, text: str) -> int:
    return count(name, text or "0")


_SUMS = "by=row: the query's weights, which sum to 1; by=column: each query's weight on the token"
_UNIT = "attention weight"
_SECOND = ("second", "model_b", "weights_b", "rows_b", "cols_b")
_MAPS = {
    "a": Array(("tokens",), _UNIT, _SUMS),
    "b": Array(("other_tokens",), _UNIT, _SUMS),
    "difference": Array(("tokens",), _UNIT, "a less b, the patches alone where prefixes differ"),
}
ENDPOINTS = {
    "beside": Endpoint(_SECOND, _beside, own={"again": _again}),
    "side_by_side": Endpoint(
        ("query", "head", "by", "query_b", "head_b", "fusion", "residual", "discard", *_SECOND),
        _side_by_side,
        arrays=_MAPS,
        code=code.side_by_side,
    ),
}
