import pytest

from vitviz.app.compute.photo_queue import Place
from vitviz.app.host import in_line
from vitviz.text import words


class Slot:
    """A container of a page: what it shows now, and all that it has shown."""

    def __init__(self):
        self.shown, self.history = [], []

    def empty(self):
        self.shown.clear()
        return self

    def html(self, html):
        self.shown[:] = [html]
        self.history.append(html)


def lines(*places):
    slot = Slot()
    with in_line.told(words("en"), slot) as tell:
        for place in places:
            tell(place)
    assert slot.shown == []  # at its end nothing is left
    return slot.history


def test_a_photo_that_nobody_is_before_sends_the_page_nothing():
    assert lines(Place(0, None), Place(0, 4.0)) == []


def test_a_moment_is_not_worth_a_word():
    assert lines(Place(1, 0.4), Place(0, 0.2)) == []


def test_the_line_follows_the_place_to_the_end():
    said = lines(Place(2, 3.1), Place(1, 1.4), Place(0, 0.5))
    assert [each.split(">")[1].split(",")[0] for each in said] == [
        "Your photo is number 2 in line",
        "Your photo is number 1 in line",
        "The model has your photo",
    ]
    assert all('role="status"' in each for each in said)


def test_a_wait_of_unknown_length_is_said():
    assert "Your photo is number 1 in line<" in lines(Place(1, None))[0]


def test_a_run_that_the_visitor_has_left_ends_where_it_would_say_its_place():
    class Left(BaseException):
        """As Streamlit raises it in a run of which it wants no more."""

    class LeftSlot(Slot):
        def html(self, html):
            raise Left

    def waits():
        with in_line.told(words("en"), LeftSlot()) as tell:
            tell(Place(1, None))

    with pytest.raises(Left):
        waits()
