import pytest

from vitviz.text import words
from vitviz.web.words_lecture import answers, lecture


@pytest.mark.parametrize("language", ["en", "zh"])
def test_of_the_lesson_the_teachers_page_has_titles_and_choices_alone(language):
    said = lecture(words(language))
    told = {name.partition("_")[0] for name in said if name.startswith(("idea", "found", "half"))}
    assert told == set()
    assert {"title_order", "choice_order_stays"} <= said.keys()


def test_student_and_teacher_are_told_of_the_bars_in_the_same_words():
    _ = words("en")
    assert answers(_).items() <= lecture(_).items()
