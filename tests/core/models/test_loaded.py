import dataclasses

import pytest

from vitviz.core.models.loaded import Loaded, Note, plain


def test_a_record_cannot_be_altered():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Loaded("x.pth").table = "other"


def test_a_note_without_its_sentence_is_its_code_and_facts():
    assert plain(Note("cast", {"kinds": "float16"})) == "cast (kinds='float16')"
    assert plain(Note("headless")) == "headless"


def test_a_record_is_written_a_note_a_line():
    assert str(Loaded("x.pth", notes=(Note("a"), Note("b")))) == "a\nb"
