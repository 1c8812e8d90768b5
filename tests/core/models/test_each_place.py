import pytest
import torch
from torch import nn

from vitviz.core.models.each_place import made_of_each

FEATURES = torch.randn(1, 8, 3, 5, generator=torch.Generator().manual_seed(1))


class Head(nn.Module):
    def __init__(self, *parts):
        super().__init__()
        torch.manual_seed(0)
        self.parts = nn.Sequential(*parts)

    def forward_head(self, features, pre_logits=False):
        return self.parts(features).mean((2, 3))


def test_it_is_the_last_part_that_makes_a_map_of_the_same_places():
    head = Head(nn.Conv2d(8, 4, 1), nn.GELU(), nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 6, 1))
    assert made_of_each(head, FEATURES) is head.parts[1]
    assert not any(part._forward_hooks for part in head.modules())


@pytest.mark.parametrize(
    "mixing",
    [
        nn.Conv2d(8, 8, 3, padding=1),
        nn.GroupNorm(1, 8),  # over all places
        nn.Conv2d(8, 8, (3, 1), padding=(1, 0)),
        nn.Softmax(dim=3),
    ],
)
def test_a_part_in_which_places_learn_of_each_other_is_none(mixing):
    assert made_of_each(Head(mixing, nn.Conv2d(8, 4, 1)), FEATURES) is None


def test_a_place_that_does_not_answer_is_none_either():
    class Blind(nn.Module):
        def forward(self, features):
            return features * torch.arange(5).clamp(max=1)

    assert made_of_each(Head(Blind()), FEATURES) is None


def test_without_a_map_of_the_same_places_there_is_none():
    assert made_of_each(Head(nn.AdaptiveAvgPool2d(1)), FEATURES) is None
    assert made_of_each(Head(nn.Identity()), FEATURES.flatten(2).mT) is None
