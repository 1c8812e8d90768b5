import copy
import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

import vitviz
from tests.core.families import FAMILIES, noise, small
from tests.core.slopes import unfused, with_head
from tests.core.traces import drawn, given, traced
from vitviz.core.attention.capture import capture
from vitviz.core.attention.trace import attention
from vitviz.core.attribution.gradients import gradients
from vitviz.core.attribution.relevance import (
    class_attention,
    gradient_rollout,
    gradient_rollout_of,
    relevance,
    relevance_of,
    relevance_of_each,
)
from vitviz.errors import ArgumentError, CaptureError

WHOLE = [family for family in FAMILIES if family != "cait"]
METHODS = [relevance, gradient_rollout]


def evidence(vit, pixels, target):
    """Each layer's E as a full matrix over all tokens, and the row of a pool, by autograd."""
    trace = capture(vit, pixels)
    tokens, matrices, pool = len(trace.pooling), {}, None
    for layer, (weights, slopes) in zip(trace.layers, unfused(vit, pixels, target), strict=True):
        heads = np.maximum((weights * slopes).numpy(), 0)
        first = tokens - heads.shape[2]
        if layer.kind == "pool":
            pool = np.pad(heads.mean(0)[0], (first, 0))
            continue
        whole = np.zeros((len(heads), tokens, tokens))
        whole[:, first : first + heads.shape[1], first:] = heads
        block = layer.name.partition(".attns.")[0]
        matrices[block] = [*matrices.get(block, []), whole]
    fused = [np.concatenate(wholes).mean(0) for wholes in matrices.values()]
    return trace, fused, pool


def plain_relevance(vit, pixels, target, start=0):
    """Chefer et al. 2021: R <- R + E R from the identity, all tokens; and the map that is read."""
    trace, matrices, pool = evidence(vit, pixels, target)
    whole = np.eye(len(trace.pooling))
    for matrix in matrices[start:]:
        whole = whole + matrix @ whole
    read = trace.pooling.numpy().astype(float)
    row = read @ whole - read if pool is None else pool @ whole
    return whole, row[trace.prefix :].reshape(trace.grid)


def plain_rollout(vit, pixels, target):
    """Rows divided by their sums, half the identity, a product of full matrices."""
    trace, matrices, pool = evidence(vit, pixels, target)
    eye = np.eye(len(trace.pooling))
    whole, untouched = eye, eye
    for matrix in matrices:
        sums = matrix.sum(1, keepdims=True)
        spoken = sums > 0
        mixing = np.where(spoken, 0.5 * matrix / np.where(spoken, sums, 1) + 0.5 * eye, eye)
        whole = mixing @ whole
        untouched = np.where(spoken, 0.5, 1) * eye @ untouched
    read = trace.pooling.numpy().astype(float)
    row = read @ (whole - untouched) if pool is None else pool / pool.sum() @ whole
    return row[trace.prefix :].reshape(trace.grid)


def close(found, known):
    assert found.dtype == np.float32
    assert known.max() > 0
    np.testing.assert_allclose(found, known, rtol=1e-3, atol=2e-5 * known.max())


@pytest.mark.parametrize("family", WHOLE)
def test_relevance_follows_the_papers_rules(family):
    vit, pixels = small(family), noise(small(family))
    whole, known = plain_relevance(vit, pixels, 3)
    assert (whole >= np.eye(len(whole))).all()
    close(relevance(vit, pixels, 3), known)
    close(relevance(vit, pixels, 3, start=1), plain_relevance(vit, pixels, 3, start=1)[1])


@pytest.mark.parametrize("family", WHOLE)
def test_gradient_rollout_is_the_product_of_its_mixing_matrices(family):
    vit, pixels = small(family), noise(small(family))
    found = gradient_rollout(vit, pixels, 3)
    close(found, plain_rollout(vit, pixels, 3))
    assert 0 < found.sum() < 1 + 1e-5


@pytest.mark.parametrize("family", ["vit", "vit mean", "siglip", "parallel blocks"])
def test_more_layers_are_followed_in_their_order(family):
    deep = {"depth": 4, "embed_dim": 48, "num_heads": 3, "num_classes": 7, "img_size": 48}
    name = small(family).name
    vit = vitviz.load(name, weights="random", device="cpu", arguments=deep)
    pixels = noise(vit)
    close(relevance(vit, pixels, 1), plain_relevance(vit, pixels, 1)[1])
    close(relevance(vit, pixels, 1, start=2), plain_relevance(vit, pixels, 1, start=2)[1])
    close(gradient_rollout(vit, pixels, 1), plain_rollout(vit, pixels, 1))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("family", ["vit", "vit mean", "deit distilled", "siglip"])
def test_another_class_gives_another_map(method, family):
    vit, pixels = small(family), noise(small(family))
    one, other = method(vit, pixels, 0), method(vit, pixels, 1)
    assert np.abs(one - other).max() > 0.01 * one.max()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("family", ["vit", "vit mean", "deit distilled", "pool with prefix"])
def test_where_no_gradient_comes_there_is_no_map(method, family):
    vit = with_head(small(family), torch.zeros_like)
    assert not method(vit, noise(vit), 1).any()


