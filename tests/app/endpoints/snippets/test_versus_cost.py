"""That the lines make the archive's arrays: test_every_archive.py."""

import pytest

from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.versus_cost import cost, sizes_of, tokens_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.capture import capture
from vitviz.core.models.load import load


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "hunger-vit-002", "published", 0))


def test_the_tokens_of_a_size_are_those_that_the_model_makes_of_it(analysis):
    vit = load("hunger-vit-002")
    size, tokens = sizes_of(analysis)[1], tokens_of(analysis)[1]
    pixels = analyses.pixels(analysis).new_zeros(1, 3, *size)
    assert capture(vit, pixels).layout.tokens == tokens


def test_the_lines_say_that_a_measurement_is_not_had_again(analysis):
    assert "other numbers" in cost(analysis, ViewState())
