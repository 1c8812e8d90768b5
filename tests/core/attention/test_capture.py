import copy
import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch.nn import functional

from tests.core.families import noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.attention.trace import attention
from vitviz.errors import ArgumentError, CaptureError, SizeError

TORCHS_OWN = functional.scaled_dot_product_attention


def parts_of(module):
    """Everything that a pass could leave behind on a module: its attributes and hooks."""
    return [
        {name: id(value) for name, value in vars(part).items()}
        | {name: len(value) for name, value in vars(part).items() if name.endswith("_hooks")}
        for part in module.modules()
    ]


def altered(vit):
    """The same model around a copy of its module, for tests that damage it."""
    return dataclasses.replace(vit, module=copy.deepcopy(vit.module))


def test_values_are_kept_only_when_asked_for_and_their_bytes_are_not_kept_alive():
    vit, pixels = small("vit"), noise(small("vit"))
    without, whole = capture(vit, pixels), capture(vit, pixels, values=True)
    assert all(layer.values is None for layer in without.layers)
    one = without.layers[0].queries.numel() * 4
    beside = 4 * (len(without.logits) + len(without.pooling))
    assert without.nbytes == 2 * one * len(without.layers) + beside
    assert whole.nbytes == 3 * one * len(whole.layers) + beside


def test_what_is_kept_takes_part_in_later_gradients():
    vit, pixels = small("vit"), noise(small("vit")).requires_grad_()
    layer = capture(vit, pixels).layers[0]
    assert not layer.queries.requires_grad
    factor = torch.ones(1, requires_grad=True)
    (factor * layer.queries).sum().backward()  # an inference tensor would refuse
    assert factor.grad == pytest.approx(float(layer.queries.sum()), rel=1e-4)


def test_a_model_without_a_head_says_nothing():
    vit = dataclasses.replace(small("vit"), module=copy.deepcopy(small("vit").module), labels=())
    vit.module.reset_classifier(0)
    assert capture(vit, noise(vit)).logits.shape == (0,)


def test_an_exception_inside_leaves_the_model_as_it_was():
    vit, pixels = altered(small("vit")), noise(small("vit"))
    before, want = parts_of(vit.module), capture(vit, pixels).logits

    def fail(*_):
        raise ZeroDivisionError

    hook = vit.module.blocks[1].norm2.register_forward_pre_hook(fail)
    with pytest.raises(ZeroDivisionError):
        capture(vit, pixels)
    hook.remove()
    assert functional.scaled_dot_product_attention is TORCHS_OWN
    assert parts_of(vit.module) == before
    assert torch.is_grad_enabled()
    assert torch.equal(capture(vit, pixels).logits, want)


def test_capture_leaves_nothing_on_the_module():
    vit, pixels = small("dinov3"), noise(small("dinov3"))
    before = parts_of(vit.module)
    capture(vit, pixels)
    assert parts_of(vit.module) == before


def refused(vit, pixels=None):
    with pytest.raises(CaptureError) as caught:
        capture(vit, noise(vit) if pixels is None else pixels)
    return caught.value


def test_a_missing_call_is_refused():
    vit = altered(small("vit"))
    vit.module.blocks[1].attn.fused_attn = False
    assert refused(vit).reason == "other_count"


def test_no_call_at_all_is_refused():
    vit = altered(small("vit"))
    for block in vit.module.blocks:
        block.attn.fused_attn = False
    error = refused(vit)
    assert (error.reason, error.facts["got"]) == ("other_count", 0)


def test_one_call_more_is_refused():
    vit = altered(small("vit"))
    vit.module.blocks.append(copy.deepcopy(vit.module.blocks[0]))
    assert refused(vit).reason == "other_count"


def test_another_order_of_modules_is_refused():
    vit = altered(small("vit"))
    first, second = vit.module.blocks
    vit.module.blocks.forward = lambda x: first(second(x))
    error = refused(vit)
    assert (error.reason, error.facts["probed"]) == ("other_order", "blocks.0.attn")


def test_other_shapes_are_refused():
    vit = altered(small("vit"))
    attn = vit.module.blocks[0].attn
    attn.num_heads, attn.head_dim = 6, 8
    assert refused(vit).reason == "other_shapes"


def test_a_token_dropped_on_the_way_is_refused():
    vit = altered(small("vit"))
    second = vit.module.blocks[1]
    second.register_forward_pre_hook(lambda _, given: (given[0][:, :-1],))
    assert refused(vit).reason == "other_shapes"


def test_a_copy_with_other_weights_is_captured_by_what_was_probed():
    vit, pixels = altered(small("vit")), noise(small("vit"))
    vit.module.blocks[0].attn.qkv.weight.mul_(2)
    first, original = capture(vit, pixels).layers[0], capture(small("vit"), pixels).layers[0]
    assert not torch.allclose(first.queries, original.queries)


def test_eight_threads_with_eight_photos_give_exactly_the_serial_maps():
    vit = small("dinov2 registers")
    photos = [noise(vit, seed, size=(14 * (2 + seed % 3), 70)) for seed in range(8)] * 3
    serial = [capture(vit, photo) for photo in photos]
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(lambda photo: capture(vit, photo), photos))
    for one, other in zip(serial, threaded, strict=True):
        assert torch.equal(one.logits, other.logits)
        for mine, theirs in zip(one.layers, other.layers, strict=True):
            assert torch.equal(attention(mine), attention(theirs))


@pytest.mark.parametrize(
    ("family", "size", "reason"),
    [
        ("vit", (48, 81), "size_not_a_multiple"),
        ("vit", (0, 80), "size_not_positive"),
        ("beit", (64, 64), "fixed_size"),
    ],
)
def test_a_size_that_the_model_does_not_take_is_refused(family, size, reason):
    with pytest.raises(SizeError) as caught:
        capture(small(family), torch.zeros(1, 3, *size))
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "pixels",
    [
        torch.zeros(2, 3, 48, 80),
        torch.zeros(1, 1, 48, 80),
        torch.zeros(3, 48, 80),
        torch.zeros(1, 3, 48, 80, dtype=torch.float64),
        torch.zeros(1, 3, 48, 80, device="meta"),
    ],
)
def test_what_is_not_one_picture_is_refused(unchecked, pixels):
    with pytest.raises(ArgumentError, match="not_one_picture"):
        capture(small("vit"), pixels)
