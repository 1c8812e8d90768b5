from typing import get_args

import pytest

from vitviz.app.state.view_state import ViewState
from vitviz.text import words
from vitviz.web.words_explore import explorer


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("by", ("invite_{}", "invite_touch_{}")),
        ("order", ("order_{}",)),
        ("scale", ("scale_{}", "text_{}")),
    ],
)
def test_everything_that_a_link_can_choose_has_its_words(field, names):
    kinds = get_args(ViewState.model_fields[field].annotation)
    wanted = {name.format(kind) for name in names for kind in kinds}
    assert wanted - explorer(words("en")).keys() == set()
