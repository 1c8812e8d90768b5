import re

import pytest

from vitviz.app.state.view_state import CHANGES
from vitviz.text import words
from vitviz.web import words_positions


def places(sentence):
    return set(re.findall(r"\{\w+\}", sentence))


@pytest.mark.parametrize("view", [words_positions.positions, words_positions.change])
def test_both_languages_have_the_same_words_with_the_same_places(view):
    english, chinese = view(words("en")), view(words("zh"))
    assert english.keys() == chinese.keys()
    for name, sentence in english.items():
        assert places(sentence) == places(chinese[name]), name
        assert chinese[name].strip(), name


def test_every_change_that_a_link_can_name_has_a_button_with_its_meaning():
    said = words_positions.change(words("en"))
    assert {f"change_{kind}" for kind in CHANGES} <= said.keys()
    assert {f"change_{kind}_tip" for kind in CHANGES} <= said.keys()
