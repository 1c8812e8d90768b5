"""Kinds whose queries or keys are pooled, made by hand or padded, against their unfused pass."""

import math

import numpy as np
import pytest
import torch
from PIL import Image

from tests.core.families import POOLED, WINDOWED, noise, small
from tests.core.sums import end
from vitviz.core.attention.capture import capture
from vitviz.core.attention.invariants import check
from vitviz.core.attention.maps import to_grid
from vitviz.core.attention.measures import summary
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import attention, attention_inside, token_in
from vitviz.core.attribution.gradients import gradients, head_gradients
from vitviz.core.attribution.relevance import class_attention, relevance
from vitviz.core.coverage.unfused import unfused
from vitviz.core.evaluation.ablation import Off, ablated, effects
from vitviz.core.framing import frame
from vitviz.errors import CaptureError

# Whose convolutions come between the stages: the first layer's tokens are plain.
LATER = ("pvt", "twins")


def inside(layer):
    return attention(layer) if layer.windows is None else attention_inside(layer)


@pytest.mark.parametrize("family", POOLED)
def test_attention_equals_that_of_the_models_own_unfused_pass(family):
    vit = small(family)
    # Of CrossViT's sharp scores, up to 74, timm's own passes in float32 and float64 differ by 1e-3.
    dtype = torch.float32 if family == "crossvit" else torch.float64
    known, trace = unfused(vit, noise(vit), None, dtype), capture(vit, noise(vit))
    assert len(known.maps) == len(trace.layers) == len(vit.calls) > 1
    for layer, theirs in zip(trace.layers, known.maps, strict=True):
        torch.testing.assert_close(inside(layer).to(dtype), theirs, atol=1e-4, rtol=1e-3)
    torch.testing.assert_close(trace.logits.to(dtype), known.logits, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("family", POOLED)
def test_logits_are_bit_for_bit_those_of_a_plain_pass(family):
    vit = small(family)
    with torch.no_grad():
        assert torch.equal(capture(vit, noise(vit)).logits, vit.module(noise(vit))[0])


@pytest.mark.parametrize("family", POOLED)
def test_rows_sum_to_one_and_the_model_runs_on_our_maps(family):
    found = check(small(family), noise(small(family)))
    assert found.hold, found


@pytest.mark.parametrize("family", POOLED)
def test_gradients_equal_those_of_an_unfused_pass(family):
    vit = small(family)
    found, known = gradients(vit, noise(vit), 3), unfused(vit, noise(vit), 3)
    for layer, theirs in zip(found.trace.layers, known.slopes, strict=True):
        asked = torch.arange(0, layer.queries.shape[1], 3)
        slopes = torch.stack([slope.clone() for slope in head_gradients(found, layer, asked)])
        whole = theirs[:, asked] if layer.windows is None else torch.zeros_like(slopes).double()
        if layer.windows is not None:
            for at, (window, place) in enumerate(zip(*layer.windows.at(asked), strict=True)):
                whole[:, at, layer.windows.keys[window]] = theirs[window, :, place]
        error = (slopes - whole).abs().max()
        assert float(error) <= 5e-3 * float(whole.abs().max()), layer.name


@pytest.mark.parametrize("family", POOLED)
def test_a_token_is_answered_by_the_pixels_of_its_place(family):
    """Asked of the model itself: the picture is altered at one place, and no call mixes."""
    vit = small(family)
    trace = capture(vit, noise(vit))
    (rows, cols), (high, wide) = trace.grid, vit.size
    patch = rows // 3 * cols + 2 * cols // 3
    for index, layer in enumerate(trace.layers):
        if math.prod(layer.looked) < 4:
            continue
        high_one, wide_one = high // layer.looked[0], wide // layer.looked[1]
        token = token_in(trace, layer, patch, key=True) - layer.prefix
        row, col = divmod(token, layer.looked[1])
        other = noise(vit)
        other[
            ..., row * high_one : (row + 1) * high_one, col * wide_one : (col + 1) * wide_one
        ] *= -1
        moved = values_of(vit, other, trace, index) - values_of(vit, noise(vit), trace, index)
        strength = moved.pow(2).sum(dim=(0, 2))[layer.prefix :][: math.prod(layer.looked)]
        share = (strength / strength.sum()).view(layer.looked)
        middle = [
            float(share.sum(1 - axis) @ torch.arange(float(layer.looked[axis]))) for axis in (0, 1)
        ]
        # CPUBone's 2 x 2 convolutions read what lies to the left of a place and above it.
        near = 2.0 if family == "cpubone" else 1.0
        assert middle == pytest.approx([row, col], abs=near), layer.name


def values_of(vit, pixels, trace, index):
    """A layer's values in reading order, of a pass in which all calls give what they gave first."""
    from vitviz.core.attention.tap import AttentionTap
    from vitviz.core.attention.windows import laid

    first = capture(vit, noise(vit), values=True)
    made = []

    def see(call):
        layer = trace.layers[len(made)]
        made.append(laid(layer.windows, call.values, keys=True))
        asked = call.queries if call.asked is None else call.asked
        width = call.output.shape[-1]
        return asked.mean(-1, keepdim=True).expand(*call.output.shape[:3], width).contiguous()

    with torch.no_grad(), AttentionTap(see):
        vit.module(pixels)
    assert len(made) == len(first.layers)
    return made[index]


@pytest.mark.parametrize("family", POOLED)
def test_what_goes_through_several_grids_or_beyond_the_picture_is_refused(family):
    vit = small(family)
    trace = capture(vit, noise(vit))
    reason = "beyond_picture" if family == "sam padded" else "unequal_grids"
    for ask in (lambda: rollout(trace, "pooling"), lambda: relevance(vit, noise(vit), 3)):
        with pytest.raises(CaptureError) as caught:
            ask()
        assert caught.value.reason == reason


def test_windows_of_padded_sam_look_beyond_the_picture_and_it_is_said_how_many():
    vit = small("sam padded")
    first, second = capture(vit, noise(vit)).layers
    assert (first.grid, first.beyond, second.beyond) == ((4, 5), 36 - 20, 0)
    rows = attention(first, [0, 4, 19])  # its window of the corner: 1 x 2 tokens of 3 x 3
    assert float((rows.sum(-1) - 1).abs().max()) < 1e-5
    assert [int((row[0] > 0).sum()) for row in rows.transpose(0, 1)] == [9, 9, 9]
    there = [int((row[0, :20] > 0).sum()) for row in rows.transpose(0, 1)]
    assert there == [9, 6, 2]


@pytest.mark.parametrize("family", ["pvt", "hiera"])
def test_a_query_on_one_grid_reaches_keys_on_another(family):
    """The mean attention distance against plain loops over both grids' centres."""
    vit = small(family)
    trace = capture(vit, noise(vit))
    found = summary(trace)
    layer = next(each for each in trace.layers if each.key_grid)
    (rows, cols), (down, across) = layer.grid, layer.looked
    weights = attention(layer).double().numpy()
    far = np.zeros(weights.shape[1:])
    for query, key in np.ndindex(*far.shape):
        y = (query // cols + 0.5) / rows - (key // across + 0.5) / down
        x = (query % cols + 0.5) / cols - (key % across + 0.5) / across
        far[query, key] = np.hypot(y * trace.size[0], x * trace.size[1])
    known = (weights * far).sum(-1).mean(-1)
    row = found.reach[trace.layers.index(layer), : len(known)]
    np.testing.assert_allclose(row, known, rtol=1e-4)


@pytest.mark.parametrize("family", POOLED)
def test_what_the_head_reads_looks_at_lies_on_the_grid_of_the_keys(family):
    """The mean over heads and over what is read, of the weights on the picture's patches."""
    vit = small(family)
    trace = capture(vit, noise(vit))
    last = trace.layers[-1]
    each = attention(last).double().mean(0)
    read = torch.zeros(len(each), dtype=torch.float64)
    asked = min(len(each), len(trace.pooling))  # the class token alone, or all
    read[:asked] = trace.pooling.double()[:asked]
    known = (read @ each)[last.prefix :][: math.prod(last.looked)].view(last.looked)
    np.testing.assert_allclose(class_attention(trace), known, atol=1e-6)


@pytest.mark.parametrize("family", POOLED)
def test_a_head_off_alone_is_the_same_in_a_batch(family):
    vit = small(family)
    found, _ = end(effects(vit, noise(vit)))
    for layer, call in enumerate(vit.calls):
        last = call.heads - 1
        known = ablated(vit, noise(vit), Off(heads=frozenset({(layer, last)}))).logits
        torch.testing.assert_close(found.heads[layer, last], known, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("family", [*POOLED, *WINDOWED])
def test_whether_a_token_reads_beyond_its_cell_is_asked_of_the_model_too(family):
    """One cell of the picture changes: without convolutions one value of the first layer does."""
    vit, other = small(family), noise(small(family))
    (rows, cols), (high, wide) = vit.calls[0].looked or vit.layout.grid, vit.size
    row, col = rows // 2, cols // 2
    down, right = high / rows, wide / cols
    other[
        ..., int(row * down) : int((row + 1) * down), int(col * right) : int((col + 1) * right)
    ] *= -1
    before, after = (capture(vit, one, values=True).layers[0] for one in (noise(vit), other))
    changed = ((after.values - before.values).abs().amax(dim=(0, 2)) > 1e-3)[before.prefix :]
    beyond = int(changed[: rows * cols].sum()) > 1
    assert beyond == (vit.convolved and family not in LATER)


def test_a_plain_patch_embedding_convolves_nothing_and_a_neck_comes_after_the_attention():
    plain = {"vit", "swin", "sam", "sam padded", "crossvit"}
    assert [family for family in sorted(plain) if small(family).convolved] == []
    assert [
        family for family in POOLED if not small(family).convolved and family not in plain
    ] == []
    assert small("maxvit").convolved


def test_what_lies_beyond_the_picture_is_left_out_of_a_map():
    layer = capture(small("sam padded"), noise(small("sam padded"))).layers[0]
    row = attention(layer, [19])[:, 0]
    laid = to_grid(row, layer.looked, layer.prefix, layer.beyond)
    assert laid.shape == (3, 4, 5)
    np.testing.assert_allclose(laid.sum((1, 2)), row[:, :20].sum(1), rtol=1e-6)
    assert laid.sum((1, 2)).min() < 0.5 < laid.sum((1, 2)).max()


def test_overlapping_patches_are_framed_as_even_parts_of_the_picture():
    vit = small("pit")
    framing = frame(Image.new("RGB", (160, 160)), vit)[1]
    assert framing.grid == capture(vit, noise(vit)).grid == (9, 9)
    boxes = [framing.patch_box(index) for index in range(81)]
    assert (boxes[0][:2], boxes[-1][2:]) == (framing.box[:2], framing.box[2:])
    x0, y0, x1, y1 = boxes[40]
    assert framing.patch_at((x0 + x1) / 2, (y0 + y1) / 2) == 40


def test_branches_side_by_side_have_layers_on_a_grid_each_and_class_tokens_that_cross_over():
    vit = small("crossvit")
    trace = capture(vit, noise(vit))
    found = [(layer.kind, layer.grid) for layer in trace.layers[:5]]
    own, others = ("self", (10, 10)), ("self", (7, 7))
    assert found == [own, others, others, ("class", (7, 7)), ("class", (10, 10))]
    assert (vit.layout.reads, vit.layout.prefix_roles, vit.unseen) == ("branches", ("class",), ())


@pytest.mark.parametrize("family", ["lowformer", "cpubone"])
def test_maps_of_coarser_copies_of_the_tokens_are_not_multiplied(family):
    """All are 7 x 7, but the first is of a copy of 14 x 14 tokens, which go on by themselves."""
    trace = capture(small(family), noise(small(family)))
    assert {layer.grid for layer in trace.layers} == {(7, 7)}
    with pytest.raises(CaptureError, match="unequal_grids") as caught:
        rollout(trace)
    assert caught.value.facts["grids"] == [(7, 7), (14, 14)]
