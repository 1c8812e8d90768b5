import dataclasses
import math

import numpy as np
import pytest
import torch

from tests.core.families import noise, small
from tests.core.traces import drawn, given, traced
from vitviz.core.attention.capture import capture
from vitviz.core.attention.measures import (
    Summary,
    distances,
    entropy,
    prefix_share,
    reach,
    summary,
    uniform_reach,
)
from vitviz.core.attention.trace import attention
from vitviz.errors import ArgumentError

# Mean distance of even attention in pixels, itself included: grid, patch, known value.
UNIFORM = [
    ((14, 14), 16, 116.492),
    ((7, 7), 32, 115.503),
    ((16, 16), 14, 116.565),
    ((24, 24), 16, 200.048),
    ((28, 28), 8, 116.722),
    ((37, 37), 14, 269.992),
]


def even(tokens):
    return torch.full((tokens, tokens), 1 / tokens)


def by_hand(weights, grid, prefix, patch):
    """Reach of every patch, pair by pair in double precision."""
    rows, columns = grid
    centres = [(r * patch[0], c * patch[1]) for r in range(rows) for c in range(columns)]
    found = []
    for query, here in enumerate(centres):
        row = weights[prefix + query, prefix:].double()
        apart = [math.dist(here, there) for there in centres]
        found.append(
            sum(w * d for w, d in zip(row.tolist(), apart, strict=True)) / float(row.sum())
        )
    return found


@pytest.mark.parametrize(("grid", "patch", "known"), UNIFORM)
def test_the_even_attention_reaches_as_far_as_the_table_says(grid, patch, known):
    assert uniform_reach(grid, (patch, patch)) == pytest.approx(known, abs=5e-4)


@pytest.mark.parametrize(
    ("grid", "patch"), [((3, 4), (14, 14)), ((16, 16), (14, 14)), ((5, 2), (8, 20))]
)
def test_reach_of_even_attention_is_the_closed_form(grid, patch):
    prefix, patches = 2, grid[0] * grid[1]
    tokens = range(prefix, prefix + patches)
    found = reach(even(prefix + patches)[prefix:], tokens, grid, prefix, patch)
    assert float(found.mean()) == pytest.approx(uniform_reach(grid, patch), rel=1e-6)


def test_attention_to_oneself_reaches_0():
    assert not reach(torch.eye(13)[1:], range(1, 13), (3, 4), 1, (14, 14)).any()


def test_attention_to_the_neighbour_reaches_one_patch():
    weights = torch.zeros(3, 13)
    weights[0, 2] = weights[1, 5] = weights[2, 6] = 1  # right, below, below on the right
    found = reach(weights, [1, 1, 1], (3, 4), 1, (14, 10))
    assert found.tolist() == pytest.approx([10, 14, math.hypot(10, 14)])


@pytest.mark.parametrize("prefix", [0, 1, 5])
def test_reach_is_that_of_every_pair_by_hand(prefix):
    layer = drawn(0, prefix=prefix, heads=2)
    weights, tokens = attention(layer), range(prefix, prefix + 12)
    found = reach(weights[:, prefix:], tokens, (3, 4), prefix, (16, 14))
    for head in range(2):
        known = by_hand(weights[head], (3, 4), prefix, (16, 14))
        assert found[head].tolist() == pytest.approx(known, rel=1e-5)


def test_reach_does_not_depend_on_what_the_prefix_gets():
    weights = torch.rand(12, 13)
    more = weights.clone()
    more[:, 0] *= 7
    both = [reach(rows, range(1, 13), (3, 4), 1, (14, 14)) for rows in (weights, more)]
    torch.testing.assert_close(*both)


def test_a_row_that_gives_the_patches_nothing_has_no_reach():
    weights = torch.eye(13)[[0, 1]]
    assert reach(weights, [1, 1], (3, 4), 1, (14, 14)).isnan().tolist() == [True, False]


