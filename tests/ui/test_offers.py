from vitviz.text import words
from vitviz.ui import offers
from vitviz.ui.store import Recipe


def test_the_first_photo_is_the_one_that_opens():
    assert offers.photos("en")[0]["id"] == "coffee"


def test_every_photo_has_a_title_and_its_credit_in_both_languages():
    for language in ("en", "zh"):
        for photo in offers.photos(language):
            assert photo["title"]
            assert "," in photo["credit"]


def test_only_vision_transformers_are_offered_each_also_untrained():
    ids = [model["id"] for model in offers.models(words("en"))]
    assert ids == ["everyday-vit-s14", "everyday-vit-s14~random"]


def test_the_trays_name_of_a_model_leads_back_to_the_choice():
    for weights in ("published", "random"):
        name = offers.model_id(Recipe("cat", "everyday-vit-s14", weights, 0))
        assert offers.model_of(name) == {"model": "everyday-vit-s14", "weights": weights}
