"""Explore: a photo, where every head of every layer looks, rollout, and what two models say."""

import streamlit as st

from vitviz.explorer import words as say
from vitviz.ui.page import head
from vitviz.ui.page import show as show_view
from vitviz.ui.predictions import draw as draw_predictions
from vitviz.ui.predictions import painted, summary
from vitviz.ui.scene import scene

_VIEW = ("query", "head", "by", "a", "b", "show", "scale", "order")
_ROLLOUT = ("fusion", "residual", "discard")


def show() -> None:
    """Draws the page."""
    page = head("explore")
    _, choice, look = page.words, page.choice, page.look
    facts = scene(page)
    drawn = painted(look)
    view = {"view": choice.some(_VIEW), "predictions": summary(_, look)}
    view["drawn"] = drawn.key if drawn else ""
    show_view("explorer", facts | view, say.explorer(_), _.language)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Rollout from the class token"), anchor=False)
        view = {"view": choice.some(_ROLLOUT)}
        show_view("rollout", facts | view, say.rollout(_), _.language)
    with right:
        st.subheader(_("Predictions"), anchor=False)
        if drawn:
            draw_predictions(_, drawn)
        else:
            st.caption(_("Drawn as soon as the explorer stands …"))
