"""What the Python of feature components shows besides its arrays, run as it is given."""

import pytest
import torch

from tests.app.endpoints.snippets.ran import ran, uploaded
from vitviz.app.compute import analyses
from vitviz.app.endpoints.snippets.components import components
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.components import patch_tokens
from vitviz.core.internals.patch_similarity import patch_similarity


def tokens_of(analysis, at):
    return patch_tokens(analysis.vit, analyses.pixels(analysis), at)


def test_the_lines_read_an_own_second_photo_beside_them(koala):
    code = components(koala, ViewState(second=uploaded()))
    assert 'Path("second.jpg").read_bytes()' in code
    assert "up-" not in code
    compile(code, "lines", "exec")


@pytest.mark.parametrize("on", ["first", "second"])
def test_the_lines_make_the_map_of_the_patches_that_are_like_the_query(koala, cat, on):
    made = ran(koala, "components", depth="9", second="cat", query="5", on=on)
    asking = koala if on == "first" else cat
    of = tokens_of(asking, 9)[5:6]
    for name, photo in (("like", koala), ("like_there", cat)):
        known = patch_similarity(koala.vit, of, tokens_of(photo, 9))[0]
        torch.testing.assert_close(made[name], known, atol=1e-5, rtol=0)
    assert [tuple(one.shape) for one in made["colours"]] == [(4, 6, 3)] * 2
