"""The scripts of the page's head say exactly what Python gives them, in both languages."""

import re

import pytest

from vitviz.text import LANGUAGES, words
from vitviz.web import words_page
from vitviz.web.browser_files import FRONTEND

BAR = tuple(f"views/frame/{name}.js" for name in ("bar", "place", "runs_line", "share"))
_OF_THE_TRAY = (
    "tray",
    "intake",
    "underway",
    "strip",
    "camera",
    "own_photos",
    "model_choice",
    "choices",
)
TRAY = tuple(f"views/frame/{name}.js" for name in _OF_THE_TRAY)
# Names that the scripts put together: a button's hint, an upload's stage, a problem's reason.
MADE = {
    "bar": {"theme_light", "theme_dark", "theme_system"}
    | {"server_away", "server_starting", "server_lost"},
    "tray": {"browse", "browse_hint", "camera", "paste", "paste_hint"}
    | {"sending", "reading", "opening", "waiting"}
    | {"unreachable", "unreadable", "no_file"}
    | {"model", "cnn"},  # whose choice it is
}


def asked_for(files):
    code = "".join((FRONTEND / file).read_text("utf-8") for file in files)
    taken = re.findall(r"\{([\w\s,]+)\} = this\.words\b", code)
    names = {name for listed in taken for name in re.findall(r"\w+", listed)}
    return names | set(re.findall(r"\bwords\.(\w+)", code))


@pytest.mark.parametrize(("view", "files"), [("bar", BAR), ("tray", TRAY)])
def test_a_view_gets_the_words_it_asks_for_and_no_others(view, files):
    given = getattr(words_page, view)(words("en")).keys()
    assert asked_for(files) | MADE[view] == given


def test_the_names_that_scripts_put_together_are_put_together():
    intake, tray = ((FRONTEND / file).read_text("utf-8") for file in (TRAY[1], TRAY[0]))
    assert re.findall(r'button\("(\w+)"', intake) == ["camera", "paste", "browse"]
    assert set(re.findall(r'stage(?:: | = )(?:.*\? )?"(\w+)"(?: : "(\w+)")?', tray)) == {
        ("sending", ""),
        ("sending", "reading"),
        ("opening", ""),
        ("waiting", ""),
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["bar", "tray"])
def test_no_word_is_empty(view, language):
    said = getattr(words_page, view)(words(language))
    assert [name for name, sentence in said.items() if not sentence.strip()] == []
