"""Each view is given the words that its modules say, and no others."""

import re
from functools import cache

import pytest

from vitviz.app.state.view_state import METHODS
from vitviz.text import words
from vitviz.web.browser_files import FRONTEND, imported, module_of
from vitviz.web.views import VIEWS

COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)
SAID = re.compile(r"\bwords\.(\w+)")
TAKEN = re.compile(r"\{([\w\s,]+)\} = (?:this\.)?words\b")  # const { gone } = this.words
NAMED = re.compile(r"""["'](\w+)["']""")  # words[name], with the name from a list
# What is the same in both: names of formats, of layers, of models, patterns without words.
ALIKE = {"difference", "vit", "cnn", "mlp", "export_npz", "score_logit", "rank", "rollout"}
ALIKE |= {"product", "score_root", "score_scaled", "softmax", "softmax_value", "term_softmax"}
ALIKE |= {"term_token", "peak_value", "stage_mlp", "role_register_name", "role_extra_name"}
MADE = re.compile(r"(?:words|own)\[`([^`]*)`\]")  # `${name}_tip`


def places(sentence):
    return set(re.findall(r"\{\w+\}", sentence))


@cache
def code(view, *, own=False):
    """What the view's modules hold besides comments; `own`: of the views' folders alone."""
    files = imported(module_of(view))
    kept = [file for file in files if not own or FRONTEND / "views" in file.parents]
    return "\n".join(COMMENT.sub("", file.read_text("utf-8")) for file in kept)


def made(text):
    """Patterns of the names that the code puts together."""
    return [re.sub(r"\$\{.*?\}", r"\\w*", name) for name in MADE.findall(text)]


@pytest.mark.parametrize("view", VIEWS)
def test_both_languages_have_the_same_words_with_the_same_places(view):
    english, chinese = (VIEWS[view].words(words(language)) for language in ("en", "zh"))
    assert english.keys() == chinese.keys()
    assert {name for name in english if places(english[name]) != places(chinese[name])} == set()


@pytest.mark.parametrize("view", VIEWS)
def test_every_word_is_said_in_chinese(view):
    english, chinese = (VIEWS[view].words(words(language)) for language in ("en", "zh"))
    assert {name for name in english if english[name] == chinese[name]} <= ALIKE
    assert all(chinese.values())


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_says_every_word_that_it_is_given(view):
    text = code(view)
    spoken, patterns = {*SAID.findall(text), *NAMED.findall(text), *METHODS}, made(text)
    spoken |= {name for names in TAKEN.findall(text) for name in re.findall(r"\w+", names)}
    given = VIEWS[view].words(words("en"))
    unsaid = {name for name in given.keys() - spoken if not _made(name, patterns)}
    assert unsaid == set()


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_given_every_word_that_its_own_modules_say(view):
    said = set(SAID.findall(code(view, own=True)))
    assert said - VIEWS[view].words(words("en")).keys() == set()


def _made(name, patterns):
    return any(re.fullmatch(pattern, name) for pattern in patterns)
