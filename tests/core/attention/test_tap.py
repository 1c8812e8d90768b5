import threading

import pytest
import torch
from torch import nn
from torch.nn import functional

from vitviz.core.attention.tap import AttentionTap

TORCHS_OWN = functional.scaled_dot_product_attention


def fused(*tensors, **options):
    return functional.scaled_dot_product_attention(*tensors, **options)


class Attends(nn.Module):
    def forward(self, q, k, v, **options):
        return fused(q, k, v, **options)


@pytest.fixture
def qkv():
    return torch.randn(3, 1, 2, 5, 4, generator=torch.Generator().manual_seed(0)).unbind()


def seen_of(qkv, **options):
    seen, module = [], Attends()
    with AttentionTap(seen.append):
        output = module(*qkv, **options)
    (call,) = seen
    assert call.owner is module
    assert call.output is output
    return call


def test_a_call_is_shown_as_it_was_made(qkv):
    call = seen_of(qkv)
    assert all(
        shown is given
        for shown, given in zip((call.queries, call.keys, call.values), qkv, strict=True)
    )
    assert (call.bias, call.scale, call.plain) == (None, 0.5, True)
    assert torch.equal(call.output, fused(*qkv))


def test_a_scale_and_a_bias_of_the_callers_are_shown(qkv):
    bias = torch.randn(5, 5)
    call = seen_of(qkv, scale=2.0, attn_mask=bias)
    assert (call.scale, call.bias) == (2.0, bias)
    assert torch.equal(call.bias_of_one, bias[None])


def test_a_boolean_mask_is_shown_as_the_bias_that_it_means(qkv):
    mask = torch.ones(2, 5, 5, dtype=torch.bool).tril()
    call = seen_of(qkv, attn_mask=mask)
    scores = qkv[0] @ qkv[1].transpose(-1, -2) * call.scale + call.bias
    torch.testing.assert_close(scores.softmax(-1) @ qkv[2], call.output)


def test_keys_of_one_head_that_all_queries_share_are_shown_once_a_head(qkv):
    queries, keys, values = qkv[0], qkv[1][:, :1], qkv[2][:, :1]
    call = seen_of((queries, keys, values))
    assert call.keys.shape == call.values.shape == queries.shape
    assert call.keys.untyped_storage().data_ptr() == keys.untyped_storage().data_ptr()
    weights = (call.queries @ call.keys.mT * call.scale).softmax(dim=-1)
    torch.testing.assert_close(weights @ call.values, call.output)


def test_arguments_by_position_are_understood(qkv):
    seen, bias = [], torch.randn(1, 2, 5, 5)
    with AttentionTap(seen.append):
        fused(*qkv, bias)
    assert torch.equal(seen[0].bias_of_one, bias[0])


@pytest.mark.parametrize("options", [{"is_causal": True}, {"dropout_p": 0.5}, {"enable_gqa": True}])
def test_a_call_that_no_map_of_weights_describes_is_not_plain(qkv, options):
    assert not seen_of(qkv, **options).plain


def test_what_see_returns_takes_the_place_of_the_output(qkv):
    with AttentionTap(lambda seen: seen.output * 0):
        output = Attends()(*qkv)
    assert not output.any()


def test_other_functions_pass_unseen_and_unchanged(qkv):
    seen = []
    with AttentionTap(seen.append):
        got = torch.cat([qkv[0], qkv[1]], dim=2).softmax(-1)
    assert seen == []
    assert torch.equal(got, torch.cat([qkv[0], qkv[1]], dim=2).softmax(-1))


def test_a_call_outside_any_module_has_no_owner(qkv):
    seen = []
    with AttentionTap(seen.append):
        fused(*qkv)
    assert seen[0].owner is None


def test_the_module_whose_code_calls_is_the_owner_even_through_a_helper(qkv):
    def helper(*tensors):
        return fused(*tensors)

    class Indirect(Attends):
        def forward(self, *tensors):
            return helper(*tensors)

    seen, inner = [], Indirect()
    with AttentionTap(seen.append):
        nn.Sequential(inner)[0](*qkv)
    assert seen[0].owner is inner


def test_calls_of_another_thread_are_not_shown(qkv):
    seen, inside, done = [], threading.Event(), threading.Event()

    def other():
        inside.wait(10)
        fused(*qkv)
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with AttentionTap(seen.append):
        inside.set()
        assert done.wait(10)
    thread.join()
    assert seen == []


def test_an_exception_of_see_ends_the_pass_and_the_tap(qkv):
    def refuse(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), AttentionTap(refuse):
        Attends()(*qkv)
    assert functional.scaled_dot_product_attention is TORCHS_OWN


def test_gradients_pass_the_tap(qkv):
    leaves = [tensor.clone().requires_grad_() for tensor in qkv]
    with AttentionTap(lambda _: None):
        through = torch.autograd.grad(fused(*leaves).sum(), leaves)
    plain = torch.autograd.grad(fused(*leaves).sum(), leaves)
    assert all(torch.equal(*pair) for pair in zip(through, plain, strict=True))


def test_torch_has_its_own_function_back_when_the_last_tap_closes():
    with AttentionTap(lambda _: None):
        with AttentionTap(lambda _: None):
            assert functional.scaled_dot_product_attention is not TORCHS_OWN
        assert functional.scaled_dot_product_attention is not TORCHS_OWN
    assert functional.scaled_dot_product_attention is TORCHS_OWN


def test_a_tap_that_closes_leaves_the_taps_of_other_threads_open(qkv):
    seen, closed = [], threading.Event()

    def other():
        with AttentionTap(seen.append):
            closed.wait(10)
            fused(*qkv)

    thread = threading.Thread(target=other)
    with AttentionTap(lambda _: None):
        thread.start()
    closed.set()
    thread.join()
    assert len(seen) == 1
    assert functional.scaled_dot_product_attention is TORCHS_OWN


def test_taps_nest_and_the_outer_one_sees_what_the_inner_one_made(qkv):
    outer = []
    with AttentionTap(outer.append), AttentionTap(lambda seen: seen.output * 0):
        fused(*qkv)
    assert not outer[0].output.any()


def test_what_see_computes_is_not_shown(qkv):
    seen = []

    def see(call):
        seen.append(call)
        fused(*qkv)

    with AttentionTap(see):
        fused(*qkv)
        fused(*qkv)
    assert len(seen) == 2


class Merged(nn.Module):
    """Attention that makes one axis of batch and heads, as SAM's does."""

    num_heads = 2

    def forward(self, q, k, v, bias):
        self.given = [tensor.flatten(0, 1) for tensor in (q, k, v)]
        return fused(*self.given, attn_mask=bias)


def test_batch_and_heads_that_share_an_axis_are_told_apart(qkv):
    q, k, v = (torch.cat([tensor, -tensor]) for tensor in qkv)
    seen, bias = [], torch.randn(4, 5, 5)
    with AttentionTap(seen.append):
        said = Merged()(q, k, v, bias)
    (call,) = seen
    assert torch.equal(call.queries, q)
    assert torch.equal(call.bias, bias.view(2, 2, 5, 5))
    assert said.shape == (4, 5, 4)
    torch.testing.assert_close(call.output, fused(q, k, v, attn_mask=bias.view(2, 2, 5, 5)))


def test_what_see_returns_is_given_back_with_the_axes_of_the_call(qkv):
    with AttentionTap(lambda call: call.output * 0):
        said = Merged()(*qkv, torch.zeros(2, 5, 5))
    assert said.shape == (2, 5, 4)
    assert not said.any()
