import math
import re

from vitviz.web.glossary_reading import CONVOLUTION, MEASURES, OUTPUT


def test_a_nat_is_as_many_bits_as_its_formula_says():
    (nat,) = [term for term in MEASURES if term.id == "nat"]
    (bits,) = re.findall(r"[\d.]+(?= bit)", nat.formula)
    assert abs(float(bits) - 1 / math.log(2)) < 0.005


def test_every_meaning_is_whole_sentences():
    terms = [*OUTPUT, *CONVOLUTION, *MEASURES]
    assert [term.id for term in terms if not re.fullmatch(r"[A-Z].*[.]", term.meaning)] == []
