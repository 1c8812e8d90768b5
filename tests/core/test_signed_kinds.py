"""Differential attention against plain loops in float64 that know nothing of the fused call."""

import copy
import math

import numpy as np
import pytest
import torch

from tests.core.families import SIGNED, noise, small
from tests.core.sums import end
from vitviz.core.attention.capture import capture, capture_batch, trace_bytes
from vitviz.core.attention.invariants import check
from vitviz.core.attention.maps import looked_at
from vitviz.core.attention.measures import summary
from vitviz.core.attention.per_head import heads
from vitviz.core.attention.rollout import rollout, undefined_rollout, undefined_through
from vitviz.core.attention.trace import attention
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.gradients import gradients, head_gradients
from vitviz.core.attribution.relevance import class_attention, gradient_rollout_of, relevance_of
from vitviz.core.coverage.unfused import unfused
from vitviz.core.evaluation.ablation import Off, ablated, effects
from vitviz.core.models.classes import require_whole_grid
from vitviz.errors import CaptureError, ModelError

pytestmark = pytest.mark.parametrize("family", SIGNED)


def queries_keys_values(part, given):
    """What a module makes of its tokens, float64: (heads, 2, tokens, dim) twice, and the values."""
    width = given.shape[-1]
    if hasattr(part, "in_proj"):
        mean, spread = given.mean(-1, keepdims=True), given.std(-1, keepdims=True)
        eps, gain, bias = part.in_norm.eps, numbers(part.in_norm.weight), numbers(part.in_norm.bias)
        given = (given - mean) / np.sqrt(spread**2 + eps) * gain + bias
        weight, bias = numbers(part.in_proj.weight), part.in_proj.bias
    else:
        weight, bias = numbers(part.qkv.weight), part.qkv.bias
    made = given @ weight.T + (0 if bias is None else numbers(bias))
    q, k, v = np.split(made[:, -3 * width :], 3, axis=1)
    count, dim = part.num_heads, part.head_dim
    q, k = (normed(norm, each.reshape(len(each), count, 2, dim)) for norm, each in
            ((part.q_norm, q), (part.k_norm, k)))  # fmt: skip
    return q.transpose(1, 2, 0, 3), k.transpose(1, 2, 0, 3), v.reshape(len(v), count, 2 * dim)


def normed(norm, each):
    if isinstance(norm, torch.nn.Identity):
        return each
    with torch.no_grad():
        return copy.deepcopy(norm).double()(torch.from_numpy(each)).numpy()


def numbers(tensor):
    return tensor.detach().double().numpy()


def lambda_of(part):
    pairs = (part.lambda_q1, part.lambda_k1), (part.lambda_q2, part.lambda_k2)
    if part.lambda_a is not None:
        one, other = math.exp(part.lambda_a), math.exp(part.lambda_b)
    else:
        one, other = (math.exp(sum(a * b for a, b in zip(*map(numbers, pair), strict=True)))
                      for pair in pairs)  # fmt: skip
    return one - other + part.lambda_init


def softmax(scores):
    grown = [math.exp(score - max(scores)) for score in scores]
    return [each / sum(grown) for each in grown]


def plain_map(part, given):
    """softmax(q1 k1) - lambda softmax(q2 k2), one query of one head after another."""
    q, k, _ = queries_keys_values(part, given)
    count, _two, tokens, dim = q.shape
    found = np.zeros((count, tokens, tokens))
    for head in range(count):
        for asked in range(tokens):
            both = [
                softmax([float(q[head, which, asked] @ k[head, which, key]) / math.sqrt(dim)
                         for key in range(tokens)])
                for which in (0, 1)
            ]  # fmt: skip
            found[head, asked] = np.array(both[0]) - lambda_of(part) * np.array(both[1])
    return found


def met(vit, pixels):
    """What each attention module is given and what it hands on, in a float64 copy's own pass."""
    module, seen = copy.deepcopy(vit.module).double(), []
    for call in vit.calls:
        module.get_submodule(call.name).register_forward_hook(
            lambda part, given, output: seen.append((part, given[0][0].numpy(), output[0].numpy()))
        )
    with torch.no_grad():
        module(pixels.double())
    return seen


def test_maps_equal_those_of_plain_loops(family):
    vit = small(family)
    trace, known = capture(vit, noise(vit)), met(vit, noise(vit))
    assert len(trace.layers) == len(known) == len(vit.calls) == 2
    for layer, (part, given, _) in zip(trace.layers, known, strict=True):
        theirs = plain_map(part, given)
        np.testing.assert_allclose(attention(layer), theirs, atol=3e-5)
        assert theirs.min() < -0.1  # negative and sharp enough to tell right from wrong
        assert theirs.max() > 0.1
        assert layer.row_sum == pytest.approx(1 - lambda_of(part), abs=1e-6)
        np.testing.assert_allclose(attention(layer).sum(-1), layer.row_sum, atol=1e-5)


def test_the_map_times_the_values_and_then_the_modules_norm_is_what_the_module_hands_on(family):
    vit = small(family)
    for part, given, output in met(vit, noise(vit)):
        _, _, values = queries_keys_values(part, given)
        mixed = np.einsum("hqk,khd->qhd", plain_map(part, given), values)
        size = np.sqrt((mixed**2).mean(-1, keepdims=True) + part.sub_norm.eps)
        handed = (mixed / size * numbers(part.sub_norm.weight) * (1 - part.lambda_init)).reshape(
            len(mixed), -1
        )
        if hasattr(part, "in_proj"):  # a block hands on the stream: the rest of it is left
            continue
        made = handed @ numbers(part.proj.weight).T + numbers(part.proj.bias)
        np.testing.assert_allclose(made, output, atol=1e-6)


