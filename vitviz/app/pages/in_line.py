"""What a visitor is told whose photo waits for the models: where it stands, and how long about."""

import math

from vitviz.app.compute.photo_queue import Place
from vitviz.text import Words

_IN_MINUTES = 120.0  # seconds from which on minutes say enough


def in_line(_: Words, place: Place) -> str:
    """The place in one line; without a time where such photos were not timed of late."""
    time = _time(_, place.seconds)
    if time:
        begun = _("The model has your photo, about {time}")
        waits = _("Your photo is number {number} in line, about {time}")
    else:
        begun = _("The model has your photo")
        waits = _("Your photo is number {number} in line")
    said = waits if place.number else begun
    return said.format(number=_.number(place.number), time=time)


def _time(_: Words, seconds: float | None) -> str:
    """Rounded up: who is told three seconds and waits for four has been told too little."""
    if seconds is None:
        return ""
    if seconds > _IN_MINUTES:
        return _("{count} min").format(count=_.number(math.ceil(seconds / 60)))
    return _("{count} s").format(count=_.number(max(1, math.ceil(seconds))))
