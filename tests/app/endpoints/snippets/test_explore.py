"""What the Python of the page Explore says besides its arrays."""

import pytest

from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.explore import shown, wall
from vitviz.app.state.view_state import ViewState


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


@pytest.mark.parametrize("lines", [shown, wall])
def test_only_lines_of_a_column_import_what_makes_one(analysis, lines):
    state = {"query": "7", "head": "9.4"}
    assert "looked_at" in lines(analysis, ViewState(by="column", **state))
    assert "looked_at" not in lines(analysis, ViewState(by="row", **state))


def test_the_lines_of_a_difference_name_it_as_the_archive_does(analysis):
    state = ViewState(a="7@11.3", b="3@rollout", show="diff")
    assert '"difference": weights' in shown(analysis, state)
