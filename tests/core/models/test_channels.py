import pytest
import torch

from tests.core.models.made_calls import call
from vitviz.core.models.channels import asks_by_channels, multiplies_channels

PIXELS = torch.zeros(1, 3, 64, 96)  # 24 tokens at a stride of 16, 96 at 8


@pytest.mark.parametrize(
    ("asking", "looked", "width", "by_channels"),
    [
        (20, 97, 20, True),  # CoaT: 20 channels weigh 97 tokens
        (10, 10, 96, True),  # EdgeNeXt: 10 channels look at each other over 96 tokens
        (24, 24, 96, False),  # tokens of another grid, with values of 96 numbers
        (24, 24, 20, False),
        (1, 97, 20, False),  # a class token
    ],
)
def test_weights_of_channels_are_told_from_those_of_tokens(asking, looked, width, by_channels):
    assert multiplies_channels(call(asking, looked, width), PIXELS) == by_channels


def test_queries_as_wide_as_there_are_tokens_are_channels():
    assert asks_by_channels(call(12, 12, 24, query=24), (24, 25))
    assert not asks_by_channels(call(24, 24, 24, query=24), (24, 25))
    assert not asks_by_channels(call(25, 25, 12, query=12), (24, 25))
