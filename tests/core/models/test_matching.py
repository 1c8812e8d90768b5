import torch
from torch import nn

from tests.core.families import noise, small
from vitviz.core.models.matching import matched


class Block(nn.Module):
    """Cuts a map of 2 x 3 tokens, padded to 2 x 4, into two windows that are rolled by one."""

    def __init__(self, change=lambda rows: rows):
        super().__init__()
        self.norm, self.attn, self.change = nn.Identity(), nn.Identity(), change

    def forward(self, tokens):
        padded = nn.functional.pad(self.norm(tokens), (0, 0, 0, 1)).roll(-1, dims=2)
        windows = padded.view(1, 2, 2, 2, 6).permute(0, 2, 1, 3, 4).reshape(2, 4, 6)
        return self.attn(self.change(windows))


def found(change=lambda rows: rows):
    tokens = torch.randn(1, 2, 3, 6, generator=torch.Generator().manual_seed(0))
    model = nn.Sequential(Block(change))
    made = matched(model, tokens, ["0.attn"])["0.attn"]
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in model.modules())
    return made


def test_every_row_is_found_and_those_that_pad_come_last():
    made = found()
    assert made.grid == (2, 3)
    assert made.places.tolist() == [[1, 2, 4, 5], [6, 0, 7, 3]]


def test_rows_made_anew_or_missing_are_not_matched():
    assert found(lambda rows: rows * 2) is None
    assert found(lambda rows: rows[:1]) is None


def test_the_shifted_windows_of_swin_are_matched():
    vit = small("swin")
    made = matched(vit.module, noise(vit), [call.name for call in vit.calls])
    for call in vit.calls:
        assert torch.equal(made[call.name].places, call.windows.places)
