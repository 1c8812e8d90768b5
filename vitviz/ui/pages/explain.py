"""Explain: why this class, and can the map be trusted."""

from vitviz.ui.page import head


def show() -> None:
    """Draws the page."""
    head("explain")
