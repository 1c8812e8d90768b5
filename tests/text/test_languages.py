"""The language a visitor is spoken to in follows what the browser asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vitviz.text import LANGUAGES, negotiate


@pytest.mark.parametrize(
    "wanted", ["zh", "ZH", "zh-CN", "zh_CN", "zh-Hant-TW", "zh-CN,zh;q=0.9,en;q=0.8", "fr, zh;q=.5"]
)
def test_any_chinese_wish_gets_chinese(wanted):
    assert negotiate(wanted) == "zh"


@pytest.mark.parametrize(
    "wanted", [None, "", "en-GB", "fr-FR,fr;q=0.9", "*", "en;q=0.9,zh;q=0.8", "zh;q=0", "zhuang"]
)
def test_everything_else_gets_english(wanted):
    assert negotiate(wanted) == "en"


def test_the_greater_weight_wins_whatever_the_order():
    assert negotiate("en;q=0.3,zh;q=0.7") == "zh"
    assert negotiate("zh;q=0.3,en;q=0.7") == "en"


@pytest.mark.parametrize("broken", ["zh;q=much,en;q=0.1", "zh;q=7,en;q=0.1", "zh;v=1,en;q=0.1"])
def test_an_entry_that_cannot_be_read_is_passed_over(broken):
    assert negotiate(broken) == "en"


@given(st.text(alphabet="zhen-,;q=0.9 *_"))
def test_no_header_breaks_it(wanted):
    assert negotiate(wanted) in LANGUAGES
