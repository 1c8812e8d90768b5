"""Draws a page's panels in Streamlit: views of the browser half, bars by Plotly, a notice."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from vitviz.app.compute.grids import grid_of
from vitviz.app.pages.panel import Panel
from vitviz.app.state import session
from vitviz.figures import theme
from vitviz.figures.bars import Bar, predictions, shared
from vitviz.text import Words
from vitviz.web.streamlit_component import Shown, mount

_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def draw(_: Words, panel: Panel, key: str = "", scope: str = "") -> None:
    """Draws one panel under its title; `key` names the place, `scope` whose state it changes."""
    if panel.title:
        heading = st.header if panel.place == "wide" else st.subheader
        heading(panel.title, anchor=False)
    if panel.view == "bars":
        return _bars(panel.data)
    if panel.view == "notice":
        st.caption(panel.data["text"])
        return None
    key = key or panel.view
    shown = Shown(
        panel.view,
        _.language,
        panel.state,
        panel.data,
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
    if "painted" in event:
        st.session_state["painted"] = str(event["painted"])
    if "missing" in event:  # the run that this is makes the analysis again; the views must hear
        st.session_state["again"] = st.session_state.get("again", 0) + 1
    if "page" in event:
        st.session_state["go"] = str(event["page"])  # a callback cannot go there: the router does


def _said(key: str, name: str) -> object:
    return getattr(st.session_state[key], name, None)


def _bars(data: Mapping[str, Any]) -> None:
    for note in data["notes"]:
        (st.caption if note["quiet"] else st.markdown)(note["text"])
    charts = data["charts"]
    for place, chart in zip(st.columns(len(charts), gap="medium"), charts, strict=True):
        with place:
            _chart(chart)


def _chart(chart: Mapping[str, Any]) -> None:
    colours = theme.palette(str(st.context.theme.type))
    series: Sequence[Mapping[str, Any]] = chart["series"]
    bars = [[Bar(*row) for row in one["rows"]] for one in series]
    names = [one["title"] for one in series]
    if len(series) == 1:
        figure = predictions(bars[0], getattr(colours, series[0]["model"]), names[0])
    else:
        figure = shared(bars[0], bars[1], (colours.vit, colours.cnn), (names[0], names[1]))
    st.markdown(f"**{chart['title']}**")
    said = "; ".join(f"{bar.label} {bar.text}" for bar in bars[0])
    alt = f"{chart['title']}: {said}"
    st.plotly_chart(figure, config=_CONFIG, key=f"bars-{chart['name']}", alt=alt)
    st.caption(chart["caption"])
