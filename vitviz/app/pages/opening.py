"""What stands on any page in place of a model that is not in memory: how far it is with it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from vitviz.app.compute import models, opening
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.catalogue import catalogue
from vitviz.errors import VitvizError
from vitviz.text import Words
from vitviz.text.messages import sentence
from vitviz.web.words_models import why_not


@dataclass(frozen=True)
class Waiting:
    """The one of a pair that is not in memory, as the state's fields name it."""

    family: models.Family
    typed: str
    weights: str

    @property
    def fields(self) -> dict[str, str]:
        """Which fields of the state name it: {"name": "model", "weights": "weights"} of a ViT."""
        if self.family == "vit":
            return {"name": "model", "weights": "weights"}
        return {"name": "cnn", "weights": "cnn_weights"}


def waiting(state: ViewState) -> Waiting | None:
    """What of the state's pair may be opened and is not in memory, the ViT first."""
    pair = (
        Waiting("vit", state.model, state.weights),
        Waiting("cnn", state.cnn, state.cnn_weights),
    )
    return next((one for one in pair if _waits(one)), None)


def _waits(one: Waiting) -> bool:
    try:
        name = models.canonical(one.typed)
        models.require_allowed(name, one.weights, one.family)
    except VitvizError:
        return False  # whoever wants its analysis says why
    return not models.is_loaded(name, one.weights)


def meanwhile(spec: AnalysisSpec, good: AnalysisSpec, one: Waiting) -> AnalysisSpec:
    """What is shown while `one` of the pair of `spec` waits; `good` is what was on screen last."""
    if one.family == "vit":
        return replace(good, photo=spec.photo)
    return replace(spec, cnn=good.cnn, cnn_weights=good.cnn_weights, cnn_size=good.cnn_size)


def panel(_: Words, one: Waiting, shown: AnalysisSpec) -> Panel:
    """How a model stands, and a way to open it; `shown` is on screen meanwhile."""
    fields = one.fields
    back = {field: getattr(shown, field) for field in fields.values()}
    data = told(_, one.typed, one.weights) | {
        "back": back
        | ({"rows": 0, "cols": 0} if one.family == "vit" else {"cnn_size": shown.cnn_size}),
        "shown_title": title(_, back[fields["name"]], back[fields["weights"]]),
        "field": fields["name"],
    }
    asked_for = {fields["name"]: one.typed, fields["weights"]: one.weights}
    return Panel("opening", asked_for, data)


def told(_: Words, typed: str, weights: str) -> dict[str, object]:
    """How a model stands that is not in memory, and where it is opened; `typed` is allowed."""
    name = models.canonical(typed)
    stands = opening.standing(name, weights)
    asked = {"model": name, "weights": weights, "try": stands.tries}
    return {
        "name": name,
        "typed": typed,
        "weights": weights,
        "here": stands.here,
        "bytes": stands.nbytes,
        "refused": sentence(_, stands.refused) if stands.refused else "",
        "known": "" if stands.refused else _known(_, name),
        "urls": {"open": f"api/models/open?{urlencode(asked)}"},
    }


def _known(_: Words, name: str) -> str:
    """Why this architecture of timm did not open when it was tried for the table of facts."""
    architecture = name.removeprefix("hf-hub:timm/").partition("@")[0].partition(".")[0]
    facts = catalogue().get(architecture)
    return why_not(_, facts.refused, facts.kind) if facts else ""


def title(_: Words, name: str, weights: str) -> str:
    """What the page calls a model that may not be in memory."""
    titles = {card["name"]: card["title"][_.language] for card in models.bundled_cards()}
    title = titles.get(name, name)
    return _("{model}, untrained").format(model=title) if weights == "random" else title
