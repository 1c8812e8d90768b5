import itertools

import pytest
import torch

from tests.core.traces import drawn
from vitviz.core.attention.per_head import heads
from vitviz.core.attention.trace import attention, attention_inside
from vitviz.core.attention.windows import Windows
from vitviz.errors import ArgumentError

PLACES = torch.tensor([[4, 0, 2, 9], [1, 11, 3, 5], [10, 6, 7, 8]])  # of a 3 x 4 grid


def windowed(**changes):
    """A layer in three windows, with a bias for each."""
    bias = torch.randn(3, 2, 4, 4, generator=torch.Generator().manual_seed(5))
    plain = drawn(3, heads=2, prefix=0)
    fields = {name: getattr(plain, name) for name in plain.__dataclass_fields__}
    return type(plain)(**fields | {"bias": bias, "windows": Windows(PLACES)} | changes)


def by_hand(layer):
    """Row by row in plain loops: (heads, queries, tokens) in double precision."""
    count, tokens, _ = layer.keys.shape
    found = torch.zeros(count, tokens, tokens, dtype=torch.float64)
    queries, keys = layer.queries.double(), layer.keys.double()
    for head in range(count):
        for window, places in enumerate(PLACES.tolist()):
            for i, query in enumerate(places):
                scores = [
                    float(queries[head, query] @ keys[head, key]) * layer.scale
                    + float(layer.bias[window, head, i, j])
                    for j, key in enumerate(places)
                ]
                weights = torch.tensor(scores, dtype=torch.float64).softmax(0)
                found[head, query, places] = weights
    return found


def test_a_row_is_that_of_its_window_and_zero_elsewhere():
    layer = windowed()
    found, known = attention(layer), by_hand(layer)
    torch.testing.assert_close(found.double(), known, atol=1e-6, rtol=1e-5)
    assert torch.equal(found > 0, known > 0)


@pytest.mark.parametrize("asked", [[7], [0, -1, 4], []])
def test_asked_rows_are_those_of_all(asked):
    layer = windowed()
    assert torch.equal(attention(layer, asked), attention(layer)[:, asked])


def test_a_query_that_is_not_there_is_refused():
    with pytest.raises(ArgumentError):
        attention(windowed(), [12])


@pytest.mark.parametrize("part", [None, slice(2, 9, 3), torch.tensor([5, 1])])
def test_each_head_in_a_buffer_is_the_same(part):
    layer = windowed()
    room = torch.full((200,), float("nan"))
    found = torch.stack([head.clone() for head in heads(layer, part, room)])
    known = attention(layer)
    assert torch.equal(found, known if part is None else known[:, part])


def test_what_is_cut_and_laid_is_as_before():
    laid = torch.randn(2, 12, 5)
    windows = Windows(PLACES)
    assert torch.equal(windows.lay(windows.cut(laid)), laid)
    assert torch.equal(windows.cut(laid)[1, 0, 2], laid[0, 3])


def test_each_token_knows_its_window_and_position():
    window, position = Windows(PLACES).at(torch.arange(12))
    assert torch.equal(PLACES[window, position], torch.arange(12))


def test_rows_inside_a_window_sum_to_one():
    torch.testing.assert_close(attention_inside(windowed()).sum(-1), torch.ones(3, 2, 4))


@pytest.mark.parametrize("places", [[[0, 1], [1, 2]], [[0, 1], [2, 4]]])
def test_a_token_that_stands_twice_or_nowhere_is_refused(places):
    with pytest.raises(ArgumentError):
        Windows(torch.tensor(places))


@pytest.mark.parametrize(
    "changes",
    [{"windows": Windows(torch.arange(6)[None])}, {"bias": torch.zeros(2, 2, 4, 4)},
     {"bias": torch.zeros(2, 12, 12)}],
)  # fmt: skip
def test_windows_and_bias_must_fit_the_layer(changes):
    with pytest.raises(ArgumentError):
        windowed(**changes)


def test_windows_that_all_ask_the_same_are_told():
    plain = windowed()
    each = plain.windows.cut(plain.queries)
    shared = plain.windows.lay(each[:1].expand_as(each))
    assert windowed(queries=shared).shared_queries
    assert not plain.shared_queries
    assert not drawn(3, heads=2, prefix=0).shared_queries