def test_twice_the_logit_leaves_the_order_of_gradient_rollout():
    vit, pixels = small("vit"), noise(small("vit"))
    twice = with_head(vit, lambda tensor: 2 * tensor)
    once = gradient_rollout(vit, pixels, 1)
    np.testing.assert_allclose(gradient_rollout(twice, pixels, 1), once, rtol=1e-4)
    assert (relevance(twice, pixels, 1) >= 2 * relevance(vit, pixels, 1) * (1 - 1e-5)).all()


def test_the_maps_of_gradients_at_hand_need_no_other_pass():
    vit, pixels = small("beit"), noise(small("beit"))
    found = gradients(vit, pixels, 1)
    before = [tensor.clone() for tensor in found.outputs]
    np.testing.assert_array_equal(relevance_of(found, 1), relevance(vit, pixels, 1, 1))
    np.testing.assert_array_equal(gradient_rollout_of(found), gradient_rollout(vit, pixels, 1))
    assert all(torch.equal(*pair) for pair in zip(before, found.outputs, strict=True))


@pytest.mark.parametrize("family", ["vit", "siglip", "parallel blocks"])
def test_every_start_is_had_at_once(family):
    found = gradients(small(family), noise(small(family)), 1)
    each = relevance_of_each(found)
    assert each.any(axis=(1, 2)).all()
    for start, single in enumerate(each):
        np.testing.assert_array_equal(single, relevance_of(found, start))


@pytest.mark.parametrize("start", [-1, 2])
def test_a_start_that_is_no_layer_is_refused(start):
    with pytest.raises(ArgumentError, match="from 0 to 1") as refused:
        relevance(small("vit"), noise(small("vit")), 1, start)
    assert refused.value.facts["argument"] == "start"


def test_parallel_branches_are_one_layer_to_start_from():
    with pytest.raises(ArgumentError, match="from 0 to 1"):
        relevance(small("parallel blocks"), noise(small("parallel blocks")), 1, 2)


@pytest.mark.parametrize("method", METHODS)
def test_attention_that_was_not_captured_leaves_no_map(method):
    with pytest.raises(CaptureError, match="unseen_attention"):
        method(small("cait"), noise(small("cait")), 1)


def test_a_class_layer_lets_only_the_class_token_hear():
    # As CaiT's layers, its talking heads left out.
    cait = small("cait")
    found = gradients(dataclasses.replace(cait, unseen=()), noise(cait), 1)
    weights = [attention(layer)[:, 0].numpy() for layer in found.trace.layers]
    layers = zip(weights, unfused(cait, noise(cait), 1), strict=True)
    rows = [np.maximum(row * slopes[:, 0].numpy(), 0).mean(0) for row, (_, slopes) in layers]
    own = np.eye(len(rows[0]))[0]
    row = own
    for each in reversed(rows):
        row = row + row[0] * each
    close(relevance_of(found), (row - own)[1:].reshape(found.trace.grid))


@pytest.mark.parametrize("method", METHODS)
def test_eight_threads_with_a_photo_each_give_exactly_the_serial_maps(method):
    vit = small("dinov2 registers")
    photos = [noise(vit, seed, size=(14 * (2 + seed % 3), 70)) for seed in range(8)]
    serial = [method(vit, photo, 2) for photo in photos]
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(lambda photo: method(vit, photo, 2), photos))
    for one, other in zip(serial, threaded, strict=True):
        np.testing.assert_array_equal(one, other)
    assert all(not p.requires_grad and p.grad is None for p in vit.module.parameters())


@pytest.mark.parametrize("family", FAMILIES)
def test_class_attention_is_the_mean_row_of_what_the_head_reads(family):
    trace = capture(small(family), noise(small(family)))
    last = [trace.layers[-1]]
    if ".attns." in last[0].name:
        last = list(trace.layers[-2:])
    mean = torch.cat([attention(layer) for layer in last]).mean(0)
    reads = trace.pooling.nonzero()[:, 0] if last[0].kind == "self" else [0]
    row = mean[reads].mean(0)
    found = class_attention(trace)
    known = row[-len(found.ravel()) :].reshape(found.shape)
    np.testing.assert_allclose(found, known, rtol=1e-4, atol=1e-7)
    assert found.shape == trace.grid


def test_class_attention_asks_no_lower_layer():
    top = given(np.eye(13)[[5] * 13])
    for below in (drawn(0), drawn(1)):
        found = class_attention(traced(below, top))
        assert found.ravel().tolist() == np.eye(12)[4].tolist()


def test_the_bundled_model_finds_each_class_elsewhere():
    vit = vitviz.load("everyday-vit-s14", device="cpu")
    pixels = noise(vit, size=(112, 112))
    before = copy.deepcopy([p.sum() for p in vit.module.parameters()])
    one, other = relevance(vit, pixels, 3), relevance(vit, pixels, 40)
    assert one.shape == other.shape == (8, 8)
    assert not np.allclose(one, other, rtol=1e-2)
    assert all(p.sum() == b for p, b in zip(vit.module.parameters(), before, strict=True))