def test_logits_and_the_checks_on_the_page_hold(family):
    vit = small(family)
    found = check(vit, noise(vit))
    assert found.hold, found
    assert found.captured == 0


def test_gradients_equal_those_of_an_own_unfused_pass(family):
    vit = small(family)
    found, known = gradients(vit, noise(vit), 3), unfused(vit, noise(vit), 3)
    for layer, theirs, map_ in zip(found.trace.layers, known.slopes, known.maps, strict=True):
        np.testing.assert_allclose(attention(layer), map_, atol=3e-5)
        slopes = torch.stack([slope.clone() for slope in head_gradients(found, layer)])
        torch.testing.assert_close(slopes.double(), theirs, atol=1e-4, rtol=1e-3)
        assert theirs.abs().max() > 1e-3


def test_relevance_takes_the_positive_part_of_weight_times_gradient(family):
    vit = small(family)
    found, known = gradients(vit, noise(vit), 3), unfused(vit, noise(vit), 3)
    whole = rolled = own = np.eye(found.trace.layout.tokens)
    for map_, slope in zip(known.maps, known.slopes, strict=True):
        evidence = np.maximum((map_ * slope).numpy(), 0).mean(0)
        whole = whole + evidence @ whole
        sums = evidence.sum(1, keepdims=True)
        kept = np.where(sums > 0, 0.5, 1)
        shares = evidence / np.where(sums > 0, sums, 1)
        rolled, own = 0.5 * shares @ rolled + kept * rolled, kept * own
    read, prefix = found.trace.pooling.numpy().astype(float), found.trace.prefix
    for ours, full, left in (
        (relevance_of(found), whole, read),
        (gradient_rollout_of(found), rolled, read @ own),
    ):
        theirs = (read @ full - left)[prefix:].reshape(found.trace.grid)
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=2e-5 * theirs.max())
        assert theirs.max() > 0


def test_raw_attention_is_signed_and_read_where_the_head_reads(family):
    vit = small(family)
    trace = capture(vit, noise(vit))
    mean = attention(trace.layers[-1]).mean(0)
    expected = (trace.pooling @ mean)[trace.prefix :].reshape(trace.grid)
    np.testing.assert_allclose(class_attention(trace), expected, atol=1e-6)


def test_one_head_after_another_and_columns_are_of_the_same_map(family):
    vit = small(family)
    for layer in capture(vit, noise(vit)).layers:
        whole = attention(layer)
        each = torch.stack([head.clone() for head in heads(layer)])
        torch.testing.assert_close(each, whole, atol=3e-6, rtol=0)
        room = torch.empty(whole[0].numel())
        some = torch.stack([h.clone() for h in heads(layer, torch.tensor([2, 0]), room)])
        torch.testing.assert_close(some, whole[:, [2, 0]], atol=3e-6, rtol=0)
        torch.testing.assert_close(looked_at(layer, [3])[:, 0], whole[:, :, 3], atol=3e-6, rtol=0)
        torch.testing.assert_close(attention(layer, [-1, 2]), whole[:, [-1, 2]])


def test_several_pictures_are_captured_at_once(family):
    vit = small(family)
    both = torch.cat([noise(vit), noise(vit, seed=1)])
    for trace, pixels in zip(capture_batch(vit, both), both, strict=True):
        alone = capture(vit, pixels[None])
        for ours, theirs in zip(trace.layers, alone.layers, strict=True):
            torch.testing.assert_close(attention(ours), attention(theirs), atol=1e-5, rtol=1e-4)


def test_another_size_and_bytes_are_counted_with_both_maps(family):
    vit = small(family)
    size = 2 * vit.patch[0], 3 * vit.patch[1]
    trace = capture(vit, noise(vit, size=size))
    assert trace.grid == (2, 3)
    held = sum(each.nbytes for layer in trace.layers for each in layer.tensors)
    assert trace_bytes(vit, size) == held


def one_off(vit):
    return ablated(vit, noise(vit), Off(heads=frozenset({(1, 2)}))).logits


def test_heads_off_leave_nothing_of_the_difference(family):
    vit = small(family)
    every = Off(layers=frozenset({0, 1}))
    trace = ablated(vit, noise(vit), every)
    assert not torch.allclose(trace.logits, capture(vit, noise(vit)).logits)
    off = copy.deepcopy(vit.module)
    for call in vit.calls:  # the norm of a head of zeros is zero, so proj gives its bias alone
        norm = off.get_submodule(call.name).sub_norm
        norm.weight.fill_(0)
    with torch.no_grad():
        torch.testing.assert_close(trace.logits, off(noise(vit))[0])
    each, _ = end(effects(vit, noise(vit)))
    torch.testing.assert_close(each.heads[1, 2], one_off(vit), atol=1e-4, rtol=1e-4)


def test_what_is_of_shares_is_refused_by_its_reason(family):
    trace = capture(small(family), noise(small(family)))
    assert trace.signed
    for undefined in (rollout, summary):
        with pytest.raises(CaptureError, match="signed_maps"):
            undefined(trace)
    assert undefined_rollout(trace).reason == "signed_maps"
    assert undefined_through(trace) is None
    with pytest.raises(ModelError, match="not_one_whole_grid"):
        require_whole_grid(small(family))


def test_grad_cam_is_there(family):
    vit = small(family)
    assert gradcam(vit, noise(vit), 3).shape == capture(vit, noise(vit)).grid
