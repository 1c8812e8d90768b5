import re

import pytest

from vitviz.errors import ArgumentError
from vitviz.training import cards, hunger

RESULT = {
    "asked": {"pictures": 890, "seed": 0, "recipe": hunger.recipe().told()},
    "parameters": 313_406,
    "points": [{"seen": 240_000}],
}


@pytest.mark.parametrize("card", [cards.hunger_card(0.02, RESULT), cards.baseline_card(RESULT)])
def test_a_card_speaks_both_languages(card):
    for words in ("title", "about", "limits"):
        assert card[words].keys() == {"en", "zh"}
        assert re.search("[㐀-鿿]", card[words]["zh"])


def test_the_name_and_the_title_say_the_share():
    card = cards.hunger_card(0.1, RESULT)
    assert card["name"] == "hunger-vit-010"
    assert "10%" in card["title"]["en"]


def test_what_it_is_counts_its_pictures_and_parameters():
    about = cards.hunger_card(0.02, RESULT)["about"]
    assert "890 photos" in about["en"]
    assert "0.31 million" in about["en"]
    assert "31 万" in about["zh"]


def test_names_of_the_shares_sort_after_the_bundled_vits():
    names = [cards.hunger_card(share, RESULT)["name"] for share in (0.02, 0.1, 1.0)]
    assert sorted(["everyday-vit-s14", *names]) == ["everyday-vit-s14", *names]


def test_a_rule_that_is_broken_is_an_error_that_names_it():
    with pytest.raises(ArgumentError, match="of one recipe"):
        cards.require(False, "out", "of one recipe", "x")
