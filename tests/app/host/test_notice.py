import ast
from pathlib import Path

import pytest

from tests.app.host.said import said

APP = Path(__file__).parents[3] / "vitviz/app"
MARKDOWN = ("markdown", "write", "warning", "error", "info", "success", "caption", "toast", "text")
HOSTILE = "<img src=x> www.evil.example `--force` :red[x] $x$ [x](//evil) **x** & &amp;"


def test_a_name_from_an_address_is_shown_as_it_is(visit):
    page = visit(model="www.evil.example/--x__y__")
    why = "No model is called www.evil.example/--x__y__. Choose one from the list."
    assert said(page) == [f"{why} Shown instead: Everyday ViT-S/14."]


def test_nothing_of_a_text_is_read_as_html(monkeypatch):
    from vitviz.app.host import notice

    shown = []
    monkeypatch.setattr(notice.st, "html", shown.append)
    notice.say(HOSTILE)
    (html,) = shown
    assert html.count("<") == 2
    assert "&lt;img src=x&gt;" in html
    assert "&amp;amp;" in html


def spoken(source):
    """The calls in `source` that hand Streamlit a text which is not written there."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in calls:
        told = isinstance(call.func, ast.Attribute) and call.func.attr in MARKDOWN and call.args
        if told and not is_log(call.func.value) and not is_written(call.args[0]):
            yield ast.unparse(call)


def is_log(receiver):
    return "log" in ast.unparse(receiver).lower()


def is_written(argument):
    if isinstance(argument, ast.Call) and ast.unparse(argument.func) == "_":
        argument = argument.args[0]
    return isinstance(argument, ast.Constant)


def test_no_sentence_is_handed_to_what_reads_markdown():
    sources = [path for path in APP.rglob("*.py") if "streamlit" in path.read_text()]
    assert len(sources) > 5
    assert not [call for path in sources for call in spoken(path.read_text())]


@pytest.mark.parametrize("call", ["st.warning(text)", "slot.caption(f'{x}')", "st.markdown(a + b)"])
def test_one_that_is_handed_over_is_seen(call):
    assert list(spoken(call))


@pytest.mark.parametrize("call", ["st.caption(_('Ready'))", "log.error('no: %s', error)"])
def test_what_is_written_there_is_left_alone(call):
    assert not list(spoken(call))
