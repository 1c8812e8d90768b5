"""Explore: a photo, where every head of every layer looks, rollout, and what two models say."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.beside import beside as side_by_side
from vitviz.app.pages.caveats import beside
from vitviz.app.pages.facts import facts, named
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.pages.predictions import likeliest, predictions
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.rollout import undefined_rollout
from vitviz.text import Words
from vitviz.web.words_tokens import rollout_title


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: the explorer, below it the rollout beside what both models say, and two sides."""
    shared = facts(_, state, analysis, alone=True)
    explorer = shared | {"predictions": likeliest(_, analysis)} | beside(_, analysis)
    predicted = predictions(_, analysis) | named(_, analysis, pair=True)
    fields = state.some("query", "head", "by", "a", "b", "show", "scale", "order")
    settings = state.some("fusion", "residual", "discard", "scale")
    rolled = rollout_title(_, analysis.trace.layout)
    undefined = undefined_rollout(analysis.trace)
    return [
        Panel("explorer", fields, explorer),
        notice(_, undefined, rolled, "left")
        if undefined
        else Panel("rollout", settings, shared, rolled, "left"),
        Panel("predictions", data=predicted, title=_("Predictions"), place="right"),
        side_by_side(state, analysis, _),
    ]
