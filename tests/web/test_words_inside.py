import re

import pytest

from vitviz.text import words
from vitviz.web import words_inside

VIEWS = (words_inside.patch, words_inside.depth, words_inside.lens)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_both_languages_fill_the_same_places(view):
    english, chinese = view(words("en")), view(words("zh"))
    assert english.keys() == chinese.keys()
    for name, sentence in english.items():
        places = re.findall(r"\{(\w+)\}", sentence)
        assert sorted(re.findall(r"\{(\w+)\}", chinese[name])) == sorted(places), name


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_every_sentence_is_said_in_chinese(view):
    same = {name for name, said in view(words("zh")).items() if said == view(words("en"))[name]}
    assert same <= {"mlp", "export_npz"}
