import pytest

from tests.app.pages.shown import shown
from vitviz.app.pages import versus
from vitviz.app.state.view_state import ViewState


def test_the_page_opens_with_what_is_done_to_the_picture():
    assert shown(versus)[0].view == "perturb"


def test_all_settings_reach_the_view_as_the_address_has_them():
    given = {"alter": "shift", "right": -3, "span": "far", "score": "logit", "over": "own"}
    found = shown(versus, **given).pop(0).state
    assert {name: found[name] for name in given} == given
    assert found["share"] == ViewState().share


@pytest.mark.parametrize(("language", "label"), [("en", "koala"), ("zh", "考拉")])
def test_it_is_about_the_vits_likeliest_class_by_its_name(language, label):
    data = shown(versus, language)[0].data
    assert (data["label"], data["shared"]) == (label, True)


def test_blocks_and_strides_are_in_pixels_of_the_picture():
    small, usual = (shown(versus, rows=rows)[0].data for rows in (8, 16))
    assert usual["blocks"] == [112, 56, 32, 28, 16, 14]
    assert usual["strides"] == [2, 4, 8, 16, 32]
    assert small["size"] == [112, 112]
    assert small["strides"] == [2, 4, 8, 16]  # the CNN sees the picture twice as large


def test_a_range_that_was_not_run_is_not_said_to_be_there():
    assert shown(versus, alter="edges")[0].data["cached"] is False
