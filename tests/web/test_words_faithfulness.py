import re

from vitviz.text import words
from vitviz.web import words_faithfulness as say

EN, ZH = words("en"), words("zh")


def test_both_languages_have_the_same_words_with_the_same_places():
    english, chinese = say.faithfulness(EN), say.faithfulness(ZH)
    assert english.keys() == chinese.keys()
    for name in english:
        assert set(re.findall(r"\{\w+\}", english[name])) == set(
            re.findall(r"\{\w+\}", chinese[name])
        ), name


def test_chinese_is_not_english_again():
    english, chinese = say.faithfulness(EN), say.faithfulness(ZH)
    same = {name for name in english if english[name] == chinese[name] and name not in SAME}
    assert not same


SAME = {"score_logit", "rank"}
