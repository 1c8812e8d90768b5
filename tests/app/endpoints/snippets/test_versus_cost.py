"""That the lines make the archive's arrays: test_every_archive.py."""

import pytest

from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.versus_cost import cost, opened_at, sizes_of, tokens_of, told_of
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


def test_a_model_of_one_size_is_loaded_anew_at_each_that_it_is_offered_in():
    spec = analyses.AnalysisSpec("koala", "swin_tiny_patch4_window7_224", "random", 0)
    swin = analyses.analysis(spec)
    assert sizes_of(swin) == [(224, 224), (448, 448)]
    assert tokens_of(swin) == [56**2, 112**2]
    each = [{"arguments": {"img_size": size}} for size in sizes_of(swin)]
    assert opened_at(swin) == each
    assert told_of(swin, "fused") == told_of(swin, "unfused") == each
    assert told_of(swin, "cnn") is None
    assert cost(swin, ViewState()).count(str(each)) == 2


def test_a_model_that_takes_any_size_is_loaded_once(analysis):
    assert told_of(analysis, "fused") is None
