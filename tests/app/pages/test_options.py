import pytest

from vitviz.app.pages import options
from vitviz.text import words


def test_the_first_photo_is_the_one_that_opens():
    assert options.photos(words("en"))[0]["id"] == "coffee"


def test_every_photo_has_a_title_and_its_credit_in_both_languages():
    for language in ("en", "zh"):
        for photo in options.photos(words(language)):
            assert photo["title"]
            assert "," in photo["credit"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_photo_of_what_has_no_label_says_so(language):
    marked = {photo["id"] for photo in options.photos(words(language)) if photo["unknown"]}
    assert marked == {"moose", "astronaut", "rocket"}


def test_a_photo_that_the_strip_does_not_offer_is_told_of_where_an_address_opens_it():
    _ = words("en")
    assert "polar-bear" not in {photo["id"] for photo in options.photos(_)}
    assert options.extra(_, "polar-bear")["title"]
    assert options.extra(_, "koala") is None


def test_only_vision_transformers_are_offered_each_also_untrained():
    ids = [model["id"] for model in options.models(words("en"))]
    assert ids[:2] == ["everyday-vit-s14", "everyday-vit-s14~random"]
    assert "efficientnet-lite0" not in ids


def test_a_row_of_the_models_says_which_model_and_which_weights():
    rows = options.models(words("en"))
    assert [(row["model"], row["weights"]) for row in rows][:2] == [
        ("everyday-vit-s14", "published"),
        ("everyday-vit-s14", "random"),
    ]


def test_a_model_whose_card_says_so_is_not_offered_untrained(monkeypatch):
    title = {"en": "ViT", "zh": "ViT"}
    cards = [{"name": name, "title": title, "family": "vit", **more}
             for name, more in (("a", {}), ("b", {"untrained": False}))]  # fmt: skip
    monkeypatch.setattr(options, "bundled_cards", lambda: cards)
    assert [row["id"] for row in options.models(words("en"))] == ["a", "a~random", "b"]


def test_the_bundled_cnn_is_offered_beside_the_vit_trained_and_untrained():
    rows = options.models(words("en"), "cnn")
    assert [(row["model"], row["weights"]) for row in rows][:2] == [
        ("efficientnet-lite0", "published"),
        ("efficientnet-lite0", "random"),
    ]


def test_a_model_that_is_not_bundled_is_a_row_of_its_own_under_its_name():
    row = options.other(words("en"), "resnet18.a1_in1k", "random")
    assert (row["id"], row["title"]) == ("other", "resnet18.a1_in1k, untrained")
    assert options.other(words("en"), "efficientnet-lite0", "random") is None
