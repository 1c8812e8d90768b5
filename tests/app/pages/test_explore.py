import json

import pytest

from tests.app.pages.shown import analysis, shown
from vitviz.app.pages import explore
from vitviz.app.state.view_state import ViewState
from vitviz.text import words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_the_explorer_the_rollout_and_the_predictions(language):
    found = shown(explore, language)
    assert [panel.view for panel in found] == ["explorer", "rollout", "predictions", "beside"]
    json.dumps([panel.data for panel in found], allow_nan=False)


def test_the_explorer_has_the_fields_that_it_may_change():
    explorer = shown(explore, query="7", head="1.2", by="column")[0]
    assert explorer.state == {"query": "7", "head": "1.2", "by": "column"} | {
        "a": "", "b": "", "show": "live", "scale": "fixed", "order": "layer"
    }  # fmt: skip


def test_a_page_is_made_without_a_server_or_a_session():
    state = ViewState(photo="koala")
    first, second = (explore.panels(state, analysis(), words("en")) for _ in "ab")
    assert first == second
