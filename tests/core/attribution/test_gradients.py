import copy
import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch.nn import functional

from tests.core.families import FAMILIES, noise, small
from tests.core.slopes import unfused, with_head
from tests.core.traces import drawn, traced
from vitviz.core.attention.capture import capture
from vitviz.core.attention.trace import attention
from vitviz.core.attribution.gradients import (
    Gradients,
    gradients,
    gradients_of_each,
    head_gradients,
    score,
)
from vitviz.errors import ArgumentError, CaptureError, ModelError, SizeError

TORCHS_OWN = functional.scaled_dot_product_attention


def every(found, layer, *arguments):
    return torch.stack([slope.clone() for slope in head_gradients(found, layer, *arguments)])


@pytest.mark.parametrize("family", FAMILIES)
def test_every_layers_gradient_equals_that_of_an_unfused_pass(family):
    vit, pixels = small(family), noise(small(family))
    found = gradients(vit, pixels, 3)
    for layer, (_, known) in zip(found.trace.layers, unfused(vit, pixels, 3), strict=True):
        slopes = every(found, layer)
        assert slopes.dtype == torch.float32
        assert float(known.abs().max()) > 0
        error = (slopes - known).abs().max() / known.abs().max()
        assert error < 1e-4, layer.name  # an unfused pass in float32 is 4e-5 from this one


@pytest.mark.parametrize("family", FAMILIES)
def test_the_trace_is_the_one_that_capture_gives(family):
    vit, pixels = small(family), noise(small(family))
    found, known = gradients(vit, pixels, 3).trace, capture(vit, pixels, values=True)
    torch.testing.assert_close(found.logits, known.logits, atol=1e-5, rtol=1e-5)
    assert (found.grid, found.prefix, found.size) == (known.grid, known.prefix, known.size)
    torch.testing.assert_close(found.pooling, known.pooling)
    for mine, theirs in zip(found.layers, known.layers, strict=True):
        assert (mine.name, mine.kind) == (theirs.name, theirs.kind)
        torch.testing.assert_close(attention(mine), attention(theirs), atol=2e-6, rtol=1e-4)
        torch.testing.assert_close(mine.values, theirs.values, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    ("family", "read"), [("vit", 1), ("deit distilled", 2), ("dinov2 registers", 1), ("cait", 1)]
)
def test_in_the_last_layer_only_what_the_head_reads_has_a_gradient(family, read):
    found = gradients(small(family), noise(small(family)), 2)
    slopes = every(found, found.trace.layers[-1])
    assert slopes[:, :read].any(-1).all()  # both of a distilled pair
    assert not slopes[:, read:].any()


def test_several_classes_share_one_pass_and_each_is_as_alone():
    vit, pixels = small("beit"), noise(small("beit"))
    several = gradients_of_each(vit, pixels, [5, 0, 5])
    assert [found.target for found in several] == [5, 0, 5]
    assert len({id(found.trace) for found in several}) == 1
    for found in several:
        alone = gradients(vit, pixels, found.target)
        assert all(torch.equal(*pair) for pair in zip(found.outputs, alone.outputs, strict=True))
    assert not torch.equal(several[0].outputs[0], several[1].outputs[0])


def test_no_class_gives_no_gradients():
    assert gradients_of_each(small("vit"), noise(small("vit")), []) == ()


@pytest.mark.parametrize("family", ["vit", "vit mean", "deit distilled", "dinov3", "siglip"])
def test_twice_the_logit_is_twice_the_gradient_in_every_layer(family):
    vit, pixels = small(family), noise(small(family))
    once = gradients(vit, pixels, 4)
    twice = gradients(with_head(vit, lambda tensor: 2 * tensor), pixels, 4)
    for one, other in zip(once.trace.layers, twice.trace.layers, strict=True):
        weighted = [attention(a) * every(found, a) for found, a in ((once, one), (twice, other))]
        torch.testing.assert_close(weighted[1], 2 * weighted[0], atol=1e-30, rtol=1e-5)


def test_a_layer_that_the_class_does_not_depend_on_has_gradient_0():
    vit = with_head(small("vit"), torch.zeros_like)
    vit.module.head.forward = lambda x: vit.module.head.bias[None] + 0 * x.sum()
    assert not any(out.any() for out in gradients(vit, noise(vit), 1).outputs)


def test_asked_queries_are_the_rows_of_all_and_lie_in_the_buffer():
    found = gradients(small("vit"), noise(small("vit")), 1)
    layer, buffer = found.trace.layers[0], torch.full((300,), float("nan"))
    part = torch.tensor([0, 7, 15])
    torch.testing.assert_close(every(found, layer, part, buffer), every(found, layer)[:, part])
    addresses = {slope.data_ptr() for slope in head_gradients(found, layer, part, buffer)}
    assert addresses == {buffer.data_ptr()}


