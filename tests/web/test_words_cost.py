import pytest

from vitviz.app.endpoints.versus_cost import MEASURES
from vitviz.core.comparison.cost import TERMS
from vitviz.text import words
from vitviz.web import words_cost


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_measure_and_every_term_has_a_name_and_says_what_it_is(language):
    said = words_cost.cost(words(language))
    for name in (*MEASURES, *TERMS):
        assert said[name]
        assert said[f"{name}_tip"]
