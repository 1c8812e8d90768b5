"""The lines of where each model looks name the CNN only where it has a class of this meaning."""

import pytest

from tests.app.endpoints.snippets.ran import ran
from vitviz.app.compute import analyses
from vitviz.app.endpoints import maps
from vitviz.app.endpoints.snippets import versus_maps
from vitviz.app.endpoints.snippets.versus_maps import class_maps
from vitviz.app.state.view_state import ViewState


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_the_lines_find_the_labels_of_the_cnn_that_mean_the_class(analysis):
    made = ran(analysis, "class_maps", target="5")
    assert tuple(made["means"]) == maps.meaning_of(analysis, 5)


def test_a_class_that_the_cnn_does_not_know_is_asked_of_the_vit_alone(analysis, monkeypatch):
    monkeypatch.setattr(versus_maps, "meaning_of", lambda *_: ())
    text = class_maps(analysis, ViewState(target="5"))
    assert "cnn" not in text
    assert "relevance(vit, pixels, target)" in text
