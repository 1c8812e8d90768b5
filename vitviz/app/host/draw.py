"""Draws a page's panels in Streamlit: views of the browser half, or a notice."""

from collections.abc import Mapping

import streamlit as st

from vitviz.app.compute.grids import grid_of
from vitviz.app.host.meanwhile import given_up
from vitviz.app.host.notice import say
from vitviz.app.pages.panel import Panel
from vitviz.app.state import session
from vitviz.text import Words
from vitviz.web.streamlit_component import Shown, mount


def draw(_: Words, panel: Panel, key: str = "", scope: str = "") -> None:
    """Draws one panel under its title; `key` names the place, `scope` whose state it changes."""
    if panel.title:
        heading = st.header if panel.place == "wide" else st.subheader
        heading(panel.title, anchor=False)
    if panel.view == "notice":
        say(str(panel.data["text"]), kind="quiet")
        return None
    key = key or panel.view
    shown = Shown(
        panel.view,
        _.language,
        panel.state,
        panel.data,
        labels=panel.labels,
        scope=scope,
        acknowledged=session.acknowledged(),
        again=st.session_state.get("again", 0),
    )
    mount(shown, key=key, on_answer=lambda: _answered(key), on_event=lambda: _happened(key))
    return None


def _answered(key: str) -> None:
    session.accept(_said(key, "answer"), grid_of)


def _happened(key: str) -> None:
    """What is no change of the state: it takes no part in the address."""
    event = _said(key, "event")
    if not isinstance(event, Mapping):
        return
    session.hear(event.get("heard"))
    if "missing" in event:  # the run that this is makes the analysis again; the views must hear
        st.session_state["again"] = st.session_state.get("again", 0) + 1
    if "not_brought" in event:  # of what the page waited for; other views may miss theirs before
        given_up()
    if "page" in event:
        st.session_state["go"] = str(event["page"])  # a callback cannot go there: the router does


def _said(key: str, name: str) -> object:
    """None too where the view that said it has left the page meanwhile."""
    return getattr(st.session_state.get(key), name, None)
