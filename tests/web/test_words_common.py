import re

from vitviz.text import words
from vitviz.web.words_common import common


def places(sentence):
    return set(re.findall(r"\{\w+\}", sentence))


def test_both_languages_have_the_same_words_with_the_same_places():
    english, chinese = common(words("en")), common(words("zh"))
    assert english.keys() == chinese.keys()
    assert all(places(english[name]) == places(chinese[name]) for name in english)