def test_pooled_queries_look_at_the_keys_of_their_window():
    """Two queries a window, each over four keys, against plain loops."""
    plain, asked = windowed(bias=None), torch.tensor([[3, 0], [1, 5], [2, 4]])
    windows = Windows(asked, PLACES)
    layer = windowed(
        queries=plain.queries[:, :6], bias=None, windows=windows, grid=(2, 3), key_grid=(3, 4)
    )
    found = attention(layer).double()
    known = torch.zeros_like(found)
    for head, (window, places) in itertools.product(range(2), enumerate(PLACES.tolist())):
        for query in asked[window].tolist():
            scores = [
                float(layer.queries[head, query].double() @ layer.keys[head, key].double())
                * layer.scale
                for key in places
            ]
            weights = torch.tensor(scores, dtype=torch.float64).softmax(0)
            known[head, query, places] = weights
    torch.testing.assert_close(found, known, atol=1e-6, rtol=1e-5)
    assert (layer.looked, layer.seen, layer.beyond) == ((3, 4), 4, 0)
    whole = torch.stack([head.clone() for head in heads(layer)])
    assert torch.equal(whole, attention(layer))
    with pytest.raises(ArgumentError):
        Windows(asked, PLACES[:2])


LOOKED = torch.tensor([[0, 1, 2, 12], [13, 3, 2, 1], [5, 4, 14, 3]])  # of a 2 x 3 grid, and beyond


def overlapping():
    """Two queries a window over four keys, of which some are in two windows."""
    plain, asked = windowed(bias=None), torch.tensor([[3, 0], [1, 5], [2, 4]])
    looked = torch.where(LOOKED > 5, LOOKED - 6, LOOKED)
    generator = torch.Generator().manual_seed(6)
    return windowed(
        queries=plain.queries[:, :6],
        keys=plain.keys[:, :9],
        bias=torch.randn(3, 2, 2, 4, generator=generator),
        windows=Windows(asked, looked),
        grid=(2, 3),
    )


def test_a_token_may_be_looked_at_in_several_windows_each_with_a_bias_of_its_own():
    layer = overlapping()
    known = torch.zeros(2, 6, 9, dtype=torch.float64)
    for head, (window, asked) in itertools.product(
        range(2), enumerate(layer.windows.places.tolist())
    ):
        for i, query in enumerate(asked):
            keys = layer.windows.looked[window].tolist()
            scores = [
                float(layer.queries[head, query].double() @ layer.keys[head, key].double())
                * layer.scale
                + float(layer.bias[window, head, i, j])
                for j, key in enumerate(keys)
            ]
            known[head, query, keys] = torch.tensor(scores, dtype=torch.float64).softmax(0)
    torch.testing.assert_close(attention(layer).double(), known, atol=1e-6, rtol=1e-5)
    assert (layer.beyond, layer.windows.overlap, Windows(PLACES).overlap) == (3, True, False)
    assert int((known[0] > 0).all(0).sum()) == 0
    assert int((known[0, :, 2] > 0).sum()) == 4


def test_keys_of_several_windows_are_cut_into_each_and_laid_once():
    windows, laid = overlapping().windows, torch.randn(2, 9, 5)
    inside = windows.cut(laid, keys=True)
    assert torch.equal(inside[0, :, 2], inside[1, :, 2])
    assert torch.equal(windows.lay(inside, keys=True), laid)


@pytest.mark.parametrize("looked", [[[0, 0], [1, 2]], [[0, 1], [1, 3]], [[0, 1]]])
def test_a_window_that_looks_at_a_token_twice_or_windows_at_one_nowhere_are_refused(looked):
    with pytest.raises(ArgumentError):
        Windows(torch.tensor([[0, 1], [2, 3]]), torch.tensor(looked))


def test_windows_elsewhere_know_how_many_tokens_there_are():
    moved = overlapping().windows.to(torch.device("meta"))
    assert (moved.tokens, moved.places.device.type) == (9, "meta")
