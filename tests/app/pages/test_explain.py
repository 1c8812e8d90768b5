import json

import pytest

from tests.app.pages.shown import shown
from vitviz.app.compute import analyses
from vitviz.app.pages import explain
from vitviz.app.pages.explain import classes
from vitviz.app.pages.labels import address
from vitviz.app.state.view_state import ViewState
from vitviz.text import words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_the_wall_what_judges_it_and_heads_off(language):
    wall, judged, off = shown(explain, language, target="3", against="5", start=4)
    assert [panel.view for panel in (wall, judged, off)] == ["explain", "faithfulness", "ablation"]
    assert (wall.state["target"], wall.state["against"], wall.state["start"]) == ("3", "5", 4)
    assert (wall.data["classes"]["target"], wall.data["classes"]["against"]) == (3, 5)
    json.dumps([wall.data, judged.data, off.data], allow_nan=False)


@pytest.fixture
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0))


def test_the_class_is_the_states_else_the_likeliest(analysis):
    chosen = classes(analysis, ViewState(target="3", against="5"))
    likeliest = classes(analysis, ViewState())
    assert (chosen["target"], chosen["against"]) == (3, 5)
    assert (likeliest["target"], likeliest["against"]) == (5, None)


def test_every_view_is_given_the_address_of_the_labels(analysis):
    assert {panel.labels for panel in shown(explain, "zh")} == {address(words("zh"), analysis)}


def test_the_likeliest_five_lead_and_all_shares_sum_to_1(analysis):
    found = classes(analysis, ViewState())
    shares = found["shares"]
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    assert found["top"] == sorted(range(62), key=lambda index: -shares[index])[:5]


def test_a_class_that_the_model_does_not_have_is_the_likeliest(analysis):
    found = classes(analysis, ViewState(target="999", against="999"))
    assert (found["target"], found["against"]) == (5, None)
