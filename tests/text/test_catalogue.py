"""Sentences and numbers come in the visitor's language, and no number claims too much."""

import math

import numpy as np
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from vitviz.errors import ArgumentError
from vitviz.text import LANGUAGES, N_, words
from vitviz.text.catalogue import _catalogue


@pytest.fixture
def chinese(tmp_path, monkeypatch):
    """The Chinese words of a catalogue that this test wrote."""
    catalogue = Catalog(locale="zh")
    catalogue.add("every head", "每个头")
    catalogue.add("not yet", "")
    catalogue.add(("{count} head", "{count} heads"), ("{count} 个头",))
    path = tmp_path / "zh" / "LC_MESSAGES" / "vitviz.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr("vitviz.text.catalogue._LOCALES", tmp_path)
    _catalogue.cache_clear()
    yield words("zh")
    _catalogue.cache_clear()


def test_a_sentence_comes_in_chinese(chinese):
    assert chinese("every head") == chinese.gettext("every head") == "每个头"


def test_english_needs_no_catalogue():
    assert words("en")("every head") == "every head"


def test_a_sentence_without_translation_stays_english(chinese):
    assert chinese("not yet") == "not yet"
    assert chinese("never seen") == "never seen"


def test_an_empty_sentence_stays_empty_and_shows_no_catalogue_header(chinese):
    assert chinese("") == ""


def test_a_count_chooses_the_form(chinese):
    forms = ("{count} head", "{count} heads")
    assert [words("en").ngettext(*forms, count) for count in (1, 6)] == list(forms)
    assert [chinese.ngettext(*forms, count) for count in (1, 6)] == ["{count} 个头"] * 2


def test_an_unknown_language_is_refused_by_name():
    with pytest.raises(ArgumentError) as refused:
        words("../en")  # pyright: ignore[reportArgumentType]
    assert refused.value.facts["got"] == "../en"


def test_a_marked_sentence_is_unchanged():
    assert N_("every head") == "every head"


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (1025, 0, "1,025"),
        (3.14159, 2, "3.14"),
        (3, 1, "3.0"),
        (-0.04, 1, "0.0"),
        (-1.25, 2, "-1.25"),
        (np.float32(0.1), 3, "0.100"),
    ],
)
def test_a_number_has_exactly_the_decimals_asked_for(value, digits, shown):
    assert [words(language).number(value, digits) for language in LANGUAGES] == [shown, shown]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ArgumentError):
        words("en").number(value, 1)


@pytest.mark.parametrize(
    ("probability", "shown"),
    [
        (0, "0%"),
        (1, "100%"),
        (1.0000004, "100%"),
        (-1e-9, "0%"),
        (0.98, "98%"),
        (0.1234, "12%"),
        (0.0213, "2.1%"),
        (0.00213, "0.21%"),
        (0.0001, "0.01%"),
    ],
)
def test_a_probability_has_two_significant_figures(probability, shown):
    assert words("en").percent(probability) == words("zh").percent(probability) == shown


def test_neither_certainty_nor_impossibility_is_rounded_into_being():
    assert words("en").percent(0.9996) == ">99%"
    assert words("en").percent(3e-9) == "<0.01%"


@given(st.floats(min_value=1e-4, max_value=0.99))
def test_a_shown_probability_is_within_half_a_unit_of_its_second_figure(probability):
    shown = float(words("en").percent(probability).removesuffix("%")) / 100
    unit = 10 ** (math.floor(math.log10(probability)) - 1)
    assert abs(shown - probability) <= 0.5 * unit * (1 + 1e-9)


@pytest.mark.parametrize("value", [1.01, -0.01, math.nan])
def test_what_is_no_probability_is_refused(value):
    with pytest.raises(ArgumentError):
        words("en").percent(value)
