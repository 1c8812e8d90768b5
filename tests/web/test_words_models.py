from typing import get_args

import pytest

from vitviz.app.compute.opening import Stage
from vitviz.text import words
from vitviz.web import words_models


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_stage_of_an_opening_has_its_words(language):
    said = words_models.opening(words(language))
    assert all(said[stage] for stage in get_args(Stage))
