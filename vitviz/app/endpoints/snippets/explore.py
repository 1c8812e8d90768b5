"""The Python of the page Explore: one map, a pair of them, the wall, rollout, predictions."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import cnn_of, lines, named
from vitviz.app.endpoints.tokens import map_of, maps_shown, place_in, token_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.reference_reach import reference_reach
from vitviz.core.attention.trace import Trace

_CAPTURE = "trace = vitviz.capture(vit, pixels)"
_SUMMARY = "from vitviz.core.attention.measures import summary"
_FOUND = "found = summary(trace)"
_OF_LAYERS = 'arrays = {{f"layer_{{index}}": each for index, each in {}}}'
LOOKED_AT = "from vitviz.core.attention.maps import looked_at"


def shown(analysis: Analysis, state: ViewState) -> str:
    """The large map: the live one, a pin's, or both pins' and their difference."""
    maps = maps_shown(state)
    further = [f"{name} = {single(analysis.trace, state, at)}" for name, at in maps.items()]
    bring = [LOOKED_AT] if any("looked_at" in line for line in further) else []
    arrays = {name: name for name in maps}
    if len(maps) > 1:
        further.append("weights = a - b")
        arrays |= {"difference": "weights"}
    return lines(analysis, _CAPTURE, *bring, *further, *named(**arrays))


def wall(analysis: Analysis, state: ViewState) -> str:
    """Every head of every layer that has the query, as the archive holds them."""
    trace, token = analysis.trace, token_of(state.query, analysis.trace)
    at = [place_in(layer, trace, token, state.by) for layer in trace.layers]
    bring = [LOOKED_AT] if state.by == "column" else []
    if len({*at}) == 1 and at[0] is not None:
        each = _of_layer("layer", at[0], state)
        maps = f"maps = [{each} for layer in trace.layers]"
        return lines(analysis, _CAPTURE, *bring, maps, _OF_LAYERS.format("enumerate(maps)"))
    each = _of_layer("trace.layers[layer]", "at", state)
    places = {layer: place for layer, place in enumerate(at) if place is not None}
    return lines(
        analysis,
        _CAPTURE,
        *bring,
        f"place = {places}  # of the token in each layer that has it",
        f"maps = [{each} for layer, at in place.items()]",
        _OF_LAYERS.format("zip(place, maps)"),
    )


def rollout(analysis: Analysis, state: ViewState) -> str:
    """The row of what the head reads."""
    settings = _settings(state)
    row = f'row = vitviz.rollout(trace, "pooling", {settings})[0]'
    return lines(analysis, _CAPTURE, row, *named(rollout="row"))


def measures(analysis: Analysis, _: ViewState) -> str:
    """Entropy and reach of every head, and the mean over many photos where there is a table."""
    numbers = {"entropy": "found.entropy", "reach": "found.reach"}
    name, size = analysis.spec.model, analysis.trace.size
    table = analysis.spec.weights == "published" and reference_reach(name, size)
    if not table:
        return lines(analysis, _CAPTURE, _SUMMARY, _FOUND, *named(**numbers))
    usual = {"mean_reach": "usual.mean", "mean_reach_deviation": "usual.deviation"}
    return lines(
        analysis,
        _CAPTURE,
        _SUMMARY,
        "from vitviz.core.attention.reference_reach import reference_reach",
        _FOUND,
        f'usual = reference_reach("{name}", {size})  # over {table.photos} photos',
        *named(**numbers, **usual),
    )


def predictions(analysis: Analysis, _: ViewState) -> str:
    """The logits of both models."""
    return lines(
        analysis,
        "from vitviz.core.models.load import logits",
        *cnn_of(analysis),
        "vit_says = logits(vit, pixels)",
        "cnn_says = logits(cnn, vitviz.frame(photo, cnn)[0])",
        *named(vit_logits="vit_says", cnn_logits="cnn_says"),
    )


def single(trace: Trace, state: ViewState, at: str, called: str = "trace") -> str:
    """The expression for one map, "query@head"; the lines hold the trace as `called`."""
    asked = map_of(at, trace, state.by)
    if asked.layer is None and state.by == "row":
        return f"vitviz.rollout({called}, [{asked.token}], {_settings(state)})[0]"
    if asked.layer is None:
        return f"vitviz.rollout({called}, None, {_settings(state)})[:, {asked.token}]"
    weights = _of_layer(f"{called}.layers[{asked.layer}]", asked.place, state)
    return f"{weights}.mean(0)" if asked.head is None else f"{weights}[{asked.head}]"


def _of_layer(layer: str, place: int | str, state: ViewState) -> str:
    make = "vitviz.attention" if state.by == "row" else "looked_at"
    return f"{make}({layer}, [{place}])[:, 0]"


def _settings(state: ViewState) -> str:
    return f'"{state.fusion}", {state.residual:g}, {state.discard:g}'
