import pytest

from vitviz.text import words
from vitviz.web.words_faithfulness import faithfulness


@pytest.mark.parametrize("of", ["both", "deletion", "insertion"])
@pytest.mark.parametrize("side", ["better", "inside", "worse"])
def test_each_verdict_that_curves_can_get_has_its_sentence(of, side):
    assert faithfulness(words("en"))[f"judged_{of}_{side}"]
