"""Positions: the position embedding as it is, what a change of it does, and three facts."""

import streamlit as st

from vitviz.explorer import words_positions as say
from vitviz.ui import code_positions as code
from vitviz.ui.page import head
from vitviz.ui.page import show as show_view
from vitviz.ui.scene import scene

_SEEN = ("table", "query")
_CHANGE = ("change", "amount", "seed", "patch")


def show() -> None:
    """Draws the page."""
    page = head("positions")
    _, choice, look = page.words, page.choice, page.look
    facts = scene(page) | {"untrained": look.recipe.weights == "random"}
    view = {"view": choice.some(_SEEN), "code": code.seen(look)}
    show_view("positions", facts | view, say.positions(_), _.language)
    st.header(_("Change it and watch"), anchor=False)
    view = {"view": choice.some(_CHANGE), "code": code.changed(look)}
    show_view("change", facts | view, say.change(_), _.language)
