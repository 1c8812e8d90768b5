import re

import pytest

from vitviz.text import words
from vitviz.web import words_explore as say

EN, ZH = words("en"), words("zh")


@pytest.mark.parametrize("view", [say.explorer, say.rollout, say.predictions])
def test_both_languages_have_the_same_words_with_the_same_places(view):
    english, chinese = view(EN), view(ZH)
    assert english.keys() == chinese.keys()
    for name in english:
        assert set(re.findall(r"\{\w+\}", english[name])) == set(
            re.findall(r"\{\w+\}", chinese[name])
        ), name
