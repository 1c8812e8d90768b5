from vitviz.core.comparison.counting import PARTS
from vitviz.text import words
from vitviz.web.words_comparison import counting


def test_every_part_that_is_counted_has_a_name_and_a_meaning():
    said = counting(words("en"))
    assert {f"part_{name}" for name in PARTS} | {
        f"part_{name}_tip" for name in PARTS
    } <= said.keys()
