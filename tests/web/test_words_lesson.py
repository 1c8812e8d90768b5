import re

import pytest

from vitviz.app.state.lesson import LESSON
from vitviz.text import words
from vitviz.web.glossary import meaning
from vitviz.web.words_lesson import lesson, walk


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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_terms_of_an_idea_lead_to_the_glossary_the_same_in_both_languages(language):
    _, english = words(language), lesson(words("en"))
    said = lesson(_)
    ideas = [name for name in english if name.startswith("idea_")]
    for name in ideas:
        marked = [re.findall(r"\[[^\]|]+\|(\w+)\]", each[name]) for each in (said, english)]
        assert sorted(marked[0]) == sorted(marked[1])
        assert len(marked[0]) == said[name].count("|")  # none is malformed
        assert marked[0] or name == "idea_summary"
        assert all(said[f"term_{term}_tip"] == meaning(_, term) for term in marked[0])


def test_only_ideas_mark_terms():
    said = lesson(words("en"))
    marked = [name for name, text in said.items() if re.search(r"\|\w+\]", text)]
    assert all(name.startswith("idea_") for name in marked)


def test_the_ways_below_a_view_are_called_as_above_it():
    said = lesson(words("en"))
    assert walk(words("en")).items() <= said.items()
