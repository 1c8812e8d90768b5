import json

import pytest

from tests.app.pages.shown import shown
from vitviz.app.compute import analyses
from vitviz.app.pages import explain
from vitviz.app.pages.explain import classes
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


def test_the_classes_have_labels_in_the_visitors_language_and_in_the_other(analysis):
    english = classes(words("en"), analysis, ViewState(target="3", against="5"))
    chinese = classes(words("zh"), analysis, ViewState())
    assert (english["labels"][5], chinese["labels"][5]) == ("koala", "考拉")
    assert (english["labels"], english["other"]) == (chinese["other"], chinese["labels"])
    assert (english["target"], english["against"]) == (3, 5)
    assert (chinese["target"], chinese["against"]) == (5, None)


def test_the_likeliest_five_lead_and_all_shares_sum_to_1(analysis):
    found = classes(words("en"), analysis, ViewState())
    shares = found["shares"]
    assert sum(shares) == pytest.approx(1, abs=1e-4)
    assert found["top"] == sorted(range(62), key=lambda index: -shares[index])[:5]


def test_a_class_that_the_model_does_not_have_is_the_likeliest(analysis):
    found = classes(words("en"), analysis, ViewState(target="999", against="999"))
    assert (found["target"], found["against"]) == (5, None)
