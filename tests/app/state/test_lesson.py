import pytest

from vitviz.app.state.lesson import LESSON, answers_of, shows, step_of, without, written
from vitviz.app.state.view_state import STEPS, ViewState


def test_the_steps_are_those_that_an_address_knows_in_their_order():
    assert tuple(step.name for step in LESSON) == STEPS


def test_the_state_of_a_step_is_found_by_its_name():
    assert step_of(ViewState(step="cost")).name == "cost"


def test_an_address_of_answers_is_read_and_written():
    answers = {"order": "stays", "class_token": "120"}
    assert answers_of(ViewState(answers=written(answers))) == answers


def test_an_address_holds_every_choice_of_every_step():
    for step in LESSON:
        for choice in step.choices:
            answers = written({step.name: choice})
            assert ViewState().with_({"answers": answers}).answers == answers


def test_an_answer_to_no_question_is_left_out():
    assert answers_of(ViewState(answers="weather.fine-cost.4")) == {"cost": "4"}


@pytest.mark.parametrize("answers", ["cost", "cost.4.4", "cost.<b>", "-".join(["cost.4"] * 40)])
def test_malformed_answers_are_none(answers):
    assert ViewState.parse({"answers": answers}).answers == ""


def test_a_setting_that_the_address_has_is_not_set_again():
    usual = ViewState()
    assert shows(usual.with_({"block": 14}), usual, {"alter": "shuffle", "block": 28}) == {
        "alter": "shuffle"
    }


def test_what_a_step_set_goes_back_to_its_default():
    assert without(ViewState(alter="shuffle"), ("alter", "block")) == {"alter": "drop"}
