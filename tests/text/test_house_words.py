"""Each thing has one name in each language, and Chinese is set as Chinese is.

What a native reader or the field would not say is named here, with what to say instead.
"""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from vitviz.app.pages import options
from vitviz.text import words

CHINESE = Path(__file__).parents[2] / "vitviz/text/locales/zh/LC_MESSAGES/vitviz.po"

NOT_ENGLISH = {
    r"\b[Tt]ake (away|out)\b": "Export, Remove",
    r"× (even(?! share)|mean)\b": "× even share",
    r"\b[Tt]he head (reads|sees|says)": "the classifier reads",
    r"\blast colours?\b.*\bmaps\b|\bmaps\b.*\blast colours?\b": "the brightest colour",
    r"× [^\s)]+ (patches|places|positions|cells)\b": "256 patches (16 × 16)",
    r"\brandomis": "randomization",
}
NOT_CHINESE = {
    "带走": "导出",
    "展开": "注意力 rollout",
    "分类头|分类层": "分类器",
    "注意力头": "头",
    "取平均": "平均，求平均",
    "均分": "均匀份额",
    "(?<!平)均值": "平均，均匀份额的几倍",
    "纳特": "奈特",
    "看向|被谁看": "它看谁，谁看它",
    "各用各的": "各图独立",
    "最后一种颜色": "以最亮色显示，以末端颜色显示",
    "突出": "离群",
    "共享类别|都认识": "两个模型共有的类别",
    "您": "你",
    "屏幕": "画面",
    r"× [^\s）]+ (的|个)?(图块|位置|格)": "256 个图块（16 × 16）",
}

FULL_WIDTH = r"[\u3000-\u303f\uff00-\uffef]"
SPACED = rf" {FULL_WIDTH}|{FULL_WIDTH} | ……"
SHORT_ELLIPSIS = r"[\u4e00-\u9fffA-Za-z}] ?…(?!…)"
HALF_WIDTH = r"[\u4e00-\u9fff][,;:!?]|[\u4e00-\u9fff]\(|\)[\u4e00-\u9fff]"


def catalogue():
    with CHINESE.open("rb") as source:
        return [(message.id, message.string) for message in read_po(source) if message.id]


def sentences(side):
    """All of one language: 0 English, 1 Chinese; with what the models are called."""
    offered = [text for row in options.models(words(("en", "zh")[side])) for text in row.values()]
    return [pair[side] for pair in catalogue()] + offered


@pytest.mark.parametrize(("pattern", "instead"), NOT_ENGLISH.items())
def test_english_has_one_name_for_one_thing(pattern, instead):
    assert [text for text in sentences(0) if re.search(pattern, text)] == [], instead


@pytest.mark.parametrize(("pattern", "instead"), NOT_CHINESE.items())
def test_chinese_says_what_a_native_reader_says(pattern, instead):
    assert [text for text in sentences(1) if re.search(pattern, text)] == [], instead


def test_no_space_stands_beside_a_full_width_mark():
    assert [text for text in sentences(1) if re.search(SPACED, text)] == []


def test_chinese_has_full_width_marks():
    wrong = f"{HALF_WIDTH}|{SHORT_ELLIPSIS}"
    assert [text for text in sentences(1) if re.search(wrong, text)] == []
