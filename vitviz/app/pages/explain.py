"""Explain: why this class, and can the map be trusted."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import OF_CNN, against_of, methods_of, target_of
from vitviz.app.pages import faithfulness
from vitviz.app.pages.caveats import beside
from vitviz.app.pages.facts import facts
from vitviz.app.pages.labels import address
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.rollout import undefined_rollout
from vitviz.core.models.predictions import probabilities, top
from vitviz.errors import ModelError
from vitviz.text import Words
from vitviz.text.messages import sentence


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: the wall of methods, what judges them, heads and layers off.

    All of it is about a class: of a model without a head it is a sentence that says so. Where
    nothing can be multiplied through all layers (several grids), or weights are no shares, the wall
    says why and shows the methods that do without.
    """
    vit = analysis.vit
    if not vit.has_head:
        return [notice(_, ModelError("no_head", name=vit.name))]
    unnamed = [] if vit.labels else [notice(_, ModelError("no_labels", name=vit.name))]
    shared = facts(_, state, analysis, pair=True)
    wall = (
        shared | {"classes": classes(analysis, state) | beside(_, analysis)} | _methods(_, analysis)
    )
    fields = state.some("target", "against", "method", "start", "cam", "scale")
    judged = shared | faithfulness.judged(_, state, analysis)
    off = shared | faithfulness.ablation(_, state, analysis)
    labels = address(_, analysis)
    settings = state.some("start", "cam", "filling", "forget", "method")
    return [
        *unnamed,
        Panel("explain", fields, wall, labels=labels),
        Panel("faithfulness", settings, judged, labels=labels),
        Panel("ablation", state.some("start", "off"), off, labels=labels),
    ]


def _methods(_: Words, analysis: Analysis) -> dict[str, object]:
    """The methods of the wall, and why there are no others; "" where all are there."""
    undefined = undefined_rollout(analysis.trace)
    methods = [*methods_of(analysis.trace), OF_CNN]
    return {"methods": methods, "undefined": sentence(_, undefined) if undefined else ""}


def classes(analysis: Analysis, state: ViewState) -> dict[str, object]:
    """How likely each class is, and which one is explained.

    `shares` are probabilities by class, `top` the five likeliest classes, `target` the explained
    class, `against` the one it is contrasted with or None.
    """
    return {
        "shares": [float(f"{share:.5g}") for share in probabilities(analysis.trace.logits)],
        "top": [index for index, _share in top(analysis.trace.logits)],
        "target": target_of(analysis, state),
        "against": against_of(analysis, state),
    }
