from typing import get_args

import pytest

from vitviz.app.state import view_state
from vitviz.app.state.alterations import (
    OF_PICTURE,
    OF_RANGE,
    PICTURE_FIELDS,
    PRESETS,
    RANGE_FIELDS,
    asked_for,
)
from vitviz.app.state.view_state import ViewState


@pytest.mark.parametrize("table", [OF_PICTURE, OF_RANGE])
def test_each_perturbation_has_its_fields_and_all_are_of_the_view_state(table):
    assert set(table) == set(get_args(view_state.Alter))
    assert {name for names in table.values() for name in names} <= set(ViewState.model_fields)


def test_one_address_asks_for_any_picture_and_one_for_any_range():
    assert PICTURE_FIELDS[:4] == ("alter", "right", "down", "beyond")
    assert set(PICTURE_FIELDS) == {"alter"}.union(*OF_PICTURE.values())
    assert len(set(PICTURE_FIELDS)) == len(PICTURE_FIELDS) == 17
    assert RANGE_FIELDS == ("alter", "axis", "span", "beyond", "first", "fill", "cx", "cy")


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_sets_all_that_its_picture_depends_on_and_a_link_can_hold_it(preset):
    fields = dict(PRESETS[preset])
    assert {"alter", *OF_PICTURE[fields["alter"]]} == set(fields)
    if fields.get("right") in ("half_patch", "half_picture"):  # which the browser knows
        fields["right"] = 7
    assert ViewState().with_(fields).some(*fields) == dict(fields)


def test_a_range_is_asked_for_without_what_it_does_not_depend_on():
    state = ViewState(alter="shift", span="far", right=50, sigma=3, seed=9, cx=10)
    assert asked_for(state, 5) == ViewState(alter="shift", span="far", target="5")
