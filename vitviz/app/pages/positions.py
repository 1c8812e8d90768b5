"""Positions: the position embedding as it is, what a change of it does, and three facts."""

import streamlit as st

from vitviz.app.pages import snippets_positions as code
from vitviz.app.pages.page import head
from vitviz.app.pages.page import show as show_view
from vitviz.app.pages.scene import scene
from vitviz.web import words_positions as say

_SEEN = ("table", "query")
_CHANGE = ("change", "amount", "seed", "patch")


def show() -> None:
    """Draws the page."""
    page = head("positions")
    _, state, analysis = page.words, page.state, page.analysis
    facts = scene(page) | {"untrained": analysis.spec.weights == "random"}
    view = {"view": state.some(_SEEN), "code": code.seen(analysis)}
    show_view("positions", facts | view, say.positions(_), _.language)
    st.header(_("Change it and watch"), anchor=False)
    view = {"view": state.some(_CHANGE), "code": code.changed(analysis)}
    show_view("change", facts | view, say.change(_), _.language)
