"""An error carries its reason and facts as data, and sentences are written elsewhere."""

import pytest

from vitviz import errors
from vitviz.errors import ArgumentError, ImageError, VitvizError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_one_of_this_package_and_carries_reason_and_facts(kind):
    error = kind("too_large", bytes=26, limit=25)
    assert isinstance(error, VitvizError)
    assert error.reason == "too_large"
    assert error.facts == {"bytes": 26, "limit": 25}


def test_its_text_names_the_reason_and_each_fact():
    assert str(ImageError("too_large", bytes=26, name="cat")) == "too_large (bytes=26, name='cat')"
    assert str(ImageError("empty")) == "empty"


def test_a_wrong_argument_is_a_value_error_as_python_expects():
    with pytest.raises(ValueError, match="unknown"):
        raise ArgumentError("unknown", argument="fusion", rule="mean, max or min", got="median")
