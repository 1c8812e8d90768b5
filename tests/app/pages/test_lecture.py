import pytest

from tests.app.pages.shown import shown
from vitviz.app.pages import given, lesson
from vitviz.app.pages import lecture as page
from vitviz.app.state.lesson import LESSON
from vitviz.text import words
from vitviz.web.words_lecture import lecture

EN = words("en")


def test_the_page_knows_the_steps_and_its_room():
    (panel,) = shown(page, room="abcdefgh", step="order")
    assert panel.state == {"room": "abcdefgh", "step": "order"}
    assert [step["name"] for step in panel.data["steps"]] == [step.name for step in LESSON]
    assert panel.labels.startswith("api/labels/")


def test_it_stands_apart_and_is_not_in_the_bar():
    pages = [page["name"] for page in given.given_to("bar", EN)["pages"]]
    assert "lecture" not in pages
    assert "lesson" in pages


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_step_and_every_choice_has_its_name(language):
    said = lecture(words(language))
    for step in LESSON:
        assert said[f"title_{step.name}"]
        assert all(said[f"choice_{step.name}_{choice}"] for choice in step.choices)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_teacher_reads_the_whole_question_of_every_step_that_asks(language):
    said = lecture(words(language))
    (panel,) = shown(page, room="abcdefgh", language=language)
    for step in LESSON:
        asked = said.get(f"ask_{step.name}", "").format(**panel.data["facts"])
        assert bool(asked) == bool(step.asks)


def test_in_a_room_the_lesson_can_name_what_others_guessed():
    (panel, *_rest) = shown(lesson, room="abcdefgh", step="photo")
    assert panel.labels.startswith("api/labels/")
    assert shown(lesson, step="photo")[0].labels == ""
    assert shown(lesson, room="abcdefgh", step="order")[0].labels == ""
