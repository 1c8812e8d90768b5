"""Positions: what the position embedding does."""

from vitviz.ui.page import head


def show() -> None:
    """Draws the page."""
    head("positions")
