"""The shapes in the core's signatures are checked when a test run asks for it, and only then."""

import pytest
import torch
from jaxtyping import Float, TypeCheckError, jaxtyped
from torch import Tensor

from tests.shapes import checked
from vitviz.core.attention.trace import Layer, attention


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


@jaxtyped(typechecker=checked)
def padded(
    row: Float[Tensor, " tokens"], bias: Float[Tensor, " tokens"] | None, more: int
) -> Float[Tensor, " tokens"]:
    return torch.cat([row, torch.zeros(int(more))])


@pytest.mark.parametrize("more", [0, 0.5, "0"])
def test_what_is_no_array_is_left_to_the_core(more):
    assert padded(torch.ones(3), None, more).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("bias", "more"), [(None, 2), (torch.ones(4), 0), (torch.ones(3, dtype=torch.int64), 0)]
)
def test_optional_and_returned_arrays_are_checked_too(bias, more):
    with pytest.raises(TypeCheckError):
        padded(torch.ones(3), bias, more)
