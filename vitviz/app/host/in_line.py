"""The line on the page that says where a photo stands while it waits for the models.

It is written by the run that waits, so that a run which the visitor has left behind, by another
choice or by closing the page, ends there and its photo leaves the queue.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.delta_generator import DeltaGenerator

from vitviz.app.compute.photo_queue import Place, Tell
from vitviz.app.host.notice import say
from vitviz.app.pages.in_line import in_line
from vitviz.text import Words

_WORTH_A_WORD = 1.0  # seconds


@contextmanager
def told(_: Words, at: DeltaGenerator) -> Iterator[Tell]:
    """Says in `at`, a container, what is told in the block, and takes it away at its end.

    Nothing where nobody is before the photo, or for less than a moment.
    """
    line: DeltaGenerator | None = None

    def tell(place: Place) -> None:
        nonlocal line
        waits = place.number and (place.seconds is None or place.seconds > _WORTH_A_WORD)
        if line is None and waits:
            line = at.empty()
        if line is not None:
            say(in_line(_, place), kind="line", at=line)

    yield tell
    if line is not None:
        line.empty()
