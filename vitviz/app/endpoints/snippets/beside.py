"""The Python of two photos or two ViTs side by side: both maps, and their difference."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.second import beside_of, comparable
from vitviz.app.endpoints.snippets.explore import LOOKED_AT, single
from vitviz.app.endpoints.snippets.lines import bytes_of, heading, is_bundled, lines, named, vit_of
from vitviz.app.endpoints.tokens import both_shown, grid_of_map
from vitviz.app.state.view_state import ViewState

_OWN = "# The second photo lies beside it as second.jpg."
_DIFFERENCE = "from vitviz.core.attention.counterpart import difference"


def side_by_side(analysis: Analysis, state: ViewState) -> str:
    """The map of each side, as the archive holds them."""
    other = beside_of(analysis, state)
    at_a, at_b = both_shown(analysis, other, state)
    a, b = grid_of_map(analysis.trace, state, at_a), grid_of_map(other.trace, state, at_b)
    arrays, less = {"a": "a", "b": "b"}, ()
    if a == b and comparable(analysis, other):
        arrays |= {"difference": "less"}
        less = (f"less = difference(a, b, (trace.layout, other_trace.layout), {a})",)
    return lines(
        analysis,
        *_other(analysis, other),
        *((LOOKED_AT,) if state.by == "column" else ()),
        *((_DIFFERENCE,) if less else ()),
        "",
        "trace = vitviz.capture(vit, pixels)",
        "other_trace = vitviz.capture(other_vit, other_pixels)",
        f"a = {single(analysis.trace, state, at_a)}",
        f"b = {single(other.trace, state, at_b, 'other_trace')}",
        *less,
        *named(**arrays),
    )


def _other(analysis: Analysis, other: Analysis) -> tuple[str, ...]:
    """Lines that load the second side as `other_vit` and `other_pixels`."""
    spec, first = other.spec, analysis.spec
    same_model = vit_of(other) == vit_of(analysis)
    model = "vit" if same_model else vit_of(other)
    shown, own = "photo", ()
    if spec.photo != first.photo:
        shown = "other"
        own = () if is_bundled(spec.photo) else (_OWN, "from pathlib import Path")
        own = (*own, f"other = vitviz.decode({bytes_of(spec.photo, 'second.jpg')})")
    size = "" if other.trace.size == other.vit.size else f", size={other.trace.size}"
    return (
        *(() if same_model else heading(spec.model)[1:]),
        *own,
        f"other_vit = {model}",
        f"other_pixels, other_framing = vitviz.frame({shown}, other_vit{size})",
    )
