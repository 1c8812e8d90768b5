from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.pages import options
from vitviz.text import words


def test_the_first_photo_is_the_one_that_opens():
    assert options.photos("en")[0]["id"] == "coffee"


def test_every_photo_has_a_title_and_its_credit_in_both_languages():
    for language in ("en", "zh"):
        for photo in options.photos(language):
            assert photo["title"]
            assert "," in photo["credit"]


def test_only_vision_transformers_are_offered_each_also_untrained():
    ids = [model["id"] for model in options.models(words("en"))]
    assert ids == ["everyday-vit-s14", "everyday-vit-s14~random"]


def test_the_trays_name_of_a_model_leads_back_to_the_choice():
    for weights in ("published", "random"):
        name = options.model_id(AnalysisSpec("cat", "everyday-vit-s14", weights, 0))
        assert options.model_of(name) == {"model": "everyday-vit-s14", "weights": weights}
