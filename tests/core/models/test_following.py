import pytest
import torch
from torch import nn
from torch.nn import functional

from vitviz.core.models.following import origins
from vitviz.core.models.probing import noise

ORDER = torch.randperm(15, generator=torch.Generator().manual_seed(3))  # of 3 x 5 patches of 16


class Shuffling(nn.Module):
    """Patches in an order of their own behind a class token; then pairs of columns pooled."""

    num_heads = 2

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.embed = nn.Linear(3 * 16 * 16, 16)
        self.start = nn.Parameter(torch.randn(1, 1, 16))

    def attend(self, asked, looked):
        q, k = (each.unflatten(2, (2, 8)).transpose(1, 2) for each in (asked, looked))
        return functional.scaled_dot_product_attention(q, k, k).transpose(1, 2).flatten(2)

    def forward(self, pixels):
        cut = pixels.unfold(2, 16, 16).unfold(3, 16, 16).permute(0, 2, 3, 1, 4, 5)
        tokens = self.embed(cut.flatten(1, 2).flatten(2))[:, ORDER]
        tokens = torch.cat([self.start, tokens], dim=1)
        tokens = tokens + self.attend(tokens, tokens)
        tokens = self.attend(tokens[:, 1:6], tokens)  # without a residual path
        return self.attend(tokens, functional.pad(tokens, (0, 0, 0, 2)))


@pytest.fixture(scope="module")
def found():
    return origins(Shuffling().eval(), noise((48, 80)), draws=4)


def centres():
    return torch.stack([(ORDER // 5 + 0.5) / 3, (ORDER % 5 + 0.5) / 5], dim=1)


def test_each_token_is_found_near_the_middle_of_its_patch(found):
    places = found[0].keys[0]
    off = (places[1:] - centres()) * torch.tensor([3, 5])
    assert float(off.abs().max()) < 0.3


def test_a_token_of_no_pixel_is_nowhere(found):
    assert found[0].keys[0, 0].isnan().all()
    assert found[2].keys[0, 5:].isnan().all()  # what pads the last call's keys


def test_where_every_key_asks_there_are_no_other_queries(found):
    assert found[0].queries is None
    assert found[1].queries.shape == (1, 5, 2)


def test_attention_mixes_no_places_and_its_output_lies_where_the_query_does(found):
    off = (found[1].keys[0, 1:] - centres()) * torch.tensor([3, 5])
    assert float(off.abs().max()) < 0.3
    off = (found[2].queries[0] - centres()[:5]) * torch.tensor([3, 5])
    assert float(off.abs().max()) < 0.5


def test_no_random_numbers_are_used_up():
    torch.manual_seed(5)
    want = torch.randn(3)
    torch.manual_seed(5)
    module = nn.Flatten()
    assert origins(module, noise((32, 32)), draws=1) == []
    assert torch.equal(torch.randn(3), want)
