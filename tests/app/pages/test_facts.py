from tests.app.pages.shown import analysis
from vitviz.app.compute import analyses
from vitviz.app.pages.facts import facts as facts_of
from vitviz.app.pages.facts import named, over_photo
from vitviz.app.state.view_state import ViewState
from vitviz.text import words


def facts(**fields):
    state = ViewState(**fields)
    return facts_of(words("en"), state, analyses.analysis(analyses.AnalysisSpec.of(state)))


def test_the_browser_gets_addresses_and_never_an_array():
    found = facts()
    assert found["urls"]["analysis"].startswith("api/analysis/")
    assert len(str(found)) < 3_000


def test_the_models_rectangle_lies_in_the_photo():
    found = facts(photo="koala")
    height, width = found["photo"]["size"]
    x0, y0, x1, y1 = found["photo"]["box"]
    assert 0 <= x0 < x1 <= width
    assert 0 <= y0 < y1 <= height


def test_the_first_token_is_called_by_its_name():
    assert facts()["prefix"] == [
        {"mark": "[CLS]", "name": "class token [CLS]", "text": "the class token"}
    ]


def test_the_rollouts_address_has_the_settings_of_the_choice():
    assert (
        "fusion=max&residual=0.25&discard=0.5"
        in (facts(fusion="max", residual=0.25, discard=0.5)["urls"]["rollout"])
    )


def test_what_is_the_vits_alone_is_asked_for_by_its_own_name_beside_any_cnn():
    state, _ = ViewState(), words("en")
    beside = state.with_({"cnn_weights": "random"})
    both = [analyses.analysis(analyses.AnalysisSpec.of(each)) for each in (state, beside)]
    first, second = (facts_of(_, state, each, alone=True) for each in both)
    assert first["urls"] == second["urls"]
    assert first["trace"]["key"] == second["trace"]["key"] == both[0].vit_key
    first, second = (facts_of(_, state, each) for each in both)
    assert first["urls"] != second["urls"]


def test_a_view_that_draws_no_photo_is_told_of_none():
    found = named(words("en"), analysis())
    assert set(found) == {"trace", "caption", "urls"}


def test_a_view_of_maps_over_the_photo_is_told_no_layers():
    found = over_photo(words("en"), analysis())
    assert set(found["trace"]) == {"key", "patch", "grid"}
    assert found["photo"] == facts(photo="koala")["photo"]
