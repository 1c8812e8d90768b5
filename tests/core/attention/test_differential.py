import copy

import pytest
import torch
from timm.layers import DiffAttention
from torch.nn import functional

from vitviz.core.attention.differential import show_differences
from vitviz.core.attention.tap import AttentionTap, is_open


@pytest.fixture
def tokens():
    return torch.randn(1, 5, 24, generator=torch.Generator().manual_seed(0))


def watched(kind=DiffAttention, **arguments):
    torch.manual_seed(1)
    module = kind(24, num_heads=3, **arguments).eval().requires_grad_(False)
    module.fused_attn = True
    show_differences(module)
    return module


def shown_by(module, tokens):
    calls = []
    with torch.no_grad(), AttentionTap(calls.append):
        return module(tokens), calls


class Sum(DiffAttention):
    """Both maps added: no difference, so nothing that is known."""

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=2)
        q, k = (each.reshape(1, -1, 6, 4).transpose(1, 2) for each in (q, k))
        v = v.reshape(1, -1, 3, 8).transpose(1, 2)
        one = functional.scaled_dot_product_attention(q[:, :3], k[:, :3], v)
        other = functional.scaled_dot_product_attention(q[:, 3:], k[:, 3:], v)
        return self.join(one, self._compute_lambda() * other)

    def join(self, one, other):
        return one + other


class OfOtherValues(Sum):
    """The difference of maps of different values is no one map."""

    def forward(self, x):
        v = x.reshape(1, -1, 3, 8).transpose(1, 2)
        q, k = (each.reshape(1, -1, 6, 4).transpose(1, 2) for each in self.qkv(x).chunk(3, 2)[:2])
        one = functional.scaled_dot_product_attention(q[:, :3], k[:, :3], v)
        other = functional.scaled_dot_product_attention(q[:, 3:], k[:, 3:], v + 1)
        return one - self._compute_lambda() * other


def test_the_pass_is_the_modules_own_to_the_last_bit(tokens):
    module = watched()
    with torch.no_grad():
        plain = DiffAttention.forward(module, tokens)
    said, calls = shown_by(module, tokens)
    assert torch.equal(said, plain)
    assert len(calls) == 1


def test_it_is_one_call_with_the_lambda_of_the_module(tokens):
    module = watched()
    _, (call,) = shown_by(module, tokens)
    assert call.owner is module
    assert call.plain
    assert not call.by_hand
    assert float(call.less.factor) == float(module._compute_lambda())
    assert call.queries.shape == call.less.queries.shape == (1, 3, 5, 4)
    first, second = (
        (q @ k.mT * call.scale).softmax(-1) @ call.values
        for q, k in ((call.queries, call.keys), (call.less.queries, call.less.keys))
    )
    torch.testing.assert_close(call.output, first - call.less.factor * second)


def test_the_parametrization_by_two_numbers_is_read_as_well(tokens):
    module = watched(dual_lambda=True, depth=4)
    module.lambda_a.fill_(0.2)
    _, (call,) = shown_by(module, tokens)
    assert float(call.less.factor) == pytest.approx(
        float(torch.tensor(0.2).exp() - 1 + module.lambda_init)
    )


def test_what_see_returns_takes_the_place_of_the_difference(tokens):
    module = watched()
    with torch.no_grad(), AttentionTap(lambda call: torch.zeros_like(call.output)):
        said = module(tokens)
    assert torch.equal(said, module.proj.bias.expand(1, 5, 24))


def test_without_a_tap_nothing_is_watched(tokens):
    module = watched()
    assert torch.equal(module(tokens), DiffAttention.forward(module, tokens))


def test_the_tap_is_open_again_after_it(tokens):
    module = watched()
    with torch.no_grad(), AttentionTap(lambda call: None):
        module(tokens)
        assert is_open()
        with pytest.raises(RuntimeError):
            module(tokens[..., :3])
        assert is_open()


def test_a_sum_of_two_maps_is_not_shown(tokens):
    assert shown_by(watched(Sum), tokens)[1] == []


def test_maps_of_other_values_are_no_plain_call(tokens):
    (call,) = shown_by(watched(OfOtherValues), tokens)[1]
    assert not call.plain


def test_a_clone_is_watched_by_itself(tokens):
    clone = copy.deepcopy(watched())
    _, (call,) = shown_by(clone, tokens)
    assert call.owner is clone


def test_a_module_without_a_lambda_is_left_as_it_is():
    from timm.layers import Attention

    module = Attention(24, num_heads=3)
    show_differences(module)
    assert type(module) is Attention