def test_nothing_is_left_on_model_or_pixels():
    vit, pixels = small("vit"), noise(small("vit"))
    before = pixels.clone()
    found = gradients(vit, pixels, 1)
    assert all(not p.requires_grad and p.grad is None for p in vit.module.parameters())
    assert not pixels.requires_grad
    assert torch.equal(pixels, before)
    kept = [*found.outputs, found.trace.logits, *(t for x in found.trace.layers for t in x.tensors)]
    assert not any(tensor.requires_grad for tensor in kept)  # no graph is kept alive
    assert functional.scaled_dot_product_attention is TORCHS_OWN


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_a_caller_without_gradients_gets_them_all_the_same(mode):
    vit = small("vit")
    known = gradients(vit, noise(vit), 1)
    with mode():
        found = gradients(vit, noise(vit), 1)
        assert not torch.is_grad_enabled()
    assert all(torch.equal(*pair) for pair in zip(found.outputs, known.outputs, strict=True))


def test_an_exception_inside_leaves_nothing_behind():
    vit = dataclasses.replace(small("vit"), module=copy.deepcopy(small("vit").module))
    known = gradients(vit, noise(vit), 1)

    def fail(*_):
        raise ZeroDivisionError

    hook = vit.module.blocks[1].norm2.register_forward_pre_hook(fail)
    with torch.no_grad():
        with pytest.raises(ZeroDivisionError):
            gradients(vit, noise(vit), 1)
        assert not torch.is_grad_enabled()
    hook.remove()
    assert functional.scaled_dot_product_attention is TORCHS_OWN
    assert all(not p.requires_grad and p.grad is None for p in vit.module.parameters())
    again = gradients(vit, noise(vit), 1)
    assert all(torch.equal(*pair) for pair in zip(again.outputs, known.outputs, strict=True))


def test_eight_threads_with_a_photo_each_give_exactly_the_serial_gradients():
    vit = small("dinov2 registers")
    photos = [noise(vit, seed, size=(14 * (2 + seed % 3), 70)) for seed in range(8)] * 2
    serial = [gradients(vit, photo, 2) for photo in photos]
    with ThreadPoolExecutor(8) as pool:
        threaded = list(pool.map(lambda photo: gradients(vit, photo, 2), photos))
    for one, other in zip(serial, threaded, strict=True):
        assert all(torch.equal(*pair) for pair in zip(one.outputs, other.outputs, strict=True))


@pytest.mark.parametrize("target", [7, -1])
def test_a_class_that_is_not_there_is_refused(target):
    with pytest.raises(ArgumentError, match="from 0 to 6") as refused:
        gradients(small("vit"), noise(small("vit")), target)
    assert refused.value.facts["argument"] == "target"


def test_a_model_without_a_head_has_no_class():
    vit = dataclasses.replace(small("vit"), module=copy.deepcopy(small("vit").module), labels=())
    vit.module.reset_classifier(0)
    with pytest.raises(ModelError, match="no_head"):
        gradients(vit, noise(vit), 0)


def test_calls_that_were_not_probed_and_sizes_are_refused_as_capture_does():
    vit = dataclasses.replace(small("vit"), module=copy.deepcopy(small("vit").module))
    with pytest.raises(SizeError):
        gradients(vit, torch.zeros(1, 3, 48, 81), 1)
    vit.module.blocks[1].attn.fused_attn = False
    with pytest.raises(CaptureError, match="other_count"):
        gradients(vit, noise(vit), 1)


def test_what_is_not_one_picture_is_refused(unchecked):
    with pytest.raises(ArgumentError, match="not_one_picture"):
        gradients(small("vit"), torch.zeros(2, 3, 48, 80, dtype=torch.int32), 1)


def test_the_score_of_several_classes_is_the_log_of_their_summed_exp():
    logits = torch.tensor([0.5, -1.0, 2.0, 0.0])
    assert float(score(logits, 2)) == 2.0
    assert float(score(logits, [2])) == pytest.approx(2.0)
    shares = logits.softmax(0)
    odds = shares[0] + shares[2]
    rest = logits[[1, 3]].logsumexp(0)
    assert float(torch.sigmoid(score(logits, (0, 2)) - rest)) == pytest.approx(float(odds))


@pytest.mark.parametrize("target", [[], [0, 4], (-1,)])
def test_classes_that_are_not_there_have_no_score(target):
    with pytest.raises(ArgumentError, match="target"):
        score(torch.zeros(4), target)


def test_gradients_fit_their_trace():
    whole = gradients(small("vit"), noise(small("vit")), 1)
    without = capture(small("vit"), noise(small("vit")))
    with pytest.raises(ArgumentError, match="captured with values"):
        Gradients(without, whole.outputs, 1)
    with pytest.raises(ArgumentError, match="outputs"):
        Gradients(whole.trace, whole.outputs[:1], 1)
    with pytest.raises(ArgumentError, match="target"):
        Gradients(whole.trace, whole.outputs, 7)


def test_bytes_are_counted_once():
    found = gradients(small("vit"), noise(small("vit")), 1)
    one = 3 * 16 * 16 * 4  # heads, tokens, dim
    assert found.nbytes == found.trace.nbytes + 2 * one
    assert found.nbytes == 2 * (3 * one + one) + 4 * (7 + 16)


def test_a_layer_without_values_has_no_gradient_to_give():
    layer = drawn(0)
    holder = dataclasses.make_dataclass("Holder", ["trace", "outputs"])
    unchecked = getattr(head_gradients, "__wrapped__", head_gradients)  # by --shapes
    with pytest.raises(ArgumentError, match="has values"):
        next(unchecked(holder(traced(layer), [torch.zeros(3, 13, 8)]), layer))
