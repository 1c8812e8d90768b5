import math

import numpy as np
import pytest
import torch

from tests.core.families import FAMILIES, noise, small
from tests.core.traces import drawn, given, traced
from vitviz.core.attention.capture import capture
from vitviz.core.attention.maps import fuse_max, fuse_mean, fuse_min
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import attention
from vitviz.errors import ArgumentError, CaptureError

FUSIONS = {"mean": fuse_mean, "max": fuse_max, "min": fuse_min}
RULES = [
    ("mean", 0.5, 0.0),
    ("max", 0.5, 0.0),
    ("min", 0.5, 0.0),
    ("mean", 0.2, 0.3),
    ("max", 0.9, 0.9),
    ("min", 0.0, 0.5),
    ("mean", 1.0, 0.1),
]
PARALLEL = "parallel blocks"
WITHOUT_UNSEEN = [family for family in FAMILIES if family not in ("cait", PARALLEL)]
EYE = torch.eye(13)
EVEN = torch.full((13, 13), 1 / 13)


def matrix(layer, tokens, fusion, residual, discard):
    """A layer's mixing matrix in double precision, row by row as the definition says it."""
    fused = FUSIONS[fusion](attention(layer)).double().numpy().copy()
    asked, width = fused.shape
    first = tokens - width
    mixing = np.eye(tokens)
    for i in range(asked):
        row = fused[i]
        free = [j for j in range(width) if j >= layer.prefix and j != i]
        lowest = sorted(free, key=lambda j: row[j])
        row[lowest[: math.floor(discard * width + 1e-9)]] = 0
        own = np.eye(width)[i]
        if fusion != "mean" or discard:
            row = row / row.sum() if row.sum() >= 1e-12 else own
        mixing[first + i, first:] = (1 - residual) * row + residual * own
    return mixing


def by_hand(trace, fusion="mean", residual=0.5, discard=0.0):
    """The rollout of all queries: a product of full matrices, later layers on the left."""
    product = np.eye(len(trace.pooling))
    for layer in trace.layers:
        if layer.kind != "pool":
            product = matrix(layer, len(product), fusion, residual, discard) @ product
    return product


def stochastic(seed):
    return torch.softmax(torch.randn(13, 13, generator=torch.Generator().manual_seed(seed)) * 2, -1)


def close(found, known):
    known = torch.as_tensor(known, dtype=torch.float32)
    torch.testing.assert_close(found, known, atol=2e-6, rtol=1e-5)


@pytest.mark.parametrize(("fusion", "residual", "discard"), RULES)
@pytest.mark.parametrize("prefix", [0, 1, 5])
def test_rollout_is_the_product_of_the_mixing_matrices(fusion, residual, discard, prefix):
    trace = traced(*(drawn(seed, prefix=prefix) for seed in range(4)))
    found = rollout(trace, None, fusion, residual, discard)
    assert found.dtype == torch.float32
    close(found, by_hand(trace, fusion, residual, discard))


@pytest.mark.parametrize(("fusion", "residual", "discard"), RULES)
@pytest.mark.parametrize("family", WITHOUT_UNSEEN)
def test_rollout_of_every_family_is_the_product_and_its_rows_sum_to_1(
    family, fusion, residual, discard
):
    trace = capture(small(family), noise(small(family)))
    known = by_hand(trace, fusion, residual, discard)
    found = rollout(trace, None, fusion, residual, discard)
    close(found, known)
    close(found.sum(1), np.ones(len(found)))
    close(rollout(trace, "pooling", fusion, residual, discard), trace.pooling.numpy()[None] @ known)


@pytest.mark.parametrize(("fusion", "residual", "discard"), RULES)
def test_one_query_streamed_is_its_row_of_the_full_product(fusion, residual, discard):
    trace = traced(drawn(0), drawn(1, bias=(3, 13, 13)), drawn(2, bias=(1, 1, 13)), drawn(3))
    full = rollout(trace, None, fusion, residual, discard)
    for query in range(13):
        close(rollout(trace, [query], fusion, residual, discard), full[[query]])
    close(rollout(trace, [7, -1, 7], fusion, residual, discard), full[[7, 12, 7]])


def test_where_every_token_looks_at_itself_nothing_moves():
    found = rollout(traced(*[given(EYE, EYE)] * 5))
    close(found, EYE)


