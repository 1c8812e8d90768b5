from typing import get_args

import pytest

from vitviz.app.state.view_state import ViewState
from vitviz.text import LANGUAGES, words
from vitviz.web.words_inside import depth, lens
from vitviz.web.words_stages import stage_lens, stages


def test_every_map_of_the_tokens_that_a_link_can_choose_says_its_scale():
    kinds = get_args(ViewState.model_fields["maps"].annotation)
    own, other = stages(words("en")), depth(words("en"))
    assert all(own[f"{kind}_text"] != other[f"{kind}_text"] for kind in kinds)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("own", "other"), [(stages, depth), (stage_lens, lens)])
def test_what_is_said_of_layers_on_one_grid_is_said_of_blocks(language, own, other):
    _ = words(language)
    for name in ("title", "lead", "is", "is_not"):
        assert own(_)[name] != other(_)[name]
