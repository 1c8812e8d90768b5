import json
from dataclasses import replace

import numpy as np
import pytest
import torch

import vitviz
from tests.core.families import noise, small
from vitviz.core.assets import photos
from vitviz.core.attention.capture import capture
from vitviz.core.attention.trace import Layer, attention
from vitviz.web.bundle import unpack
from vitviz.web.payload import attention_of, describe, rounded


def layer(heads=3, grid=(4, 5), prefix=2, dim=16, *, bias=False, offset=0.0):
    torch.manual_seed(0)
    tokens = prefix + grid[0] * grid[1]
    return Layer(
        name="blocks.0.attn",
        kind="self",
        queries=torch.randn(heads, tokens, dim),
        keys=torch.randn(heads, tokens, dim) + offset,
        values=None,
        scale=dim**-0.5,
        bias=torch.randn(1, tokens, tokens) if bias else None,
        grid=grid,
        prefix=prefix,
    )


@pytest.mark.parametrize("bias", [False, True])
def test_the_rounded_arrays_give_the_same_attention(bias):
    exact = layer(bias=bias)
    assert np.abs(attention_of(rounded(exact)) - attention(exact).numpy()).max() < 2e-3


def test_the_rounded_arrays_of_differential_attention_give_the_same_difference():
    exact = capture(small("differential"), noise(small("differential"))).layers[1]
    half = rounded(exact)
    assert np.abs(attention_of(half) - attention(exact).numpy()).max() < 5e-3
    assert attention(exact).min() < -0.1
    assert np.allclose(attention_of(half).sum(-1), exact.row_sum, atol=1e-5)
    header, arrays = unpack(half.bundle())
    assert header["factor"] == pytest.approx(float(exact.less.factor))
    assert {name for name in arrays if name.endswith("_less")} == {
        f"{name}_less" for name in ("lse", "queries", "keys", "means")
    }


def test_a_call_whose_weights_may_be_negative_says_so():
    for family, signed in (("differential", True), ("vit", False)):
        told = describe(capture(small(family), noise(small(family))))
        assert [call.get("signed", False) for call in told["calls"]] == [signed]


def test_rows_of_the_rounded_attention_sum_to_one():
    assert np.allclose(attention_of(rounded(layer())).sum(-1), 1, atol=1e-6)


def test_a_constant_added_to_all_keys_costs_no_precision():
    plain, shifted = attention_of(rounded(layer())), attention_of(rounded(layer(offset=100.0)))
    assert np.abs(plain - shifted).max() < 2e-3


def test_the_products_of_the_models_own_queries_and_keys_can_be_told():
    exact = layer(offset=3.0)
    half = rounded(exact)
    keys = half.keys.astype(np.float32) + half.means[:, None]
    products = half.queries.astype(np.float32) @ keys.transpose(0, 2, 1) / half.scale
    raw = (exact.queries @ exact.keys.transpose(1, 2)).numpy()
    assert np.abs(products - raw).max() < 0.1  # of products up to 60: half precision


def test_a_bundle_holds_the_arrays_by_their_names():
    half = rounded(layer(bias=True))
    header, arrays = unpack(half.bundle())
    assert header == {"scale": 0.25}
    for name, array in arrays.items():
        assert np.array_equal(array, getattr(half, name))
    assert set(arrays) == {"lse", "queries", "keys", "means", "bias"}


def test_a_layer_without_a_bias_sends_none():
    assert set(unpack(rounded(layer()).bundle())[1]) == {"lse", "queries", "keys", "means"}


@pytest.fixture(scope="module")
def vit():
    return vitviz.load("everyday-vit-s14", device="cpu")


@pytest.mark.parametrize("photo", photos(), ids=lambda photo: photo.id)
def test_no_weight_of_a_bundled_photo_is_off_by_more_than_two_thousandths(vit, photo):
    pixels, _ = vitviz.frame(vitviz.decode(photo.path.read_bytes()), vit)
    for exact in vitviz.capture(vit, pixels).layers:
        off = np.abs(attention_of(rounded(exact)) - attention(exact).numpy())
        assert off.max() <= 2e-3


def test_the_browser_is_told_the_shape_of_every_layer(vit):
    found = describe(vitviz.capture(vit, torch.zeros(1, 3, 224, 224)))
    assert found["grid"] == [16, 16]
    assert found["tokens"] == 257
    assert (found["roles"], found["reads"]) == (["class"], "class")
    assert found["layers"] == [0] * 12
    assert found["calls"] == [
        {"kind": "self", "heads": 6, "queries": 257, "tokens": 257, "dim": 64, "bias": False}
    ]


def told(family):
    vit = small(family)
    return describe(vitviz.capture(vit, noise(vit)))


