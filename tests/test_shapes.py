"""The shapes in the core's signatures are checked when a test run asks for it, and only then."""

import pytest
import torch
from jaxtyping import TypeCheckError

from vitviz.core.trace import Layer, attention


def one_layer(**changes):
    plain = {"queries": torch.zeros(2, 5, 4), "keys": torch.zeros(2, 5, 4), "values": None}
    facts = {"name": "only", "kind": "self", "scale": 1.0, "bias": None, "grid": (2, 2)}
    return Layer(**plain | facts | {"prefix": 1} | changes)


def test_shapes_that_agree_pass():
    assert attention(one_layer()).shape == (2, 5, 5)


@pytest.mark.parametrize("wrong", [{"queries": torch.zeros(2, 5)}, {"keys": torch.zeros(3, 5, 4)}])
def test_shapes_are_checked_exactly_when_asked_for(wrong, pytestconfig):
    def refusal():
        try:
            one_layer(**wrong)
        except Exception as error:  # noqa: BLE001, which kind it is, is the question
            return isinstance(error, TypeCheckError)
        return False

    assert refusal() is pytestconfig.getoption("shapes")
