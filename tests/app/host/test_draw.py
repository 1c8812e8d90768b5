import pytest

from vitviz.app.host import draw
from vitviz.app.pages.panel import Panel
from vitviz.text import words


@pytest.fixture
def mounted(monkeypatch):
    """What was mounted, and the session that is drawn in."""
    found = []
    monkeypatch.setattr(draw, "mount", lambda shown, key, **_: found.append((key, shown)))
    monkeypatch.setattr(draw.session, "acknowledged", lambda: 7)
    return found


def test_one_view_stands_twice_with_a_scope_of_state_each(mounted):
    panel = Panel("explorer", {"query": "7"})
    draw.draw(words("en"), panel)
    draw.draw(words("en"), panel, key="step-3", scope="lesson")
    (first, one), (second, other) = mounted
    assert (first, second) == ("explorer", "step-3")
    assert (one.scope, other.scope) == ("", "lesson")
    assert one.acknowledged == other.acknowledged == 7


@pytest.fixture
def happened(monkeypatch):
    """A function that has the browser say something, and the session after it."""
    state = {}
    monkeypatch.setattr(draw.st, "session_state", state)

    def say(event):
        monkeypatch.setattr(draw, "_said", lambda *_: event)
        draw._happened("explorer")
        return state

    return say


def test_an_analysis_that_is_gone_makes_every_view_hear_of_the_next_run(happened):
    happened({"missing": "abc"})
    assert happened({"missing": "abc"})["again"] == 2


def test_a_view_that_misses_its_analysis_does_not_give_up_the_photo_that_is_on_its_way(happened):
    session = happened({"page": "lesson"})
    session["expected"] = "up-1"
    happened({"missing": "abc"})
    assert session["expected"] == "up-1"
    happened({"not_brought": "up-1"})
    assert "expected" not in session


def test_another_page_is_left_to_the_router(happened):
    assert happened({"page": "inside"}) == {"go": "inside"}


def test_the_session_is_told_what_the_tab_has_heard(happened, monkeypatch):
    told = []
    monkeypatch.setattr(draw.session, "hear", told.append)
    happened({"page": "inside", "heard": 3})
    assert told == [3]


@pytest.mark.parametrize("event", [None, "text", 3, ["page"]])
def test_an_event_that_is_none_is_left_out(happened, event):
    assert happened(event) == {}
