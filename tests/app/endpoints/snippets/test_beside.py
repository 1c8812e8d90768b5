"""What the Python of two sides shows besides its arrays (test_every_archive.py runs it)."""

from dataclasses import replace

import pytest

from tests.app.endpoints.snippets.ran import ran, uploaded
from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.beside import side_by_side
from vitviz.app.state.view_state import ViewState

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4, 6)


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


def test_the_lines_read_an_own_second_photo_beside_them(analysis):
    code = side_by_side(analysis, ViewState(second=uploaded(), query="3", head="2.1"))
    assert 'Path("second.jpg").read_bytes()' in code
    assert "up-" not in code
    assert "other_vit = vit\n" in code
    compile(code, "lines", "exec")


def test_the_second_side_has_its_own_weights_size_and_photo(analysis):
    fields = {"model_b": "everyday-vit-s14", "weights_b": "random", "rows_b": 6}
    made = ran(analysis, "side_by_side", second="cat", query="3", head="2.1", **fields)
    spec = replace(SPEC, photo="cat", weights="random", rows=6, cols=0)
    known = analyses.analysis(spec)
    assert made["other_trace"].grid == known.trace.grid == (6, 6)
    assert made["other_framing"] == known.framing
    assert "difference" not in made


def test_one_model_of_one_size_is_built_for_both_sizes():
    swin = {"model": "swin_tiny_patch4_window7_224", "weights": "random", "rows": 0, "cols": 0}
    code = side_by_side(
        analyses.analysis(replace(SPEC, **swin)),
        ViewState(model_b=swin["model"], weights_b="random", rows_b=112),
    )
    assert 'vit = vitviz.load("swin_tiny_patch4_window7_224", weights="random")' in code
    assert 'other_vit = vitviz.load("swin_tiny_patch4_window7_224", weights="random", ' in code
    assert 'arguments={"img_size": (448, 448)}' in code
