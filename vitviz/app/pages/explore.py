"""Explore: a photo, where every head of every layer looks, rollout, and what two models say."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import CNN
from vitviz.app.pages.facts import facts
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.pages.predictions import likeliest, predictions
from vitviz.app.pages.snippets import lines
from vitviz.app.state.view_state import ViewState
from vitviz.errors import CaptureError
from vitviz.text import Words
from vitviz.web.words_tokens import rollout_title


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: the explorer, and below it the rollout beside what both models say."""
    shared, snippets = facts(_, state, analysis), code(analysis, state)
    below = {"begin": snippets["begin"], "rollout": snippets.pop("rollout")}
    said = predictions(_, analysis) | {"code": snippets.pop("predictions")}
    said |= {"trace": {"key": analysis.key}, "urls": shared["urls"]}
    explorer = shared | {"code": snippets, "predictions": likeliest(_, analysis)}
    fields = state.some("query", "head", "by", "a", "b", "show", "scale", "order")
    settings = state.some("fusion", "residual", "discard")
    rolled = rollout_title(_, analysis.trace.layout)
    unseen = analysis.trace.unseen  # no rollout can be told over the layers that are left
    return [
        Panel("explorer", fields, explorer),
        notice(_, CaptureError("unseen_attention"), rolled, "left")
        if unseen
        else Panel("rollout", settings, shared | {"code": below}, rolled, "left"),
        Panel("predictions", data=said, title=_("Predictions"), place="right"),
    ]


def code(analysis: Analysis, state: ViewState) -> dict[str, str]:
    """Python for each panel; the browser fills in {token}, {layer} and {head}."""
    settings = f'"{state.fusion}", {state.residual:g}, {state.discard:g}'
    row = "vitviz.attention(trace.layers[{layer}], [{token}])[:, 0]"
    column = "looked_at(trace.layers[{layer}], [{token}])[:, 0]"
    every = "for layer in trace.layers"
    bring = "from vitviz.core.attention.maps import looked_at\n"
    return {
        "begin": lines(analysis, "trace = vitviz.capture(vit, pixels)"),
        "head_row": f"weights = {row}[{{head}}]",
        "head_column": f"{bring}weights = {column}[{{head}}]",
        "mean_row": f"weights = {row}.mean(0)",
        "mean_column": f"{bring}weights = {column}.mean(0)",
        "rollout_row": f"weights = vitviz.rollout(trace, [{{token}}], {settings})[0]",
        "rollout_column": f"weights = vitviz.rollout(trace, None, {settings})[:, {{token}}]",
        "wall_row": f"maps = [vitviz.attention(layer, [{{token}}])[:, 0] {every}]",
        "wall_column": f"{bring}maps = [looked_at(layer, [{{token}}])[:, 0] {every}]",
        "predictions": lines(
            analysis,
            "from vitviz.core.models.load import logits",
            f'cnn = vitviz.load("{CNN}")',
            "vit_says = logits(vit, pixels)",
            "cnn_says = logits(cnn, vitviz.frame(photo, cnn)[0])",
        ),
        "rollout": f'row = vitviz.rollout(trace, "pooling", {settings})[0]',
    }