@pytest.mark.parametrize("layers", [1, 2, 5, 12])
def test_an_even_attention_leaves_two_to_the_minus_l(layers):
    left = 2.0**-layers
    close(rollout(traced(*[given(EVEN, EVEN)] * layers)), left * EYE + (1 - left) * EVEN)


@pytest.mark.parametrize("residual", [0.0, 0.3, 0.5, 1.0])
def test_one_layer_gives_its_own_weights_beside_the_residual(residual):
    layer = drawn(0)
    known = (1 - residual) * attention(layer)[:, 0].mean(0, keepdim=True) + residual * EYE[[0]]
    close(rollout(traced(layer), [0], residual=residual), known)


def test_later_layers_stand_on_the_left():
    first, last = stochastic(0), stochastic(1)
    found = rollout(traced(given(first), given(last)), residual=0)
    close(found, last @ first)
    assert not torch.allclose(found, first @ last, atol=1e-3)


def test_where_all_heads_are_equal_their_mean_maximum_and_minimum_are_too():
    trace = traced(given(*[stochastic(0)] * 3), given(*[stochastic(1)] * 3))
    mean = rollout(trace)
    close(rollout(trace, fusion="max"), mean)
    close(rollout(trace, fusion="min"), mean)


@pytest.mark.parametrize(("fusion", "residual", "discard"), RULES)
def test_renaming_the_patches_renames_the_rollout(fusion, residual, discard):
    order = torch.cat([torch.zeros(1, dtype=torch.long), 1 + torch.randperm(12)])
    heads = [[stochastic(3 * layer + head) for head in range(3)] for layer in range(3)]
    plain = traced(*(given(*layer) for layer in heads))
    renamed = traced(*(given(*(head[order][:, order] for head in layer)) for layer in heads))
    found = rollout(plain, None, fusion, residual, discard)
    close(rollout(renamed, None, fusion, residual, discard), found[order][:, order])


def test_discard_drops_the_smallest_of_each_row_but_never_prefix_or_self():
    row = torch.arange(1, 14, dtype=torch.float32)
    layer = given(torch.stack([(row / row.sum())] * 13), prefix=2, grid=(1, 11))
    found = rollout(traced(layer), residual=0, discard=0.4)  # 5 of 13
    assert [sorted(np.flatnonzero(seen == 0).tolist()) for seen in found[[0, 3, 12]].numpy()] == [
        [2, 3, 4, 5, 6],
        [2, 4, 5, 6, 7],
        [2, 3, 4, 5, 6],
    ]
    kept = row.clone()
    kept[[2, 4, 5, 6, 7]] = 0
    close(found[3], kept / kept.sum())


def test_discard_of_nearly_all_leaves_prefix_and_self():
    found = rollout(traced(given(EVEN, prefix=2, grid=(1, 11))), residual=0, discard=0.99)
    known = torch.zeros(13, 13)
    known[:, :2] = 1
    known.fill_diagonal_(1)
    close(found, known / known.sum(1, keepdim=True))


def test_among_equal_weights_exactly_so_many_are_dropped():
    found = rollout(traced(given(EVEN)), residual=0, discard=0.5)
    assert (found == 0).sum(1).tolist() == [6] * 13


def test_a_share_that_is_a_whole_number_is_not_one_less():
    even = torch.full((100, 100), 0.01)
    found = rollout(traced(given(even, prefix=0, grid=(10, 10))), [0], residual=0, discard=0.29)
    assert int((found == 0).sum()) == 29  # though 0.29 * 100 < 29 in floating point


def test_a_row_with_nothing_left_keeps_its_own_token():
    left, right = torch.eye(13).roll(1, 0), torch.eye(13).roll(2, 0)  # no token both look at
    close(rollout(traced(given(left, right)), fusion="min", residual=0), EYE)


def test_a_discarded_row_still_has_its_residual():
    found = rollout(traced(drawn(0)), residual=0.5, discard=0.9)
    assert (found.diagonal() >= 0.5).all()
    close(found.sum(1), np.ones(13))


def test_pooling_is_what_the_head_reads():
    pair = torch.zeros(14)
    pair[:2] = 0.5
    layers = [drawn(seed, prefix=2) for seed in range(3)]
    distilled = traced(*layers, pooling=pair)
    close(rollout(distilled, "pooling"), rollout(distilled, [0, 1]).mean(0, keepdim=True))
    patches = torch.tensor([0.0] * 2 + [1 / 12] * 12)
    mean = traced(*layers, pooling=patches)
    close(rollout(mean, "pooling"), rollout(mean)[2:].mean(0, keepdim=True))


