import pytest

from vitviz.text import LANGUAGES, words
from vitviz.web.glossary import meaning
from vitviz.web.words_numbers import numbers


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_with_an_entry_in_the_glossary_mean_what_it_says(language):
    _ = words(language)
    said = numbers(_)
    for name in ("entropy", "reach"):
        assert said[f"{name}_tip"] == meaning(_, name)


def test_every_number_has_a_name_and_a_meaning():
    said = numbers(words("en"))
    named = {name.removesuffix("_tip") for name in said if name.endswith("_tip")}
    assert named <= said.keys()
    assert {"weight", "largest", "to_prefix", "received", "difference_here"} <= named
