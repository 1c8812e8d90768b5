from dataclasses import replace

import pytest

from tests.app.endpoints.snippets.ran import uploaded
from vitviz.app.compute import analyses
from vitviz.app.endpoints.second import second_name, second_of
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ImageError

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4, 6)


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


@pytest.mark.parametrize("name", ["", "koala"])
def test_no_second_photo_and_the_first_one_again_are_none(analysis, name):
    assert second_name(analysis, ViewState(second=name)) == ""
    assert second_of(analysis, ViewState(second=name)) is None


@pytest.mark.parametrize("own", [False, True], ids=["bundled", "own"])
def test_a_second_photo_is_analysed_as_the_first_one_is(analysis, own):
    name = uploaded() if own else "cat"
    found = second_of(analysis, ViewState(second=name))
    assert found.spec == replace(analysis.spec, photo=name)
    assert found.key != analysis.key
    assert found.trace.grid == analysis.trace.grid == (4, 6)


@pytest.mark.parametrize("name", [f"up-{'0' * 32}", "nothing"])
def test_a_second_photo_that_is_not_here_is_refused(analysis, name):
    with pytest.raises(ImageError):
        second_of(analysis, ViewState(second=name))
