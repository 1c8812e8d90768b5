import re

import pytest

from vitviz.text import words
from vitviz.web.browser_files import FRONTEND
from vitviz.web.words_flow import STAGES, flow


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_a_button_that_is_short(stage, language):
    assert 0 < len(flow(words(language))[f"stage_{stage}"]) < 12


def test_both_halves_have_the_stages_in_one_order():
    text = (FRONTEND / "views/lesson/flow_motion.js").read_text("utf-8")
    (found,) = re.findall(r"STAGES = \[(.*?)\]", text, re.DOTALL)
    assert tuple(re.findall(r'"(\w+)"', found)) == STAGES
