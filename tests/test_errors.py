"""An error carries its reason and facts as data, and sentences are written elsewhere."""

import subprocess
import sys
from pathlib import Path

import pytest

from vitviz import errors
from vitviz.errors import ArgumentError, ImageError, VitvizError, plain

KINDS = [VitvizError, *VitvizError.__subclasses__()]
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_one_of_this_package_and_carries_reason_and_facts(kind):
    error = kind("too_large", bytes=26, limit=25)
    assert isinstance(error, VitvizError)
    assert error.reason == "too_large"
    assert error.facts == {"bytes": 26, "limit": 25}


def test_without_a_sentence_its_text_names_the_reason_and_each_fact():
    told = plain(ImageError("too_large", bytes=26, name="cat"))
    assert told == "too_large (bytes=26, name='cat')"
    assert plain(ImageError("empty")) == "empty"


def test_another_writer_can_be_told_to_write_it():
    before = errors._written
    try:
        errors.write_with(lambda error: f"<{error.reason}>")
        assert str(ImageError("empty")) == "<empty>"
    finally:
        errors.write_with(before)


def test_whoever_raises_one_has_its_sentence_without_the_app():
    code = """
import sys
from vitviz.core.assets import read_card
from vitviz.errors import ModelError
try:
    read_card("nothing")
except ModelError as error:
    print(error)
print({"streamlit", "torch"} & {*sys.modules})
"""
    run = [sys.executable, "-c", code]
    told = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == [
        "No model is called nothing. Choose one from the list. [unknown (name='nothing')]",
        "set()",
    ]


def test_a_wrong_argument_is_a_value_error_as_python_expects():
    with pytest.raises(ValueError, match="unknown"):
        raise ArgumentError("unknown", argument="fusion", rule="mean, max or min", got="median")
