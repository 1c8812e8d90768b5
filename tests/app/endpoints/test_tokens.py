import pytest

from tests.core.traces import drawn, traced
from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.endpoints.tokens import MapOf, map_of, maps_shown, place_in, token_of
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ArgumentError


@pytest.fixture(scope="module")
def trace():
    return analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 0)).trace


def test_a_query_that_the_model_does_not_have_is_the_first_token(trace):
    assert token_of("p0", trace) == 0
    assert token_of("0", trace) == 1
    assert token_of("p4", trace) == 0
    assert token_of("256", trace) == 0


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("120@9.4", MapOf(121, 9, 4, 121)),
        ("p0@9.mean", MapOf(0, 9, None, 0)),
        ("7@rollout", MapOf(8, None)),
        ("7@", MapOf(8, 11, None, 8)),
        ("7@99.99", MapOf(8, 11, 5, 8)),
    ],
)
def test_a_map_is_of_a_token_in_a_head_that_there_is(trace, at, expected):
    assert map_of(at, trace, "row") == expected


def test_a_class_attention_asks_for_no_patch_but_can_be_looked_at():
    late = traced(drawn(0), drawn(1, queries=1, kind="class"))
    layer = late.layers[1]
    assert place_in(layer, late, 0, "row") == 0
    assert place_in(layer, late, 5, "row") is None
    assert place_in(layer, late, 5, "column") == 5


def test_a_map_of_a_token_that_its_layer_does_not_have_is_refused():
    late = traced(drawn(0), drawn(1, queries=1, kind="class"))
    with pytest.raises(ArgumentError, match="layer 1"):
        map_of("5@1.0", late, "row")


def test_the_large_map_is_the_live_one_a_pin_or_both():
    state = ViewState(query="7", head="1.2", a="3@rollout", b="p0@11.3")
    assert maps_shown(state) == {"weights": "7@1.2"}
    assert maps_shown(state.with_({"show": "b"})) == {"weights": "p0@11.3"}
    assert maps_shown(state.with_({"show": "diff"})) == {"a": "3@rollout", "b": "p0@11.3"}
