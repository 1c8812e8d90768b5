import re

from vitviz.app.state.view_state import METHODS
from vitviz.text import words
from vitviz.web.words_explain import explain


def test_every_method_has_a_name_a_definition_with_its_source_and_what_it_leaves_out():
    said = explain(words("en"))
    for method in METHODS:
        assert said[method]
        assert re.search(r"20\d\d\b", said[f"{method}_is"]), method
        assert said[f"{method}_not"]