def test_weights_that_a_layer_computes_in_its_own_way_arrive_as_they_are():
    vit = small("convit")
    trace = vitviz.capture(vit, noise(vit))
    assert all(call["by_hand"] for call in describe(trace)["calls"])
    for layer in trace.layers:
        off = np.abs(attention_of(rounded(layer)) - attention(layer).numpy())
        assert off.max() <= 2e-3


def test_the_browser_is_told_that_a_pool_asks_with_latents():
    found = told("pool without prefix")
    assert (found["grid"], found["prefix"], found["tokens"]) == ([3, 5], 1, 16)
    assert (found["roles"], found["reads"], found["layers"]) == (["register"], "pool", [0, 0, 1])
    pool = {"kind": "pool", "heads": 3, "queries": 1, "tokens": 15, "dim": 16, "bias": False}
    assert found["calls"][1] == pool | {"asks": ["latent"]}


def test_the_browser_is_told_that_only_a_class_token_asks():
    found = told("cait")
    assert [call["kind"] for call in found["calls"]] == ["class"]
    assert (found["calls"][0]["queries"], found["calls"][0]["asks"]) == (1, ["class"])


def test_what_the_browser_is_told_is_short(vit):
    found = describe(vitviz.capture(vit, torch.zeros(1, 3, 224, 224)))
    assert len(json.dumps(found)) < 300


@pytest.mark.parametrize(
    "family", ["swin", "swin v2", "sam windows", "hiera", "sam padded", "tnt", "pvt"]
)
def test_windows_of_the_rounded_arrays_give_the_same_attention(family):
    trace = capture(small(family), noise(small(family)))
    for exact in trace.layers:
        half = rounded(exact)
        assert np.abs(attention_of(half) - attention(exact).numpy()).max() < 4e-3
        assert np.allclose(attention_of(half).sum(-1), 1, atol=1e-5)


def test_windows_that_are_masked_alike_share_their_biases():
    plain, shifted, *_ = capture(small("swin"), noise(small("swin"))).layers
    _, arrays = unpack(rounded(plain).bundle())
    assert arrays["bias"].shape == (1, 2, 16, 16)
    _, arrays = unpack(rounded(shifted).bundle())
    assert arrays["kinds"].shape == (8,)
    assert len(arrays["bias"]) == len(set(arrays["kinds"].tolist())) == 4


def test_a_call_on_a_grid_of_its_own_tells_it_and_how_much_it_sees():
    told = describe(capture(small("swin"), noise(small("swin"))))
    assert told["grid"] == [8, 16]
    calls = [told["calls"][index] for index in told["layers"]]
    assert [(call["grid"], call["seen"], call["tokens"]) for call in calls] == [
        ([8, 16], 16, 128), ([8, 16], 16, 128), ([4, 8], 16, 32), ([4, 8], 16, 32)
    ]  # fmt: skip


def test_keys_on_another_grid_are_told_beside_what_asks():
    told = describe(capture(small("hiera"), noise(small("hiera"))))
    calls = [told["calls"][index] for index in told["layers"]]
    grids = [(call["grid"], call.get("key_grid"), call["seen"]) for call in calls]
    assert grids[:3] == [
        ([16, 24], None, 64), ([8, 12], [16, 24], 64), ([4, 6], [8, 12], 16)
    ]  # fmt: skip
    layer = capture(small("hiera"), noise(small("hiera"))).layers[1]
    _, arrays = unpack(rounded(layer).bundle())
    assert (arrays["places"].shape, arrays["looked"].shape) == ((6, 16), (6, 64))


def test_it_is_told_how_many_keys_lie_beyond_the_picture():
    told = describe(capture(small("sam padded"), noise(small("sam padded"))))
    first, second = (told["calls"][index] for index in told["layers"])
    assert (first["tokens"], first["beyond"]) == (36, 16)
    assert "beyond" not in second


def test_queries_that_all_windows_share_are_told_but_not_those_of_weights_made_by_hand():
    layer = capture(small("swin"), noise(small("swin"))).layers[0]
    inside = layer.windows.cut(layer.queries)
    shared = replace(layer, queries=layer.windows.lay(inside[:1].expand_as(inside).contiguous()))
    trace = capture(small("swin"), noise(small("swin")))
    told = describe(replace(trace, layers=(shared, *trace.layers[1:])))
    assert [call.get("shared") for call in told["calls"]].count(True) == 1
    assert told["calls"][told["layers"][0]]["shared"]
    by_hand = describe(capture(small("swin v2"), noise(small("swin v2"))))
    assert not any("shared" in call for call in by_hand["calls"])


def test_other_models_are_told_as_before():
    told = describe(capture(small("vit"), noise(small("vit"))))
    assert all(not {"grid", "seen"} & call.keys() for call in told["calls"])
