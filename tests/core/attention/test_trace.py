import dataclasses
import math

import numpy as np
import pytest
import torch

from vitviz.core.attention.trace import Layer, Trace, attention, query_roles
from vitviz.core.models.token_layout import TokenLayout
from vitviz.errors import ArgumentError

HEADS, TOKENS, DIM = 2, 7, 4  # one prefix token and 2 x 3 patches


def a_layer(**changes):
    torch.manual_seed(0)
    fields = {
        "name": "blocks.0.attn",
        "kind": "self",
        "queries": torch.randn(HEADS, TOKENS, DIM),
        "keys": torch.randn(HEADS, TOKENS, DIM),
        "values": None,
        "scale": 0.5,
        "bias": None,
        "grid": (2, 3),
        "prefix": 1,
    }
    return Layer(**{**fields, **changes})


def a_trace(**changes):
    fields = {
        "layers": (a_layer(), a_layer()),
        "logits": torch.zeros(3),
        "layout": TokenLayout(("class",), (2, 3), (1.0,)),
        "pooling": torch.eye(TOKENS)[0],
        "size": (28, 42),
    }
    return Trace(**{**fields, **changes})


def by_hand(layer):
    """The definition in float64, one row at a time, with no library's softmax."""
    q, k = layer.queries.numpy().astype(np.float64), layer.keys.numpy().astype(np.float64)
    rows = np.zeros((HEADS, q.shape[1], TOKENS))
    for h in range(HEADS):
        for i in range(q.shape[1]):
            scores = [layer.scale * float(q[h, i] @ k[h, j]) for j in range(TOKENS)]
            if layer.bias is not None:
                bias = np.broadcast_to(layer.bias.numpy(), rows.shape)
                scores = [score + float(bias[h, i, j]) for j, score in enumerate(scores)]
            total = sum(math.exp(score) for score in scores)
            rows[h, i] = [math.exp(score) / total for score in scores]
    return rows


def test_a_trace_says_what_the_queries_of_its_layers_are():
    pool = a_layer(kind="pool", queries=torch.zeros(HEADS, 2, DIM))
    trace = a_trace(layers=(a_layer(), pool))
    assert query_roles(trace, trace.layers[0]) == trace.layout.roles
    assert query_roles(trace, pool) == ("latent", "latent")


BIASES = [None, (1, 1, TOKENS), (HEADS, 1, TOKENS), (1, TOKENS, TOKENS), (HEADS, TOKENS, TOKENS)]


@pytest.mark.parametrize("shape", BIASES)
def test_attention_is_the_softmax_of_scaled_products_plus_bias(shape):
    bias = None if shape is None else torch.randn(shape, generator=torch.Generator().manual_seed(3))
    layer = a_layer(bias=bias)
    np.testing.assert_allclose(attention(layer).numpy(), by_hand(layer), atol=1e-6)


@pytest.mark.parametrize("shape", BIASES)
def test_asked_rows_are_those_of_the_whole(shape):
    layer = a_layer(bias=None if shape is None else torch.arange(math.prod(shape)).view(shape) / 9)
    whole = attention(layer)
    torch.testing.assert_close(attention(layer, [4, 0, -1]), whole[:, [4, 0, TOKENS - 1]])


def test_rows_sum_to_one_in_float32_even_for_half_precision_queries():
    layer = a_layer(queries=torch.randn(HEADS, TOKENS, DIM).half(), keys=a_layer().keys.half())
    rows = attention(layer)
    assert rows.dtype == torch.float32
    torch.testing.assert_close(rows.sum(-1), torch.ones(HEADS, TOKENS), atol=1e-6, rtol=0)


def test_equal_keys_share_a_row_evenly():
    layer = a_layer(keys=torch.ones(HEADS, TOKENS, DIM))
    torch.testing.assert_close(attention(layer), torch.full((HEADS, TOKENS, TOKENS), 1 / TOKENS))


def test_a_token_with_a_bias_of_minus_infinity_gets_nothing():
    bias = torch.zeros(1, 1, TOKENS)
    bias[..., 2] = -math.inf
    rows = attention(a_layer(bias=bias))
    assert (rows[..., 2] == 0).all()
    torch.testing.assert_close(rows.sum(-1), torch.ones(HEADS, TOKENS))


def test_large_scores_do_not_overflow():
    layer = a_layer(queries=a_layer().queries * 1e6)
    assert attention(layer).isfinite().all()


@pytest.mark.parametrize("query", [TOKENS, -TOKENS - 1])
def test_a_query_that_is_not_there_is_refused_with_the_rule(query):
    with pytest.raises(ArgumentError) as caught:
        attention(a_layer(), [0, query])
    assert caught.value.reason == "no_such_query"
    assert caught.value.facts["got"] == query


def test_no_query_gives_no_row():
    assert attention(a_layer(), []).shape == (HEADS, 0, TOKENS)


def test_attention_does_not_alter_the_layer():
    layer = a_layer(bias=torch.ones(1, 1, TOKENS))
    before = [tensor.clone() for tensor in layer.tensors]
    attention(layer)
    assert all(torch.equal(*pair) for pair in zip(before, layer.tensors, strict=True))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "cross"),
        ("queries", torch.zeros(HEADS, TOKENS - 1, DIM)),
        ("queries", torch.zeros(HEADS + 1, TOKENS, DIM)),
        ("keys", torch.zeros(HEADS, TOKENS + 1, DIM)),
        ("keys", torch.zeros(HEADS, TOKENS, DIM + 1)),
        ("values", torch.zeros(HEADS, TOKENS - 1, DIM)),
        ("scale", 0.0),
        ("scale", math.nan),
        ("bias", torch.zeros(HEADS + 1, TOKENS, TOKENS)),
        ("bias", torch.zeros(1, 1, TOKENS + 1)),
        ("grid", (3, 3)),
        ("grid", (0, 3)),
        ("prefix", -1),
    ],
)
def test_a_layer_whose_parts_do_not_fit_is_refused(unchecked, field, value):
    with pytest.raises(ArgumentError, match="broken_invariant"):
        a_layer(**{field: value})


def test_a_class_layer_may_ask_with_fewer_queries():
    layer = a_layer(kind="class", queries=torch.zeros(HEADS, 1, DIM))
    assert attention(layer).shape == (HEADS, 1, TOKENS)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("layers", ()),
        ("layout", TokenLayout(("class",), (3, 2), (1.0,))),
        ("pooling", torch.ones(TOKENS)),
        ("pooling", torch.eye(TOKENS)[0] * 2 - torch.eye(TOKENS)[1]),
        ("pooling", torch.eye(TOKENS + 1)[0]),
    ],
)
def test_a_trace_whose_parts_do_not_fit_is_refused(unchecked, field, value):
    with pytest.raises(ArgumentError, match="broken_invariant"):
        a_trace(**{field: value})


@pytest.mark.parametrize("thing", [a_layer(), a_trace()])
def test_nothing_of_a_trace_can_be_replaced(thing):
    with pytest.raises(dataclasses.FrozenInstanceError):
        thing.grid = (1, 6)


def test_bytes_count_shared_storage_once_and_kept_views_whole():
    one = torch.zeros(3, HEADS, TOKENS, DIM)
    views = a_layer(queries=one[0], keys=one[1])
    trace = a_trace(layers=(views, views), logits=torch.zeros(5))
    assert trace.nbytes == 4 * (3 * HEADS * TOKENS * DIM + 5 + TOKENS * TOKENS)  # eye's first row
