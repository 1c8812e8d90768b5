"""What the Python of the page Explore says besides its arrays."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked, ran
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


def test_the_mean_over_many_photos_is_among_the_lines_where_there_is_one():
    spec = analyses.AnalysisSpec("koala", "hunger-vit-002", "published", 0)
    found = analyses.analysis(spec)
    _, arrays = asked(found, "measures")
    made = ran(found, "measures")["arrays"]
    assert list(made) == list(arrays) == ["entropy", "reach", "mean_reach", "mean_reach_deviation"]
    assert np.array_equal(made["mean_reach"], arrays["mean_reach"])
