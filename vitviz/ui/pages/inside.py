"""Inside: from patch to vector, and what happens between the layers."""

from vitviz.ui.page import head


def show() -> None:
    """Draws the page."""
    head("inside")
