"""What the Python of feature components shows besides its arrays, run as it is given."""

from dataclasses import replace

import pytest
import torch

from tests.app.endpoints.snippets.ran import ran, uploaded
from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.components import components
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.components import patch_tokens
from vitviz.core.internals.patch_similarity import patch_similarity

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4, 6)


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


@pytest.fixture(scope="module")
def other():
    return analyses.analysis(replace(SPEC, photo="cat"))


def tokens_of(analysis, at):
    return patch_tokens(analysis.vit, analyses.pixels(analysis), at)


def test_the_lines_read_an_own_second_photo_beside_them(analysis):
    code = components(analysis, ViewState(second=uploaded()))
    assert 'Path("second.jpg").read_bytes()' in code
    assert "up-" not in code
    compile(code, "lines", "exec")


@pytest.mark.parametrize("on", ["first", "second"])
def test_the_lines_make_the_map_of_the_patches_that_are_like_the_query(analysis, other, on):
    made = ran(analysis, "components", depth="9", second="cat", query="5", on=on)
    asking = analysis if on == "first" else other
    of = tokens_of(asking, 9)[5:6]
    for name, photo in (("like", analysis), ("like_there", other)):
        known = patch_similarity(analysis.vit, of, tokens_of(photo, 9))[0]
        torch.testing.assert_close(made[name], known, atol=1e-5, rtol=0)
    assert [tuple(one.shape) for one in made["colours"]] == [(4, 6, 3)] * 2
