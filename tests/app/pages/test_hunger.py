import pytest

from tests.app.pages.shown import shown
from vitviz.app.pages import hunger, versus


@pytest.fixture
def cards(monkeypatch):
    """A function that bundles these models."""

    def bundle(*cards):
        monkeypatch.setattr(hunger, "bundled_cards", lambda: cards)

    return bundle


def test_the_trained_models_open_from_the_smallest_share_on(cards):
    cards(
        {"name": "b", "data_hunger": {"share": 1.0}},
        {"name": "everyday"},
        {"name": "a", "data_hunger": {"share": 0.02}},
    )
    assert hunger.opened() == [{"model": "a", "share": 0.02}, {"model": "b", "share": 1.0}]


def test_where_none_is_bundled_none_opens(cards):
    cards({"name": "everyday"})
    assert hunger.opened() == []


def test_the_panel_stands_on_the_page():
    views = [panel.view for panel in shown(versus)]
    assert views[-1] == "hunger"


@pytest.mark.parametrize(("language", "named"), [("en", "from scratch"), ("zh", "从零")])
def test_its_picture_names_what_was_trained_and_no_photo_or_model_that_has_no_part_in_it(
    language, named
):
    panel = shown(versus, language)[-1]
    caption = panel.data["caption"]
    assert caption["file"] == ""
    assert len(caption["lines"]) == 1
    assert named in caption["lines"][0]
