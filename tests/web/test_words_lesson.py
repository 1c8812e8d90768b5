import pytest

from vitviz.app.state.lesson import LESSON
from vitviz.text import words
from vitviz.web.words_lesson import lesson


@pytest.mark.parametrize("step", LESSON, ids=lambda step: step.name)
def test_every_step_has_a_title_an_idea_and_its_question(step):
    said = lesson(words("en"))
    assert said[f"title_{step.name}"]
    assert said.get(f"idea_{step.name}_before") or said[f"idea_{step.name}"]
    assert not step.asks or said[f"ask_{step.name}"].endswith("?")


@pytest.mark.parametrize("step", LESSON, ids=lambda step: step.name)
def test_every_choice_that_is_the_same_for_all_photos_is_said(step):
    said = lesson(words("zh"))
    assert all(said[f"choice_{step.name}_{choice}"] for choice in step.choices)


@pytest.mark.parametrize("step", [step for step in LESSON if step.asks], ids=lambda step: step.name)
def test_every_outcome_has_a_sentence(step):
    said = lesson(words("en"))
    outcomes = [f"found_{step.name}_{choice}" for choice in step.choices]
    assert f"found_{step.name}" in said or all(name in said for name in outcomes)
