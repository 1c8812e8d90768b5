"""Lecture: the teacher's page, with the link to scan, who is here and what the class answers."""

from typing import cast

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.lesson import finding
from vitviz.app.pages.labels import address
from vitviz.app.pages.panel import Panel
from vitviz.app.state.lesson import LESSON
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page. Whoever opens it sees the class's answers only as a teacher (server/lecture.py)."""
    photos = cast("int", finding(analysis, "data")["photos"])
    data = {
        "trace": {"key": analysis.key, "grid": list(analysis.trace.grid)},
        "steps": [{"name": step.name, "asks": step.asks} for step in LESSON],
        "facts": {"photos": _.number(photos)},
        "urls": {"lecture": "api/lecture", "lesson": "lesson"},
    }
    labels = address(_, analysis) if analysis.vit.labels else ""
    return [Panel("lecture", state.some("room", "step"), data, labels=labels)]
