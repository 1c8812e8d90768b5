import pytest

from vitviz.text import LANGUAGES, words
from vitviz.web.words_beside import beside
from vitviz.web.words_models import opening


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_model_is_opened_in_the_words_of_any_other(language):
    _ = words(language)
    said, known = beside(_), opening(_)
    differ = {name for name in known if said[name] != known[name]}
    assert differ == {"opening_meanwhile", "opening_back"}  # there is no other model to go back to


def test_every_reason_for_which_there_is_no_difference_has_its_own_sentence():
    said = beside(words("en"))
    reasons = [said[name] for name in said if name.startswith("apart_")]
    assert len(set(reasons)) == len(reasons) == 3
