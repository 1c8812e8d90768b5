import pytest
import torch

from tests.core.families import FAMILIES, noise, small
from tests.core.traces import drawn
from vitviz.core.attention import per_head
from vitviz.core.attention.capture import capture
from vitviz.core.attention.per_head import batches, heads
from vitviz.core.attention.trace import attention


def every(layer, *arguments):
    return torch.stack([head.clone() for head in heads(layer, *arguments)])


@pytest.mark.parametrize("bias", [None, (1, 1, 13), (1, 13, 13), (3, 1, 13), (3, 13, 13)])
@pytest.mark.parametrize("queries", [None, [0, 5, 12], [4], []])
def test_heads_come_in_their_order_as_attention_has_them(bias, queries):
    layer = drawn(0, bias=bias)
    asked = None if queries is None else torch.tensor(queries, dtype=torch.long)
    torch.testing.assert_close(every(layer, asked), attention(layer, queries))


@pytest.mark.parametrize("family", ["deit distilled", "beit", "relpos", "dinov3", "siglip"])
def test_heads_of_a_captured_layer_are_its_attention(family):
    assert family in FAMILIES
    for layer in capture(small(family), noise(small(family))).layers:
        torch.testing.assert_close(every(layer), attention(layer))


def test_all_heads_lie_in_the_buffer_that_was_given():
    layer, buffer = drawn(0), torch.empty(300)
    addresses = {head.data_ptr() for head in heads(layer, None, buffer)}
    assert addresses == {buffer.data_ptr()}
    torch.testing.assert_close(buffer[: 13 * 13].view(13, 13), attention(layer)[-1])


def test_half_precision_is_computed_in_float32():
    layer = drawn(0)
    half = drawn(0)
    object.__setattr__(half, "queries", layer.queries.half())
    object.__setattr__(half, "keys", layer.keys.half())
    assert every(half).dtype == torch.float32
    torch.testing.assert_close(every(half), attention(half))


def test_no_gradient_is_kept():
    layer = drawn(0)
    layer.queries.requires_grad_()
    assert not every(layer).requires_grad


@pytest.mark.parametrize("count", [2, 3, 64])
@pytest.mark.parametrize("bias", [None, (1, 1, 13), (3, 13, 13)])
@pytest.mark.parametrize("queries", [None, [0, 5, 12]])
def test_heads_that_are_computed_together_are_the_same(monkeypatch, count, bias, queries):
    monkeypatch.setattr(per_head, "at_once", lambda _numbers, _device: count)
    layer = drawn(0, bias=bias)
    asked = None if queries is None else torch.tensor(queries, dtype=torch.long)
    torch.testing.assert_close(every(layer, asked), attention(layer, queries))
    sizes = [len(several) for several in batches(layer, asked)]
    assert sum(sizes) == 3
    assert max(sizes) == min(3, count)


def test_an_accelerator_takes_as_many_heads_as_there_is_room_for():
    gpu = torch.device("cuda")
    assert per_head.at_once(257 * 257, torch.device("cpu")) == 1
    assert per_head.at_once(257 * 257, gpu) * 257 * 257 * 4 <= 2**28
    assert per_head.at_once(10**12, gpu) == 1


def test_the_mean_of_the_heads_of_layers_alike_is_that_of_each():
    layers = [drawn(seed) for seed in range(3)]
    means = per_head.mean_heads(layers)
    for layer, mean in zip(layers, means, strict=True):
        torch.testing.assert_close(mean, attention(layer).mean(0))


@pytest.mark.parametrize(
    "other", [{"heads": 2}, {"grid": (2, 3)}, {"queries": 1, "kind": "class"}, {"bias": (1, 1, 13)}]
)
def test_layers_of_another_shape_or_with_a_bias_are_not_alike(other):
    assert per_head.alike(drawn(0), drawn(1))
    assert not per_head.alike(drawn(0), drawn(1, **other))
