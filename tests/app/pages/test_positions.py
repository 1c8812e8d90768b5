import pytest

from tests.app.pages.shown import shown
from vitviz.app.pages import positions


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Change the embedding and watch"), ("zh", "改动位置嵌入，观察变化")],
)
def test_the_page_is_the_embedding_and_a_change_of_it(language, title):
    found = shown(positions, language)
    assert [(panel.view, panel.title) for panel in found] == [("positions", ""), ("change", title)]


def test_what_the_state_holds_reaches_the_views():
    seen, changed = shown(positions, table="learned", query="7", change="scale", amount=0.5, seed=3)
    assert seen.state == {"table": "learned", "query": "7"}
    assert changed.state == {"change": "scale", "amount": 0.5, "seed": 3, "patch": 0}


def test_an_untrained_model_is_told_as_such():
    assert shown(positions, weights="random")[0].data["untrained"]


def test_a_change_is_told_whose_map_it_shows():
    assert shown(positions)[1].data["reads"] == "the class token [CLS]"
