import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from vitviz.figures import theme

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def luminance(code):
    """Relative luminance of a hex colour (WCAG 2.2)."""
    channels = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_streamlits_own_theme_agrees(name):
    configured = tomllib.loads(CONFIG.read_text())["theme"][name]
    colours = theme.palette(name)
    assert configured == {
        "primaryColor": colours.vit,
        "backgroundColor": colours.background,
        "secondaryBackgroundColor": colours.surface,
        "textColor": colours.text,
        "borderColor": colours.line,
    }


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("role", ["text", "quiet", "vit", "cnn"])
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_what_is_written_can_be_read(name, role, ground):
    colours = theme.palette(name)
    assert contrast(getattr(colours, role), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", ["background", "surface"])
def test_what_went_wrong_can_be_read(name, ground):
    assert contrast(theme.ERROR[name], getattr(theme.palette(name), ground)) >= 4.5


def test_all_raised_signs_come_from_one_font():
    """Inter has ¹, ² and ³ alone here, and 10⁻³ would be of two fonts."""
    faces = tomllib.loads(CONFIG.read_text())["theme"]["fontFaces"]
    inter, digits, beside = (characters(face["unicodeRange"]) for face in faces)
    raised = {ord(sign) for sign in "⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"}
    assert not raised & inter
    assert raised <= digits
    assert {ord(sign) for sign in "a×−…"} <= inter
    assert inter - beside == {ord(mark) for mark in "“”…—"}


def characters(ranges):
    spans = [span.removeprefix("U+").split("-") for span in ranges.split(", ")]
    return {
        at
        for first, *last in spans
        for at in range(int(first, 16), int((last or [first])[0], 16) + 1)
    }


def test_the_sequential_table_grows_lighter_all_the_way():
    table = theme.lut(theme.SEQUENTIAL)
    codes = [f"#{table[i : i + 6]}" for i in range(0, len(table), 6)]
    levels = [luminance(code) for code in codes]
    assert len(levels) == 256
    assert all(later >= earlier - 1e-3 for earlier, later in pairwise(levels))


def test_the_diverging_table_is_darkest_in_the_middle():
    table = theme.lut(theme.DIVERGING)
    levels = [luminance(f"#{table[i : i + 6]}") for i in range(0, len(table), 6)]
    assert 120 <= levels.index(min(levels)) <= 136


def test_the_stylesheet_names_every_colour_in_both_themes():
    css = theme.css()
    for name in (*vars(theme.LIGHT), "error"):
        assert len(re.findall(rf"--{name}: #", css)) == 2
