import torch
from torch import nn

from vitviz.core.internals.replay import Ending


class Twice(nn.Module):
    """A model that uses one layer before and behind its last block, and writes in place."""

    def __init__(self):
        super().__init__()
        self.shared, self.ran = nn.Linear(4, 4), 0
        self.blocks = nn.ModuleList(nn.Sequential(nn.Linear(4, 4), nn.ReLU()) for _ in range(3))
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        x = self.shared(x)
        for block in self.blocks:
            x = block(x)
            x += 1
        return self.head(self.shared(x))


def model():
    torch.manual_seed(0)
    return Twice(), torch.randn(1, 4)


def by_hand(module, made):
    with torch.no_grad():
        return module.head(module.shared(made + 1))


def test_the_end_runs_on_what_it_is_given_and_nothing_before_runs_again():
    module, pixels = model()
    plain = Twice()
    plain.load_state_dict(module.state_dict())
    ran = []
    ending = Ending(module, pixels, "blocks.2", ["blocks.1"])
    for name, part in module.named_modules():
        part.register_forward_pre_hook(lambda *_, name=name: ran.append(name))
    given = torch.randn(1, 4)
    assert torch.equal(ending.of(given), by_hand(plain, given))
    assert not {name for name in ran if name.startswith("blocks.") and name.count(".") == 2}
    assert torch.equal(ending.of(ending.made["blocks.2"]), ending.said)


def test_it_says_what_it_said_and_tells_what_ran_behind():
    module, pixels = model()
    with torch.no_grad():
        known = module(pixels)
    ending = Ending(module, pixels, "blocks.2")
    assert torch.equal(ending.said, known)
    assert ending.after == ["shared", "head"]
    assert list(ending.made) == ["blocks.2"]


def test_what_the_end_writes_into_is_a_copy():
    module, pixels = model()
    ending = Ending(module, pixels, "blocks.2", ["blocks.0"])
    before = {name: each.clone() for name, each in ending.made.items()}
    first = ending.of(ending.made["blocks.0"])
    assert torch.equal(ending.of(ending.made["blocks.0"]), first)
    assert all(torch.equal(before[name], each) for name, each in ending.made.items())
