import json

import pytest

from vitviz.web.browser_files import FRONTEND, loader, version
from vitviz.web.streamlit_component import SCRIPT, Shown, message, mount


def shown(view="explorer", **fields):
    return Shown(view, "en", {"query": "7"}, {"trace": {"key": "a"}}, **fields)


def test_a_message_names_the_view_its_language_and_its_module():
    found = json.loads(message(shown()))
    assert (found["view"], found["language"]) == ("explorer", "en")
    assert (FRONTEND / found["module"]).is_file()
    assert found["version"] == version()


def test_a_message_has_no_words_and_no_styles():
    assert set(json.loads(message(shown()))) == {
        "version",
        "view",
        "part",
        "module",
        "language",
        "scope",
        "labels",
        "n",
        "again",
        "state",
        "data",
    }


def test_every_message_brings_but_a_call_of_the_loader_that_the_page_holds():
    assert SCRIPT == "export default (shown) =>\nvitvizTake(shown)"
    assert "\nwindow.vitvizTake = function (shown) {" in f"\n{loader()}"


def test_a_message_says_what_arrived_and_whose_state_it_is():
    found = json.loads(message(shown(scope="lesson", acknowledged=7, again=2)))
    assert (found["scope"], found["n"], found["again"]) == ("lesson", 7, 2)


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        message(Shown("explorer", "en", {}, {"share": float("nan")}))


def test_a_view_that_is_not_there_is_refused():
    nothing = lambda: None  # noqa: E731
    with pytest.raises(ValueError, match="view must be one of"):
        mount(shown("nothing"), key="nothing", on_answer=nothing, on_event=nothing)
