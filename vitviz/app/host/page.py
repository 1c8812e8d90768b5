"""One run of a page: the session's state, its analysis, the page's panels, all drawn."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis, AnalysisSpec
from vitviz.app.compute.fallback import possible
from vitviz.app.compute.photo_queue import Tell
from vitviz.app.host import meanwhile
from vitviz.app.host.draw import draw
from vitviz.app.host.in_line import told
from vitviz.app.host.notice import say
from vitviz.app.pages import frame, opening
from vitviz.app.pages.asked import not_there
from vitviz.app.pages.instead import instead
from vitviz.app.pages.opened import opened
from vitviz.app.pages.panel import Panel, Place
from vitviz.app.pages.site import SITES, Site
from vitviz.app.state import session
from vitviz.app.state.view_state import ViewState
from vitviz.errors import VitvizError
from vitviz.text import Words
from vitviz.text.messages import sentence

_DEFAULT = ViewState()
Panels = Callable[[ViewState, Analysis, Words], list[Panel]]


def show(name: str) -> None:
    """Draws the page of this name.

    What of a state cannot be shown is said in a sentence, and there the last one that could stays.
    """
    panels: Panels = import_module(f"vitviz.app.pages.{name}").panels
    site = next(site for site in SITES if site.name == name)
    session.settle()
    state = session.state()
    _ = state.words(st.context.locale)
    draw(_, frame.bar(name, state, st.context.headers.get("Host", "")))
    slot, said = st.container(), st.container(key="said")
    waiting = opening.waiting(state)
    standing = meanwhile.standing(state) if site.asks and not waiting else None
    complaints: list[str] = []
    if standing:
        analysis, panels = standing.like, standing.panels
    else:
        with told(_, said) as tell:
            analysis, complaints = _analysis(_, state, waiting, tell)
    with slot:
        _above(_, site, state, analysis, expects=standing is not None)
    state = opened(state, analysis)
    drawn = panels(state, analysis, _)
    shown = {name for panel in drawn for name in panel.state}
    address = st.query_params.to_dict()  # once: each name that is asked for goes through Streamlit
    complaints = complaints or not_there(_, address, state, analysis, shown)
    if waiting:
        with said:
            draw(_, opening.panel(_, waiting, analysis.spec))
    else:
        for complaint in complaints:
            say(complaint, at=said)
    _lay_out(_, drawn)
    if not site.apart:
        draw(_, frame.glossary())


def _above(_: Words, site: Site, state: ViewState, analysis: Analysis, *, expects: bool) -> None:
    """What of the photo stands above a page."""
    if site.apart:
        return
    if not site.asks:
        draw(_, import_module("vitviz.app.pages.thread").thread(_, analysis))
    draw(_, frame.tray(state, analysis, _, sized=not site.asks, expects=expects))


def _analysis(
    _: Words, state: ViewState, waiting: opening.Waiting | None, tell: Tell
) -> tuple[Analysis, list[str]]:
    """The state's analysis, and what is wrong; then with what cannot be as in the last good one.

    Of a model that is `waiting` to be opened there is none yet: the last good one has the photo.
    """
    wanted = AnalysisSpec.of(state)
    good: AnalysisSpec = st.session_state.get("good", AnalysisSpec.of(_DEFAULT))
    if waiting:
        wanted = opening.meanwhile(wanted, good, waiting)
    try:
        return _kept(wanted, tell), []
    except VitvizError as error:
        reason = error
    spec, wrong = possible(wanted, good)
    shown = _first_of((spec, good) if wrong else (good,), tell)
    return shown, instead(_, wrong, shown) or [sentence(_, reason)]


def _first_of(specs: Sequence[AnalysisSpec], tell: Tell) -> Analysis:
    """The analysis of the first of these that can be, else the first photo's."""
    for spec in specs:
        with suppress(VitvizError):
            return _kept(spec, tell)
    return analyses.analysis(AnalysisSpec.of(_DEFAULT), tell)


def _kept(spec: AnalysisSpec, tell: Tell) -> Analysis:
    """The analysis of this spec, from now on the session's last good one. Raises VitvizError."""
    found = analyses.analysis(spec, tell)
    st.session_state["good"] = spec
    return found


def _lay_out(_: Words, panels: Sequence[Panel]) -> None:
    """Wide panels in a row each, then two columns of the others."""
    with st.container(key="wide-place"):  # one for all: each would be a message of its own
        for panel in panels:
            if panel.place == "wide":
                draw(_, panel)
    if all(panel.place == "wide" for panel in panels):
        return
    with st.container(key="below"):
        left, right = st.columns(2, gap="large")
    columns: dict[Place, DeltaGenerator] = {"left": left, "right": right}
    for panel in panels:
        if panel.place != "wide":
            with columns[panel.place]:
                draw(_, panel)
