"""A page that stands while its photo does not: what of it the models alone can tell."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from vitviz.app.compute import analyses, expected, photos
from vitviz.app.compute.analyses import Analysis, AnalysisSpec
from vitviz.app.compute.photo_queue import Place
from vitviz.app.compute.visitors import Visitor, acting_for
from vitviz.app.pages import lesson
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ImageError, VitvizError
from vitviz.text import Words

_EXPECTED = "expected"  # in the session: the name of the photo that its tab is about to bring


@dataclass(frozen=True)
class Standing:
    """A page without its photo: its panels.

    `like` is of another photo in the same models, for what is told of these. It is called as the
    one that is asked for where that is here.
    """

    like: Analysis
    panels: Callable[[ViewState, Analysis, Words], list[Panel]]


class _InLineError(Exception):
    """Others' photos are before this one."""


def standing(state: ViewState) -> Standing | None:
    """The Lesson while its photo waits for the models, or is on its way to the server once more.

    None where it can be shown without waiting for others', or never.
    """
    spec = AnalysisSpec.of(state)
    if spec.shape == "photo":  # how many patches it has depends on the photo
        return None
    try:
        photos.require(spec.photo)
    except ImageError:
        return _for_expected(spec) if _expects(spec.photo) else None
    try:
        analyses.analysis(spec, _first_alone)
    except _InLineError:
        like = replace(_like(spec), spec=spec)
        waits = f"api/in_line/{analyses.awaited(spec)}"
        return Standing(like, partial(lesson.standing, waits=waits))
    except VitvizError:
        pass  # whoever asks next says what it is
    return None


def given_up() -> None:
    """The tab has not brought the photo that was expected: it is missed from now on."""
    st.session_state.pop(_EXPECTED, None)


def _for_expected(spec: AnalysisSpec) -> Standing | None:
    """While the tab brings the photo; None for models that are not there: that is said instead."""
    with suppress(VitvizError):
        return Standing(_like(spec), partial(lesson.standing, waits=""))
    return None


def _like(spec: AnalysisSpec) -> Analysis:
    """The first bundled photo in these models; made, where it is not here, in the server's turn."""
    with acting_for(Visitor()):
        return analyses.analysis(replace(spec, photo=photos.first()))


def _first_alone(place: Place) -> None:
    """Waits where nobody is before the photo: views that come at once need not leave the page."""
    if place.number:
        raise _InLineError


def _expects(photo: str) -> bool:
    """Whether this session's tab has said that it brings the photo of this name."""
    if expected.taken(photo):
        st.session_state[_EXPECTED] = photo
    return st.session_state.get(_EXPECTED) == photo
