"""What stands on any page in place of a model that is not in memory: how far it is with it."""

from urllib.parse import urlencode

from vitviz.app.compute import models, opening
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.errors import VitvizError
from vitviz.text import Words
from vitviz.text.messages import sentence


def waits(state: ViewState) -> bool:
    """Whether the model of this state may be opened and is not in memory."""
    try:
        name = models.canonical(state.model)
        models.require_allowed(name, state.weights)
    except VitvizError:
        return False  # whoever wants its analysis says why
    return not models.is_loaded(name, state.weights)


def panel(_: Words, state: ViewState, shown: AnalysisSpec) -> Panel:
    """How the state's model stands, and a way to open it; `shown` is on screen meanwhile."""
    name = models.canonical(state.model)
    stands = opening.standing(name, state.weights)
    titles = {card["name"]: card["title"][_.language] for card in models.bundled_cards()}
    title = titles.get(shown.model, shown.model)
    if shown.weights == "random":
        title = _("{model}, untrained").format(model=title)
    asked = {"model": name, "weights": state.weights, "try": stands.tries}
    data = {
        "name": name,
        "typed": state.model,
        "here": stands.here,
        "bytes": stands.nbytes,
        "refused": sentence(_, stands.refused) if stands.refused else "",
        "shown": shown.model,
        "shown_weights": shown.weights,
        "shown_title": title,
        "urls": {"open": f"api/models/open?{urlencode(asked)}"},
    }
    return Panel("opening", state.some("model", "weights", "rows", "cols"), data)
