import pytest

from vitviz.text import words
from vitviz.web.words_lesson_outside import outside


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_half_true_is_quoted_or_said_plainly(language):
    halves = [text for name, text in outside(words(language)).items() if name.startswith("half_")]
    assert len(halves) == 3
    assert all(len(text) > 20 for text in halves)
