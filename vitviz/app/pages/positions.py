"""Positions: the position embedding, and what happens when it is changed."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.facts import facts
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words
from vitviz.web.words_tokens import read_in_map


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: the embedding as it is, and a change of it."""
    shared = facts(_, state, analysis) | {"untrained": analysis.spec.weights == "random"}
    return [
        Panel("positions", state.some("table", "query"), shared),
        Panel(
            "change",
            state.some("change", "amount", "seed", "patch"),
            shared | {"reads": read_in_map(_, analysis.trace.layout)},
            _("Change the embedding and watch"),
        ),
    ]
