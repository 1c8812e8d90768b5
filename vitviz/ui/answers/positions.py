"""What the page Positions asks."""

from vitviz.ui.answer import Answer

ANSWERS: dict[str, Answer] = {}
