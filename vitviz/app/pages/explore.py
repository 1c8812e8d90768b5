"""Explore: a photo, where every head of every layer looks, rollout, and what two models say."""

import streamlit as st

from vitviz.app.compute.analyses import CNN, Analysis
from vitviz.app.pages.page import head
from vitviz.app.pages.page import show as show_view
from vitviz.app.pages.predictions import draw as draw_predictions
from vitviz.app.pages.predictions import painted, summary
from vitviz.app.pages.scene import scene
from vitviz.app.pages.snippets import lines
from vitviz.app.state.view_state import ViewState
from vitviz.web import words_explore as say
from vitviz.web.words_tokens import rollout_title

_VIEW = ("query", "head", "by", "a", "b", "show", "scale", "order")
_ROLLOUT = ("fusion", "residual", "discard")


def show() -> None:
    """Draws the page."""
    page = head("explore")
    _, state, analysis = page.words, page.state, page.analysis
    snippets = code(analysis, state)
    facts = scene(page) | {"code": snippets}
    drawn = painted(analysis)
    view = {"view": state.some(_VIEW), "predictions": summary(_, analysis)}
    view["drawn"] = drawn.key if drawn else ""
    with st.container(key="explorer-place"):
        show_view("explorer", facts | view, say.explorer(_), _.language)
    with st.container(key="below"):
        left, right = st.columns(2, gap="large")
    with left:
        st.subheader(rollout_title(_, analysis.trace.layout), anchor=False)
        view = {"view": state.some(_ROLLOUT)}
        show_view("rollout", facts | view, say.rollout(_), _.language)
    with right:
        st.subheader(_("Predictions"), anchor=False)
        if drawn:
            draw_predictions(_, drawn)
            taken = {"urls": facts["urls"], "code": snippets["predictions"]}
            show_view("predictions", taken, say.predictions(_), _.language)
        else:
            st.caption(_("Drawn as soon as the explorer stands …"))


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
        "rollout": f'row = vitviz.rollout(trace, "readout", {settings})[0]',
    }
