"""What the page Explain asks."""

from vitviz.ui.answer import Answer

ANSWERS: dict[str, Answer] = {}
