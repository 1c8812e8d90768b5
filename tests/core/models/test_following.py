import pytest
import torch
from torch import nn
from torch.nn import functional

from vitviz.core.attention.tap import AttentionTap
from vitviz.core.models.following import Trail
from vitviz.core.models.probing import noise


def told(on, pictures):
    """What a trail tells of all calls by so many pictures."""
    return on.origins(pictures, range(len(on.calls)))


def trail(module, pixels, *start):
    """A trail behind a plain pass, its calls recorded as probing does."""
    calls = []
    with torch.no_grad(), AttentionTap(calls.append):
        module(pixels)
    return Trail(module, pixels, calls, *start)


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
    return told(trail(Shuffling().eval(), noise((48, 80))), 4)


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
    assert told(trail(module, noise((32, 32))), 2) == {}
    assert torch.equal(torch.randn(3), want)


class Normed(Shuffling):
    """A norm behind the patches takes away how strong they are."""

    def attend(self, asked, looked):
        width = (asked.shape[-1],)
        asked, looked = (functional.layer_norm(each, width, eps=0) for each in (asked, looked))
        return super().attend(asked, looked)


def test_one_picture_tells_as_much_where_a_norm_stands_behind_the_patches():
    """The change was once the picture's own noise: all tokens answered as rounding did."""
    places = told(trail(Normed().eval(), noise((48, 80))), 1)[0].keys[0, 1:]
    assert float(((places - centres()) * torch.tensor([3, 5])).abs().max()) < 0.3


def counted(module):
    """The list that grows by one with every pass of the module."""
    passes = []
    module.register_forward_pre_hook(lambda *_: passes.append(1))
    return passes


def test_pictures_add_up_and_none_is_altered_twice():
    module = Shuffling().eval()
    on, pixels = trail(module, noise((48, 80))), noise((48, 80))
    passes = counted(module)
    first = told(on, 1)
    assert len(passes) == 3  # the plain pass of the first picture was given
    both = told(on, 2)
    assert len(passes) == 7
    assert torch.equal(told(on, 2)[1].keys[0, 1:], both[1].keys[0, 1:])
    assert len(passes) == 7
    at_once = told(trail(module, pixels), 2)
    assert torch.equal(at_once[0].keys[0, 1:], both[0].keys[0, 1:])
    assert not torch.equal(first[0].keys[0, 1:], both[0].keys[0, 1:])


def test_more_pictures_tell_neighbours_apart_better():
    from_picture = trail(Blurring().eval(), noise((48, 80)))
    few, many = farthest(told(from_picture, 1)[5]), told(from_picture, 8)[5]
    assert farthest(many) < 0.7 * few


def test_only_what_is_sought_is_told_and_passes_end_at_the_last_of_it():
    module, ended = Shuffling().eval(), []
    on = trail(module, noise((48, 80)))
    module.register_forward_hook(lambda *_: ended.append(1))
    assert list(on.origins(2, [0, 1])) == [0, 1]
    assert not ended
    assert list(on.origins(3, [1])) == [1]
    assert list(on.origins(3, [1, 2])) == [1]  # of what was not sought at first nothing is known


class Blurring(Shuffling):
    """Convolutions before every call, so that the last one's tokens share nearly all pixels."""

    def __init__(self, depth=6):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 4, stride=4)
        self.blurs = nn.ModuleList(nn.Conv2d(16, 16, 5, padding=2) for _ in range(depth))

    def forward(self, pixels):
        tokens = self.stem(pixels)
        for blur in self.blurs:
            tokens = tokens + blur(tokens)
            rows = tokens.flatten(2).mT[:, BLURRED]
            rows = rows + self.attend(rows, rows)
            tokens = rows[:, BLURRED.argsort()].mT.unflatten(2, tokens.shape[2:])
        return tokens


BLURRED = torch.randperm(12 * 20, generator=torch.Generator().manual_seed(4))
CELLS = torch.stack([(BLURRED // 20 + 0.5) / 12, (BLURRED % 20 + 0.5) / 20], dim=1)


def farthest(found):
    """How many cells the place of a token is off its own at most, away from the edges."""
    off = ((found.keys[0] - CELLS) * torch.tensor([12, 20])).abs().amax(1)
    inner = (CELLS * torch.tensor([12, 20]) - torch.tensor([6, 10])).abs()
    return float(off[(inner < torch.tensor([4, 8])).all(1)].max())


def test_a_change_in_a_call_is_sharper_in_the_next_one_than_one_of_the_picture():
    module, pixels = Blurring().eval(), noise((48, 80))
    from_picture = told(trail(module, pixels), 2)
    for call in range(5):
        after = told(trail(module, pixels, call, CELLS[None]), 2)
        assert farthest(after[call + 1]) < 0.65 * farthest(from_picture[5])


def test_a_query_that_is_nowhere_stays_nowhere_and_calls_before_tell_nothing():
    where = CELLS.clone()
    where[7] = float("nan")
    module = Blurring(depth=1)
    module.blurs = nn.ModuleList([nn.Conv2d(16, 16, 1)] * 2)
    found = told(trail(module.eval(), noise((48, 80)), 0, where[None]), 1)
    assert list(found) == [1]
    assert found[1].keys.isnan().any(-1).nonzero().tolist() == [[0, 7]]
