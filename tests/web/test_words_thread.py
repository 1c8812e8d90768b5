import pytest

from vitviz.text import words
from vitviz.web.words_thread import TERMS, thread


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("term", TERMS)
def test_a_term_under_a_step_has_a_brief_name_and_a_meaning(term, language):
    said = thread(words(language))
    assert 0 < len(said[f"term_{term}"]) < 24
    assert len(said[f"term_{term}_tip"]) > 10