@pytest.mark.parametrize("query", [0, 13, -1])
def test_a_token_that_is_no_patch_is_nowhere(query):
    with pytest.raises(ArgumentError) as refused:
        reach(torch.rand(1, 13), [query], (3, 4), 1, (14, 14))
    assert refused.value.facts["got"] == query


def test_distances_are_symmetric_and_measured_between_centres():
    apart = distances((2, 3), (10, 20))
    torch.testing.assert_close(apart, apart.T)
    assert not apart.diagonal().any()
    assert apart[0].tolist() == pytest.approx(
        [0, 20, 40, 10, math.hypot(10, 20), math.hypot(10, 40)]
    )


def test_entropy_of_an_even_attention_is_log_n_and_of_one_token_0():
    torch.testing.assert_close(entropy(even(13)), torch.full((13,), math.log(13)))
    assert not entropy(torch.eye(13)).any()
    assert float(entropy(torch.tensor([0.5, 0.25, 0.25, 0]))) == pytest.approx(1.5 * math.log(2))


def test_entropy_of_random_rows_is_the_sum_by_hand():
    weights = attention(drawn(0))
    numbers = weights.double().numpy()
    np.testing.assert_allclose(entropy(weights), -(numbers * np.log(numbers)).sum(-1), rtol=1e-5)


@pytest.mark.parametrize("prefix", [0, 1, 3])
def test_the_prefix_share_is_what_the_map_lacks(prefix):
    weights = attention(drawn(0))
    torch.testing.assert_close(prefix_share(weights, prefix), 1 - weights[..., prefix:].sum(-1))


@pytest.mark.parametrize("family", ["vit", "dinov2 registers", "relpos", "siglip", "beit"])
def test_the_summary_is_the_mean_over_the_patches_queries_head_by_head(family):
    trace = capture(small(family), noise(small(family)))
    found = summary(trace)
    layers = [layer for layer in trace.layers if layer.kind == "self"]
    assert found.layers == tuple(range(len(layers)))
    patch = small(family).patch
    for row, layer in enumerate(layers):
        prefix = layer.prefix
        weights = attention(layer)
        patches = weights[:, prefix:]
        known = [by_hand(head, trace.grid, prefix, patch) for head in weights]
        np.testing.assert_allclose(found.reach[row], np.mean(known, axis=1), rtol=1e-5)
        np.testing.assert_allclose(found.entropy[row], entropy(patches).mean(1), rtol=1e-5)
        share = prefix_share(patches, prefix).mean(1)
        np.testing.assert_allclose(found.prefix_share[row], share, rtol=1e-5, atol=1e-7)


def test_the_summary_of_an_even_attention_is_known():
    found = summary(traced(given(even(13), torch.eye(13))))
    assert found.entropy.tolist() == [pytest.approx([math.log(13), 0], abs=1e-6)]
    assert found.reach.tolist() == [pytest.approx([found.uniform_reach, 0], rel=1e-6)]
    assert found.prefix_share.tolist() == [pytest.approx([1 / 13, 0])]
    assert found.uniform_reach == pytest.approx(uniform_reach((3, 4), (14, 14)))
    assert found.even_reach == (found.uniform_reach,)
    assert (found.width, found.tokens) == (56, 13)
    np.testing.assert_allclose(found.reach_of_width, found.reach / 56)
    assert found.reach.dtype == found.reach_of_width.dtype == np.float32


def test_a_class_layer_has_no_patches_that_ask():
    last = drawn(1, queries=1, kind="class")
    assert summary(traced(drawn(0), last)).layers == (0,)
    assert summary(traced(last)).reach.shape == (0, 0)


def test_a_layer_with_fewer_heads_leaves_the_rest_unknown():
    found = summary(traced(drawn(0, heads=3), drawn(1, heads=2)))
    assert np.isnan(found.entropy).tolist() == [[False] * 3, [False, False, True]]


def test_a_summary_has_a_row_for_each_layer():
    found = summary(traced(drawn(0)))
    with pytest.raises(ArgumentError):
        dataclasses.replace(found, layers=(0, 1))
    assert isinstance(found, Summary)
