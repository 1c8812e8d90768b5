import pytest

from vitviz.text import words
from vitviz.web.words_lesson_inside import inside


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_idea_is_two_sentences_at_most(language):
    ideas = {
        name: text for name, text in inside(words(language)).items() if name.startswith("idea")
    }
    ends = "。" if language == "zh" else ". "
    assert {name for name, text in ideas.items() if f"{text} ".count(ends) > 2} == set()