def test_the_older_word_for_pooling_is_taken_and_no_other_is():
    trace = traced(*(drawn(seed) for seed in range(2)))
    assert torch.equal(rollout(trace, "readout"), rollout(trace, "pooling"))
    with pytest.raises(ArgumentError, match="pooling"):
        rollout(trace, "class")


def test_an_attention_pool_is_read_out_and_mixes_nothing():
    pool = drawn(9, prefix=0, kind="pool", queries=1)
    layers = [drawn(seed, prefix=0) for seed in range(2)]
    weights = attention(pool).mean(dim=(0, 1))
    trace = traced(*layers, pool, pooling=weights)
    close(rollout(trace), by_hand(traced(*layers)))
    close(rollout(trace, "pooling"), weights[None].numpy() @ by_hand(traced(*layers)))


def test_a_class_layer_mixes_into_the_class_token_that_lower_layers_lack():
    body = [drawn(seed, prefix=0) for seed in range(2)]
    top = [drawn(seed, kind="class", queries=1) for seed in (5, 6)]
    trace = traced(*body, *top, prefix=1)
    found = rollout(trace)
    close(found, by_hand(trace))
    close(found[1:, 1:], by_hand(traced(*body)))
    assert not found[1:, 0].any()  # no patch hears of the class token
    assert float(found[0, 0]) > 0.25  # its residual stream, twice


def test_parallel_branches_are_one_layer_with_all_their_heads():
    seeds = [
        (0, "blocks.0.attns.0.attn"),
        (1, "blocks.0.attns.1.attn"),
        (2, "blocks.1.attns.0.attn"),
    ]
    branches = traced(*(drawn(seed, name=name) for seed, name in seeds))
    both = torch.cat([attention(layer) for layer in branches.layers[:2]])
    one = traced(given(*both), given(*attention(branches.layers[2])))
    for fusion, residual, discard in RULES:
        known = by_hand(one, fusion, residual, discard)
        close(rollout(branches, None, fusion, residual, discard), known)
        close(rollout(branches, [0], fusion, residual, discard), known[:1])


def test_parallel_branches_of_a_model_are_found_by_their_names():
    trace = capture(small(PARALLEL), noise(small(PARALLEL)))
    pairs = list(zip(trace.layers[::2], trace.layers[1::2], strict=True))
    known = np.eye(len(trace.pooling))
    for pair in pairs:
        halves = [matrix(layer, len(known), "mean", 0.5, 0.0) for layer in pair]
        known = (halves[0] + halves[1]) / 2 @ known
    close(rollout(trace), known)


def test_attention_that_was_not_captured_leaves_no_rollout():
    trace = capture(small("cait"), noise(small("cait")))
    with pytest.raises(CaptureError) as refused:
        rollout(trace)
    assert refused.value.reason == "unseen_attention"
    assert refused.value.facts == {"modules": trace.unseen}


def test_a_layer_with_more_tokens_than_the_trace_is_refused():
    with pytest.raises(ArgumentError, match="more tokens"):
        rollout(traced(drawn(0, prefix=2), prefix=1))


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("fusion", "median"),
        ("residual", -0.1),
        ("residual", 1.1),
        ("residual", float("nan")),
        ("discard", -0.1),
        ("discard", 1.0),
        ("discard", float("nan")),
        ("queries", "all"),
        ("queries", [13]),
        ("queries", [0, -14]),
    ],
)
def test_an_argument_out_of_range_is_refused_by_name(argument, value):
    with pytest.raises(ArgumentError) as refused:
        rollout(traced(drawn(0)), **{argument: value})
    assert refused.value.facts["argument"] == argument


def test_no_query_gives_no_row():
    assert rollout(traced(drawn(0)), []).shape == (0, 13)


def test_the_trace_stays_as_it_was():
    trace = traced(drawn(0, bias=(3, 13, 13)), drawn(1))
    before = [tensor.clone() for layer in trace.layers for tensor in layer.tensors]
    for fusion, residual, discard in RULES:
        rollout(trace, None, fusion, residual, discard)
    after = [tensor for layer in trace.layers for tensor in layer.tensors]
    assert all(torch.equal(*pair) for pair in zip(before, after, strict=True))
    assert torch.equal(trace.pooling, torch.eye(13)[0])
