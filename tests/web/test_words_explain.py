import re

from vitviz.app.state.view_state import METHODS
from vitviz.text import words
from vitviz.web.words_explain import explain


def places(sentence):
    return set(re.findall(r"\{\w+\}", sentence))


def test_both_languages_have_the_same_words_with_the_same_places():
    english, chinese = explain(words("en")), explain(words("zh"))
    assert english.keys() == chinese.keys()
    assert all(places(english[name]) == places(chinese[name]) for name in english)


def test_every_method_has_a_name_a_definition_with_its_source_and_what_it_leaves_out():
    said = explain(words("en"))
    for method in METHODS:
        assert said[method]
        assert re.search(r"20\d\d\b", said[f"{method}_is"]), method
        assert said[f"{method}_not"]
