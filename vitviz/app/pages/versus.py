"""ViT vs CNN: the same picture, both models."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.facts import facts
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: what is done to the picture, and what both models say of it then."""
    shared = facts(_, state, analysis)
    return [Panel("perturb", {}, shared)]
