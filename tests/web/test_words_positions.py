from vitviz.app.state.view_state import CHANGES
from vitviz.text import words
from vitviz.web import words_positions


def test_every_change_that_a_link_can_name_has_a_button_with_its_meaning():
    said = words_positions.change(words("en"))
    assert {f"change_{kind}" for kind in CHANGES} <= said.keys()
    assert {f"change_{kind}_tip" for kind in CHANGES} <= said.keys()
