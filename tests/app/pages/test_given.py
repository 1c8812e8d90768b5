from typing import get_args

import pytest

from vitviz.app.pages.given import definitions, given_to
from vitviz.app.state import view_state
from vitviz.text import LANGUAGES, words
from vitviz.web.views import VIEWS


def test_what_both_sides_know_is_what_the_view_state_allows():
    found = definitions()
    assert found["methods"] == get_args(view_state.Method)
    assert found["changes"] == get_args(view_state.Change)
    assert tuple(name for name, _ in found["languages"]) == LANGUAGES


def test_the_bar_has_every_page_by_its_name_in_the_language():
    pages = given_to("bar", words("zh"))["pages"]
    assert [page["url"] for page in pages] == [
        "./",
        "explain",
        "inside",
        "positions",
        "vs-cnn",
        "lesson",
        "models",
    ]


@pytest.mark.parametrize(
    "view",
    sorted(VIEWS.keys() - {"bar", "thread", "tray", "glossary", "perturb", "components", "beside"}),
)
def test_other_views_are_given_nothing_but_words(view):
    assert given_to(view, words("en")) == {}


def test_what_is_done_to_the_picture_is_given_with_the_fields_it_depends_on():
    given = given_to("perturb", words("en"))
    assert tuple(given["alterations"]) == get_args(view_state.Alter)
    assert given["of_picture"].keys() == given["of_range"].keys() == set(given["alterations"])
