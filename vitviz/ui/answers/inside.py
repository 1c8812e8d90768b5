"""What the page Inside asks."""

from vitviz.ui.answer import Answer

ANSWERS: dict[str, Answer] = {}
