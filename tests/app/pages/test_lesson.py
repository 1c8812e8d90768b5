from dataclasses import replace

import pytest

from tests.app.pages.shown import analysis, shown
from vitviz.app.pages import lesson
from vitviz.app.state.lesson import LESSON, answers_of
from vitviz.app.state.view_state import ViewState
from vitviz.text import words

ASKING = [step for step in LESSON if step.asks]


def first(language="en", **fields):
    """The lesson's own panel."""
    return shown(lesson, language, **fields)[0]


@pytest.mark.parametrize("step", ASKING, ids=lambda step: step.name)
def test_a_step_shows_its_view_only_after_its_answer(step):
    before = shown(lesson, step=step.name)
    after = shown(lesson, step=step.name, answers=f"{step.name}.skip")
    assert {panel.view for panel in before} <= {"lesson", "flow"}
    assert [after[0].view, *(panel.view for panel in after[-2:])] == ["lesson", step.view, "walk"]


def test_below_its_view_a_step_has_the_ways_to_its_neighbours_and_the_ends_have_one():
    first, *_between, last = ASKING
    for step, ends in ((first, ("back",)), (LESSON[5], ()), (last, ())):
        panels = shown(lesson, step=step.name, answers=f"{step.name}.skip")
        moves, walk = panels[0].data["moves"], panels[-1].data
        at = LESSON.index(step)
        ways = {"back": moves[LESSON[at - 1].name], "next": moves[LESSON[at + 1].name]}
        assert {name: walk[name] for name in ways} == ways | dict.fromkeys(ends)
        assert (walk["number"], walk["count"]) == (at + 1, len(LESSON))


@pytest.mark.parametrize("step", ASKING, ids=lambda step: step.name)
def test_an_answer_sets_what_its_view_shows_and_going_on_takes_it_back(step):
    data = first(step=step.name).data
    answered = ViewState(photo="koala", step=step.name).with_(data["settings"])
    assert all(getattr(answered, name) == value for name, value in step.settings.items())
    left = answered.with_(first(**answered.model_dump()).data["moves"]["summary"])
    assert left == ViewState(photo="koala", step="summary")


def test_a_teachers_settings_stay():
    data = first(step="shuffle", block=112).data
    assert data["settings"] == {"alter": "shuffle"}


def test_going_back_to_an_answered_step_sets_its_view_again():
    moves = first(step="cost", answers="shift.vit").data["moves"]
    assert moves["shift"] == {"step": "shift", "alter": "shift"}
    assert moves["shuffle"] == {"step": "shuffle"}


@pytest.mark.parametrize(("language", "label"), [("en", "koala"), ("zh", "考拉")])
def test_the_first_question_offers_likely_labels_in_the_visitors_language(language, label):
    texts = [choice["text"] for choice in first(language).data["choices"]]
    assert label in texts
    assert texts == sorted(texts)


def test_the_right_number_of_patches_is_among_the_choices():
    for rows in (0, 24):
        ids = [choice["id"] for choice in first(step="patches", rows=rows).data["choices"]]
        assert str((rows or 16) ** 2) in ids


def test_the_question_about_attention_names_its_two_patches():
    facts = first(step="attention").data["facts"]
    assert facts["query"] != facts["key"]
    assert 0 < facts["there_share"] <= 1


def test_a_model_that_reads_no_class_token_is_not_asked_about_it():
    found, state = analysis(), ViewState(photo="koala", step="class_token")
    assert lesson.asked(words("en"), state, found, "")["facts"] == {}
    layout = replace(found.trace.layout, pooling=(0.0,))
    other = replace(found, trace=replace(found.trace, layout=layout))
    told = lesson.asked(words("en"), state, other, "")
    assert told["facts"] == {"read": "the mean of the patches"}


def test_of_an_untrained_model_it_is_said_that_nothing_was_learned():
    assert not first().data["random"]
    assert first(weights="random").data["random"]


def test_a_view_has_the_whole_width_wherever_its_page_has_it():
    panels = shown(lesson, answers="photo.skip")
    assert [panel.place for panel in panels] == ["wide"] * 4


def test_a_model_without_a_table_says_so_instead_of_asking(monkeypatch):
    from vitviz.errors import ModelError

    def none(vit):
        raise ModelError("no_position_table", name=vit.name)

    monkeypatch.setattr(lesson, "original", none)
    data = first(step="order").data
    assert (data["asks"], data["choices"]) == ("", [])
    assert data["lacks"]


def test_the_later_of_two_answers_to_one_question_holds():
    assert answers_of(ViewState(answers="cost.2-cost.16")) == {"cost": "16"}


def test_what_the_panel_is_told_is_small():
    import json

    page = lesson.panels(ViewState(photo="koala"), analysis(), words("zh"))[0]
    assert len(json.dumps(page.data, ensure_ascii=False).encode()) < 3000


def test_the_step_about_the_sequence_shows_the_explorers_sequence_alone():
    panels = shown(lesson, step="patches", answers="patches.256")
    assert panels[-2].data["part"] == "sequence"


@pytest.mark.parametrize(
    ("step", "answers", "stages"),
    [
        ("photo", "", []),
        ("photo", "photo.skip", ["photo"]),
        ("positions", "", ["vectors"]),
        ("positions", "positions.near", ["positions"]),
        ("shuffle", "shuffle.vit", []),
        ("summary", "", ["label"]),
    ],
)
def test_the_machine_stands_at_the_last_step_that_is_answered(step, answers, stages):
    panels = shown(lesson, step=step, answers=answers)
    assert [panel.data["stage"] for panel in panels if panel.view == "flow"] == stages


def test_the_whole_machine_is_played_at_the_beginning_and_at_the_end():
    ends = [shown(lesson, step="photo", answers="photo.skip"), shown(lesson, step="summary")]
    assert all(panels[1].data["play"] for panels in ends)


@pytest.mark.parametrize("step", LESSON, ids=lambda step: step.name)
@pytest.mark.parametrize("answered", [False, True])
def test_without_its_photo_a_step_stands_and_tells_nothing_of_another(step, answered):
    """Everything but what depends on the photo is as it will be; of the stand-in nothing is."""
    answers = f"{step.name}.skip" if answered and step.asks else ""
    state = ViewState(photo="koala", step=step.name, answers=answers)
    like = analysis("cat")
    (panel,) = lesson.standing(state, like, words("en"), waits="api/in_line/abc")
    data, there = panel.data, first(step=step.name, answers=answers).data
    assert (data["waits"], data["trace"]["key"], data["urls"]) == (
        "api/in_line/abc",
        "",
        {"analysis": ""},
    )
    assert like.key not in str(data)
    assert "cat" not in str(data).lower().split()
    assert "photo" not in data
    of_photo = step.name in ("photo", "attention", "class_token")
    assert bool(data["lacks"]) == of_photo
    if not of_photo:
        for name in ("asks", "choices", "facts", "settings", "guesses", "page"):
            assert data[name] == there[name]
    assert data["moves"].keys() == there["moves"].keys()
