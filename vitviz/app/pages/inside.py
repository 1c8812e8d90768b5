"""Inside: from patch to vector, what happens between the layers, and which patches are alike."""

from vitviz.app.compute import photos
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.grids import cells_of
from vitviz.app.pages.caption import caption, credit
from vitviz.app.pages.facts import facts, over_photo
from vitviz.app.pages.labels import address
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.patch_embedding import embedding_of
from vitviz.core.internals.patch_stream import last_grid
from vitviz.errors import ImageError, ModelError
from vitviz.text import Words
from vitviz.text.messages import sentence
from vitviz.web.words_tokens import read


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: a patch as a vector, the residual stream, feature components, the logit lens."""
    shared = facts(_, state, analysis, alone=True) | {"random": analysis.spec.weights == "random"}
    vit = analysis.vit
    first = [
        _patch(state, analysis, _, shared),
        _stream(state, analysis, shared),
        _components(state, analysis, _),
    ]
    if not vit.has_head:
        title = _("Logit lens: what each layer would predict")
        return [*first, notice(_, ModelError("no_head", name=vit.name), title)]
    data = shared | {"reads": read(_, analysis.trace.layout)}
    if not vit.one_grid:
        fields = state.some("depth", "target", "scale")
        return [*first, Panel("stage_lens", fields, data, labels=address(_, analysis))]
    fields = state.some("query", "depth", "target", "scale")
    return [*first, Panel("lens", fields, data, labels=address(_, analysis))]


def _stream(state: ViewState, analysis: Analysis, shared: dict[str, object]) -> Panel:
    """The residual stream; on several grids of patches alone, one of the finest is followed."""
    fields = state.some("query", "depth", "maps")
    if analysis.vit.one_grid:
        return Panel("depth", fields, shared)
    rows, cols = analysis.trace.grid
    trace = {"key": analysis.vit_key, "tokens": rows * cols, "prefix": 0, "layers": [], "calls": []}
    return Panel("stages", fields, shared | {"trace": cells_of(analysis) | trace, "prefix": []})


def _patch(state: ViewState, analysis: Analysis, _: Words, shared: dict[str, object]) -> Panel:
    """A patch as a vector, or a sentence where no one matrix makes it."""
    try:
        embedding_of(analysis.vit)
    except ModelError as error:
        return notice(_, error, _("Patch embedding: from a patch to a vector"))
    return Panel("patch", state.some("query", "filter"), shared)


def _components(state: ViewState, analysis: Analysis, _: Words) -> Panel:
    """Feature components, with a second photo where the state names one that is here."""
    fields = state.some("query", "depth", "second", "on", "scale")
    data = over_photo(_, analysis) | {
        "random": analysis.spec.weights == "random",
        "first": analysis.spec.photo,
        "lost": "",
        "finest": list(analysis.trace.grid),
    }
    if not analysis.vit.one_grid:
        (rows, cols), blocks = last_grid(analysis.vit)
        data["trace"] = {"key": analysis.key, "grid": [rows, cols]}
        data["blocks"] = list(blocks)
    if state.second:
        try:
            name = photos.photo(photos.opening(state.second)).id
        except ImageError as error:
            return Panel("components", fields, data | {"lost": sentence(_, error)})
        data["caption"] = _of_both(_, analysis, name)
    return Panel("components", fields, data)


def _of_both(_: Words, analysis: Analysis, second: str) -> dict[str, object]:
    """What stands under a picture of two photos: whose both are."""
    found = caption(_, analysis)
    lines = found["lines"]
    first, *rest = lines if isinstance(lines, list) else []
    return found | {"lines": [first, credit(_, second), *rest]}
