import re

import pytest

from vitviz.web.glossary_terms import ATTENTION, INPUT, LAYER

TERMS = [*INPUT, *ATTENTION, *LAYER]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_a_meaning_is_whole_sentences_and_its_formula_none(term):
    assert re.fullmatch(r"[A-Z].*[.]", term.meaning)
    assert not term.formula.endswith(".")
