import pytest

from tests.app.families import analysis_in, open_all
from tests.app.pages.shown import analysis
from vitviz.app.pages.asked import not_there
from vitviz.app.state.view_state import ViewState
from vitviz.text import words

FIELDS = set(ViewState.model_fields)


def said(language="en", shown=FIELDS, **address):
    state = ViewState.parse(address)
    return " ".join(not_there(words(language), address, state, analysis(), shown))


@pytest.mark.parametrize(
    "address",
    [
        {},
        {"query": "255", "head": "11.5", "a": "p0@0.mean", "b": "12@rollout"},
        {"target": "61", "against": "0", "depth": "12", "cam": "11", "start": "11"},
        {"off": "11.5-0.all", "change": "all", "patch": "255", "rows": "16"},
        {"patch": "9999"},  # without effect
        {"alter": "shuffle", "block": "28"},
        {"vit_depth": "12", "cnn_depth": "5"},
        {"block": "27"},  # without effect
        {"utm_source": "a mail", "embed": "true"},
    ],
)
def test_what_is_there_needs_no_word(address):
    assert said(**address) == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("head", "99.99"),
        ("head", "11.6"),
        ("head", "eleven"),
        ("query", "256"),
        ("query", "p1"),
        ("a", "0@12.0"),
        ("b", "300@0.0"),
        ("target", "62"),
        ("against", "62"),
        ("depth", "13"),
        ("cam", "12"),
        ("start", "12"),
        ("vit_depth", "13"),
        ("cnn_depth", "40"),
        ("off", "0.0-12.all"),
        ("rows", "-1"),
        ("rows", "seven"),
        ("by", "diagonal"),
        ("residual", "2"),
    ],
)
def test_what_is_not_there_is_named(name, value):
    assert f"asks for {name}={value}, which" in said(**{name: value})


@pytest.mark.parametrize(("depth", "there"), [("0", 0), ("1", 1), ("4", 1), ("5", 0)])
def test_on_several_grids_a_depth_is_a_block_of_the_whole_model(monkeypatch, depth, there):
    open_all(monkeypatch)
    found = not_there(words("en"), {}, ViewState(depth=depth), analysis_in("swin"), {"depth"})
    assert bool(found) != bool(there)


def test_a_patch_that_all_get_must_be_there():
    assert "patch=256" in said(change="all", patch="256")


def test_what_this_page_does_not_show_is_of_no_concern():
    assert said(shown={"query"}, head="99.99") == ""


def test_three_are_named_and_no_endless_value():
    found = said(head="99.99", query="999", target="999", lang="x" * 10_000)
    assert "head=99.99, lang=xxxxxxxxxxxxxxxxxxx, query=999, which" in found


def test_it_is_said_in_the_visitors_language():
    assert "网址" in said("zh", head="99.99")
