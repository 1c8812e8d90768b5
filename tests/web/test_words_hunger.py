import pytest

from vitviz.text import words
from vitviz.training.arms import ARMS
from vitviz.web import words_hunger


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_network_that_is_trained_has_a_name_and_says_what_it_is(language):
    said = words_hunger.hunger(words(language))
    for arm in ARMS:
        assert said[f"arm_{arm}"]
        assert said[f"arm_{arm}_tip"]
