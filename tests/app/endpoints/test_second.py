from dataclasses import replace

import pytest

from tests.app.endpoints.snippets.ran import uploaded
from vitviz.app.compute import analyses
from vitviz.app.endpoints.second import (
    beside_of,
    beside_spec,
    comparable,
    second_name,
    second_of,
)
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ArgumentError, ImageError

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4, 6)


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


@pytest.mark.parametrize("name", ["", "koala"])
def test_no_second_photo_and_the_first_one_again_are_none(analysis, name):
    assert second_name(analysis, ViewState(second=name)) == ""
    assert second_of(analysis, ViewState(second=name)) is None


@pytest.mark.parametrize("own", [False, True], ids=["bundled", "own"])
def test_a_second_photo_is_analysed_as_the_first_one_is(analysis, own):
    name = uploaded() if own else "cat"
    found = second_of(analysis, ViewState(second=name))
    assert found.spec == replace(analysis.spec, photo=name)
    assert found.key != analysis.key
    assert found.trace.grid == analysis.trace.grid == (4, 6)


@pytest.mark.parametrize("name", [f"up-{'0' * 32}", "nothing"])
def test_a_second_photo_that_is_not_here_is_refused(analysis, name):
    with pytest.raises(ImageError):
        second_of(analysis, ViewState(second=name))


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({"second": "cat"}, {"photo": "cat"}),
        ({"model_b": "hunger-vit-002"}, {"model": "hunger-vit-002", "rows": 0, "cols": 0}),
        (
            {"second": "cat", "model_b": "everyday-vit-s14", "weights_b": "random", "rows_b": 8},
            {"photo": "cat", "weights": "random", "rows": 8, "cols": 0},
        ),
    ],
)
def test_beside_stands_another_photo_another_model_or_both(fields, known):
    assert beside_spec(SPEC, ViewState(**fields)) == replace(SPEC, **known)


@pytest.mark.parametrize("second", ["", "koala"])
def test_beside_stands_nothing_where_the_state_names_nothing_else(analysis, second):
    assert beside_spec(SPEC, ViewState(second=second, weights_b="random", rows_b=8)) is None
    with pytest.raises(ArgumentError):
        beside_of(analysis, ViewState(second=second))


def test_maps_are_compared_over_the_same_part_of_the_same_photo(analysis):
    cat = beside_of(analysis, ViewState(second="cat"))
    small = beside_of(analysis, ViewState(model_b="hunger-vit-002"))
    same = beside_of(analysis, ViewState(model_b="everyday-vit-s14", rows_b=8, cols_b=12))
    assert not comparable(analysis, cat)
    assert not comparable(analysis, small)  # it is square, and sees less of the photo
    assert comparable(analysis, same)
