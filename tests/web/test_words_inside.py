from typing import get_args

from vitviz.app.state.view_state import ViewState
from vitviz.text import words
from vitviz.web.words_inside import depth


def test_every_map_of_the_tokens_that_a_link_can_choose_says_its_scale():
    kinds = get_args(ViewState.model_fields["maps"].annotation)
    assert {f"{kind}_text" for kind in kinds} <= depth(words("en")).keys()
