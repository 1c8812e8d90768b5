"""The lines of the five maps name the class and the layers that the page shows."""

from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.maps import maps_of
from vitviz.app.state.view_state import ViewState


def written(**fields):
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4)
    return "\n".join(maps_of(analyses.analysis(spec), ViewState(**fields)))


def test_class_and_layers_are_those_that_are_set():
    text = written(target="5", start=2, cam="9")
    assert "gradients(vit, pixels, 5)" in text
    assert "relevance_of(found, 2)" in text
    assert "gradcam(vit, pixels, 5, 9)" in text


def test_a_layer_that_the_model_does_not_have_is_its_last_one():
    text = written(target="5", start=9999, cam="0999")
    assert "relevance_of(found, 11)" in text
    assert "gradcam(vit, pixels, 5, 11)" in text
