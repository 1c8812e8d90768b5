from typing import get_args

from vitviz.app.state import view_state
from vitviz.app.state.alterations import PRESETS
from vitviz.text import words
from vitviz.web import words_versus

SAID = words_versus.perturb(words("en"))


def test_every_perturbation_has_a_button_its_meaning_and_the_name_of_its_axis():
    for kind in get_args(view_state.Alter):
        assert {f"alter_{kind}", f"alter_{kind}_tip", f"across_{kind}"} <= SAID.keys()


def test_every_preset_has_a_name_a_question_before_and_a_sentence_after_with_its_numbers():
    for preset in PRESETS:
        assert {f"preset_{preset}", f"preset_{preset}_before"} <= SAID.keys()
        assert all(name in SAID[f"preset_{preset}_after"] for name in ("{vit}", "{cnn}"))
