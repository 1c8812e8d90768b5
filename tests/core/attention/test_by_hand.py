import copy

import pytest
import torch
from timm.layers.halo_attn import HaloAttn
from torch import nn

from vitviz.core.attention.by_hand import show_products
from vitviz.core.attention.tap import AttentionTap


class ByHand(nn.Module):
    """One head of plain attention, multiplied by hand; `mixed` mixes the weights as they leave."""

    def __init__(self, mixed=False):
        super().__init__()
        self.num_heads = 1
        self.qkv = nn.Linear(6, 18)
        self.mixed = mixed

    def forward(self, x):
        q, k, v = self.qkv(x).view(1, -1, 1, 3, 6).permute(3, 0, 2, 1, 4)
        weights = (q @ k.transpose(-2, -1)).softmax(-1)
        self.weights = weights * 2 - 0.1 if self.mixed else weights
        return (self.weights @ v)[:, 0]


@pytest.fixture
def tokens():
    return torch.randn(1, 5, 6, generator=torch.Generator().manual_seed(0))


def shown_by(module, tokens):
    calls = []
    with torch.no_grad(), AttentionTap(calls.append):
        return module(tokens), calls


def test_the_product_of_weights_and_values_is_shown_as_it_was_made(tokens):
    module = ByHand()
    plain = module(tokens).detach()
    show_products(module)
    said, (call,) = shown_by(module, tokens)
    assert torch.equal(said, plain)
    assert (call.owner, call.by_hand, call.plain) == (module, True, True)
    torch.testing.assert_close(call.bias.softmax(-1), module.weights)
    torch.testing.assert_close(call.output, module.weights @ call.values)


def test_without_a_tap_nothing_is_watched(tokens):
    module = ByHand()
    plain = module(tokens)
    show_products(module)
    assert torch.equal(module(tokens), plain)


def test_weights_that_are_mixed_afterwards_are_no_map(tokens):
    module = ByHand(mixed=True)
    show_products(module)
    assert shown_by(module, tokens)[1] == []


def test_a_module_that_makes_fused_calls_is_left_as_it_is():
    module = ByHand()
    module.fused_attn = True
    show_products(module)
    assert type(module) is ByHand


def test_a_clone_is_watched_by_itself(tokens):
    module = ByHand()
    show_products(module)
    clone = copy.deepcopy(module)
    _, (call,) = shown_by(clone, tokens)
    assert call.owner is clone


def test_what_see_returns_goes_on_into_the_model(tokens):
    module = ByHand()
    show_products(module)
    with torch.no_grad(), AttentionTap(lambda call: call.output * 0):
        assert not module(tokens).any()


def test_the_weights_keep_their_way_to_the_gradient(tokens):
    module, outputs = ByHand(), []
    show_products(module)
    with AttentionTap(lambda call: outputs.append(call.output)):
        said = module(tokens.requires_grad_())
    (slopes,) = torch.autograd.grad(said.sum(), outputs)
    assert torch.equal(slopes, torch.ones_like(slopes))


class HeadsInBatch(nn.Module):
    """Two heads side by side in the batch's axis, as BoTNet has them, with a bias made by hand."""

    def __init__(self):
        super().__init__()
        self.num_heads = 2
        self.qkv = nn.Linear(6, 18)
        self.bias = nn.Linear(3, 5, bias=False)

    def forward(self, x):
        q, k, v = (each.view(-1, 2, 3).transpose(0, 1) for each in self.qkv(x[0]).chunk(3, dim=1))
        scores = q @ k.mT
        self.weights = (scores + torch.matmul(q, self.bias.weight.T)).softmax(-1)
        return (self.weights @ v).transpose(0, 1).flatten(1)[None]


def test_heads_that_lie_in_the_batchs_axis_have_one_of_their_own(tokens):
    module = HeadsInBatch()
    plain = module(tokens).detach()
    show_products(module)
    said, (call,) = shown_by(module, tokens)
    assert torch.equal(said, plain)
    assert call.queries.shape == (1, 2, 5, 1)
    torch.testing.assert_close(call.bias.softmax(-1)[0], module.weights)
    torch.testing.assert_close(call.output[0], module.weights @ call.values[0])


def test_a_batch_that_is_no_multiple_of_the_heads_is_not_taken_apart(tokens):
    module = HeadsInBatch()
    show_products(module)
    module.num_heads = 3
    assert shown_by(module, tokens)[1] == []


def test_windows_behind_their_heads_are_shown_before_them_and_go_on_as_they_were():
    """HaloNet's, whose batch and heads lie in one axis: two pictures of six windows."""
    torch.manual_seed(2)
    module = HaloAttn(12, num_heads=3, block_size=4, halo_size=1).eval()
    pictures = torch.randn(2, 12, 8, 12)
    plain = module(pictures).detach()
    show_products(module)
    said, (call,) = shown_by(module, pictures)
    assert torch.equal(said, plain)
    assert call.bias.shape == (12, 3, 16, 36)
    _, (first,) = shown_by(module, pictures[:1])
    torch.testing.assert_close(first.bias, call.bias[:6])
    torch.testing.assert_close(first.asked, call.asked[:6])
    with AttentionTap(lambda made: made.output * 2):
        torch.testing.assert_close(module(pictures), 2 * plain)
