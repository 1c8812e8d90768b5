"""Every family that opens, against timm's own computation without fused attention."""

import copy

import pytest
import torch

from tests.core.families import FAMILIES, noise, small
from tests.core.slopes import Softmaxes, without_fused
from vitviz.core.attention.capture import capture
from vitviz.core.attention.trace import attention


def unfused(vit, pixels):
    """Timm's own attention, layer by layer, by a pass of a copy that makes no fused call."""
    with torch.no_grad(), Softmaxes() as softmaxes:
        said = without_fused(vit)(pixels)
    return [found[0] for found in softmaxes.found], said[0]


@pytest.mark.parametrize("family", FAMILIES)
def test_attention_equals_timms_own_unfused_softmax(family):
    vit, pixels = small(family), noise(small(family))
    maps, said = unfused(vit, pixels)
    trace = capture(vit, pixels)
    asked = [layer.queries.shape[1] for layer in trace.layers]
    seen = [found for found in maps if found.shape[1] in asked]  # CaiT's talking heads are not
    assert len(seen) == len(trace.layers)
    for layer, theirs in zip(trace.layers, seen, strict=True):
        torch.testing.assert_close(attention(layer), theirs, atol=2e-6, rtol=1e-4)
    torch.testing.assert_close(trace.logits, said, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_maps_are_sharp_enough_to_tell_right_from_wrong(family):
    trace = capture(small(family), noise(small(family)))
    sharp = min(float(attention(layer).max()) for layer in trace.layers)
    assert sharp > 0.4  # an even row has 1/16


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_sum_to_one(family):
    for layer in capture(small(family), noise(small(family))).layers:
        sums = attention(layer).sum(-1)
        torch.testing.assert_close(sums, torch.ones_like(sums), atol=1e-5, rtol=0)


@pytest.mark.parametrize("family", FAMILIES)
def test_attention_times_values_through_the_projection_is_the_modules_own_output(family):
    vit, pixels = small(family), noise(small(family))
    trace = capture(vit, pixels, values=True)
    module, outputs = copy.deepcopy(vit.module), {}
    for layer in trace.layers:
        projection = projection_of(module.get_submodule(layer.name))
        projection.register_forward_hook(
            lambda _, given, got, name=layer.name: outputs.update({name: (given[0], got)})
        )
    with torch.no_grad():
        module(pixels)
        for layer in trace.layers:
            owner = module.get_submodule(layer.name)
            mixed = (attention(layer) @ layer.values).transpose(0, 1).flatten(1)
            if layer.kind == "self":  # a pool's norm stands after its projection
                mixed = getattr(owner, "norm", torch.nn.Identity())(mixed)
            given, got = outputs[layer.name]
            torch.testing.assert_close(mixed, given.view_as(mixed), atol=1e-5, rtol=1e-4)
            mine = projection_of(owner)(mixed)
            torch.testing.assert_close(mine, got.view_as(mine), atol=1e-5, rtol=1e-4)


def projection_of(owner):
    return owner.attn_out_proj if hasattr(owner, "attn_out_proj") else owner.proj


@pytest.mark.parametrize("family", FAMILIES)
def test_logits_are_bit_for_bit_those_of_a_plain_pass(family):
    vit, pixels = small(family), noise(small(family))
    with torch.no_grad():
        plain = vit.module(pixels)[0]
    assert torch.equal(capture(vit, pixels).logits, plain)


@pytest.mark.parametrize("family", [name for name in FAMILIES if small(name).dynamic])
def test_a_dynamic_model_is_captured_at_another_uneven_size(family):
    vit = small(family)
    size = vit.patch[0] * 4, vit.patch[1] * 2
    pixels = noise(vit, size=size)
    trace = capture(vit, pixels)
    assert (trace.size, trace.grid) == (size, (4, 2))
    maps, _ = unfused(vit, pixels)
    for layer, theirs in zip(trace.layers, maps, strict=True):
        torch.testing.assert_close(attention(layer), theirs, atol=2e-6, rtol=1e-4)


@pytest.mark.parametrize(
    "family", ["vit", "deit distilled", "dinov2 registers", "dinov3", "beit", "siglip", "eva02"]
)
def test_tokens_are_the_prefix_then_the_patches_in_reading_order(family):
    vit, pixels = small(family), noise(small(family))
    first = capture(vit, pixels).layers[0]
    for row, column in [(0, 0), (0, 4), (2, 1)]:
        other = pixels.clone()
        height, width = vit.patch
        other[..., row * height : (row + 1) * height, column * width : (column + 1) * width] += 1
        moved = capture(vit, other).layers[0].keys - first.keys
        changed = moved.abs().amax(dim=(0, 2)).nonzero().flatten().tolist()
        assert changed == [vit.prefix + row * 5 + column]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_pooling_weighs_the_tokens_as_the_family_does(family):
    vit = small(family)
    trace = capture(vit, noise(vit))
    patches = trace.grid[0] * trace.grid[1]
    assert trace.pooling.sum() == pytest.approx(1, abs=1e-6)
    if vit.layout.pooling is None:
        pool = attention(trace.layers[-1])[:, 0].mean(0)
        skipped = vit.prefix + patches - len(pool)
        assert trace.pooling.tolist() == [0] * skipped + pool.tolist()
    elif sum(vit.layout.pooling) == 0:
        even = torch.full((patches,), 1 / patches)
        torch.testing.assert_close(trace.pooling, torch.cat([torch.zeros(vit.prefix), even]))
    else:
        assert trace.pooling.tolist() == [*vit.layout.pooling, *[0.0] * patches]
