"""That the lines make the archive's arrays: test_every_archive.py."""

from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.versus_adds import adds, counted_at
from vitviz.app.state.view_state import ViewState


def of_rows(rows, **more):
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", rows, **more)
    return analyses.analysis(spec)


def test_the_photos_own_shape_takes_the_place_of_a_square_with_as_many_tokens():
    own = of_rows(6, shape="photo")
    assert own.trace.size == (98, 70)
    found = dict(counted_at(own))
    assert found[36] == (98, 70)
    assert found[65] == (112, 112)


def test_no_pixels_are_needed_for_the_lines():
    assert "photo" not in adds(of_rows(4), ViewState())
