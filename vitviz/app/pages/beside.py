"""Side by side, a panel of Explore: another photo, another ViT or both beside the first.

The page waits for none of it: the browser asks for the second side when the panel comes near the
screen, and what the second side lacks is said in its half.
"""

from vitviz.app.compute import models, photos
from vitviz.app.compute.analyses import Analysis, AnalysisSpec
from vitviz.app.compute.permissions import allowed
from vitviz.app.endpoints.second import beside_spec
from vitviz.app.pages import opening
from vitviz.app.pages.caption import caption, credit, photo_title
from vitviz.app.pages.facts import facts
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.core.models import hub
from vitviz.core.models.learning import Learning, learning
from vitviz.errors import ImageError, VitvizError
from vitviz.text import Words
from vitviz.text.messages import sentence

_SECOND = ("second", "model_b", "weights_b", "rows_b", "cols_b", "query_b", "head_b")
_FIRST = ("photo", "model", "weights", "rows", "cols", "query", "head", "by", "scale")


def beside(state: ViewState, analysis: Analysis, _: Words) -> Panel:
    """The panel; of the first side it is told more where there is a second."""
    first, second = analysis.spec, beside_spec(analysis.spec, state)
    data: dict[str, object] = {
        "trace": {"key": analysis.vit_key, "grid": list(analysis.trace.grid)},
        "caption": caption(_, analysis),
        "urls": {"analysis": f"api/analysis/{analysis.vit_key}"},
        "first": first.photo,
        "two": second is not None,
        "learning": _learning(first),
        "download": allowed() == "any" and not hub.offline(),
        "names": [_names(_, first), _names(_, second or first)],
        **{"refused": "", "lost": "", "opening": None},
    }
    if second:
        data |= facts(_, state, analysis, alone=True) | _second(_, second)
        data["caption"] = _captions(_, analysis, second)
    return Panel("beside", state.some(*_FIRST, *_SECOND), data)


def _second(_: Words, spec: AnalysisSpec) -> dict[str, object]:
    """What keeps the second side from being shown: "refused", "lost", "opening", of each nothing
    where it does not.
    """
    try:
        name = models.canonical(spec.model)
        models.require_allowed(name, spec.weights)
    except VitvizError as error:
        return {"refused": sentence(_, error)}
    try:
        photos.photo(spec.photo)
    except ImageError as error:
        return {"lost": sentence(_, error)}
    if models.is_loaded(name, spec.weights):
        return {}
    none = {"model_b": "", "weights_b": "published", "rows_b": 0, "cols_b": 0}
    told = opening.told(_, spec.model, spec.weights)
    back = none | {"query_b": "", "head_b": ""}
    return {"opening": told | {"back": back, "shown_title": "", "field": "model_b"}}


def _names(_: Words, spec: AnalysisSpec) -> dict[str, str]:
    title = opening.title(_, spec.model, spec.weights)
    return {"title": title, "photo": photo_title(_, spec.photo)}


def _captions(_: Words, analysis: Analysis, second: AnalysisSpec) -> dict[str, object]:
    """What stands under a picture of both sides: whose the photos are, and which models."""
    found, first = caption(_, analysis), analysis.spec
    lines = found["lines"]
    known = list(lines) if isinstance(lines, list) else []
    if second.photo != first.photo:
        known.insert(1, credit(_, second.photo))
    title = opening.title(_, second.model, second.weights)
    return found | {"lines": [*known, _("B: {model}.").format(model=title)]}


def _learning(spec: AnalysisSpec) -> Learning:
    if spec.weights == "random":
        return ""
    return "supervised" if models.is_bundled(spec.model) else learning(spec.model)
