import re
from pathlib import Path

from vitviz.text import words
from vitviz.web import words_lesson_formulas

FORMULAS = Path(words_lesson_formulas.__file__).parent / "frontend/views/lesson/formulas.js"


def test_every_sign_of_a_formula_that_is_a_symbol_has_its_meaning():
    named = set(re.findall(r'\["[^"]+", "(\w+)"\]', FORMULAS.read_text("utf-8")))
    said = words_lesson_formulas.formulas(words("en"))
    assert named
    assert {f"symbol_{name}" for name in named} == {name for name in said if "symbol_" in name}
