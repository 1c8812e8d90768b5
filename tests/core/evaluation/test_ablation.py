import copy

import pytest
import torch
from torch import nn

from tests.core.families import FAMILIES, noise, small
from tests.core.sums import end
from vitviz.core.attention.capture import capture
from vitviz.core.attention.tap import AttentionTap
from vitviz.core.attention.trace import attention
from vitviz.core.evaluation.ablation import Off, ablated, effects, switched_off
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import logits
from vitviz.errors import ArgumentError, CaptureError

# Those whose projection takes the heads' outputs side by side, with no norm between.
PROJECTED = ["vit", "deit distilled", "dinov2 registers", "beit", "relpos", "siglip", "rope"]


def close(found, known):
    torch.testing.assert_close(found, known, atol=2e-6, rtol=1e-4)


def without_columns(vit, pairs):
    """A copy of the model whose projections do not read the outputs of these (layer, head)."""
    module = copy.deepcopy(vit.module)
    for layer, head in pairs:
        call = vit.calls[layer]
        projection = module.get_submodule(call.name).proj
        weight = projection.weight.clone()
        weight[:, head * call.dim : (head + 1) * call.dim] = 0
        projection.weight = nn.Parameter(weight, requires_grad=False)
    return module


@pytest.mark.parametrize("family", PROJECTED)
def test_a_head_is_off_as_if_the_projection_did_not_read_it(family):
    vit, pixels = small(family), noise(small(family))
    plain = logits(vit, pixels)
    for pairs in ([(0, 1)], [(1, 2)], [(0, 0), (1, 0), (1, 1)]):
        known = without_columns(vit, pairs)(pixels)[0]
        found = ablated(vit, pixels, Off(heads=frozenset(pairs))).logits
        close(found, known)
        assert (found - plain).abs().max() > 1e-3 * plain.abs().max()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_table_holds_every_head_and_every_layer_switched_off_alone(family):
    vit, pixels = small(family), noise(small(family))
    found, _ = end(effects(vit, pixels))
    assert torch.equal(found.logits, logits(vit, pixels))
    for layer, call in enumerate(vit.calls):
        whole = ablated(vit, pixels, Off(layers=frozenset({layer}))).logits
        close(found.layers[layer], whole)
        every = frozenset((layer, head) for head in range(call.heads))
        assert torch.equal(ablated(vit, pixels, Off(heads=every)).logits, whole)
        for head in range(call.heads):
            off = Off(heads=frozenset({(layer, head)}))
            close(found.heads[layer, head], ablated(vit, pixels, off).logits)


def test_the_table_is_the_same_in_smaller_passes_and_tells_how_far_it_is():
    vit, pixels = small("vit"), noise(small("vit"))
    whole, steps = end(effects(vit, pixels))
    parts, more = end(effects(vit, pixels, batch=1))
    close(parts.heads, whole.heads)
    close(parts.layers, whole.layers)
    assert steps == [(1, 2), (2, 2)]
    assert (len(more), more[-1]) == (8, (8, 8))


def test_nothing_off_changes_nothing():
    vit, pixels = small("vit"), noise(small("vit"))
    assert torch.equal(ablated(vit, pixels, Off()).logits, logits(vit, pixels))


def test_the_first_layers_own_attention_stays_and_the_next_ones_changes():
    vit, pixels = small("vit"), noise(small("vit"))
    plain, found = capture(vit, pixels), ablated(vit, pixels, Off(heads=frozenset({(0, 1)})))
    assert torch.equal(attention(found.layers[0]), attention(plain.layers[0]))
    assert not torch.allclose(attention(found.layers[1]), attention(plain.layers[1]), atol=1e-3)
    assert not torch.allclose(found.logits, plain.logits, atol=1e-3)


def test_every_pass_inside_runs_with_the_head_off_and_a_clones_too():
    vit, pixels, off = small("vit"), noise(small("vit")), Off(heads=frozenset({(1, 0)}))
    known = ablated(vit, pixels, off).logits
    with switched_off(vit, off):
        found = [
            logits(vit, pixels),
            logits(clone_sharing_weights(vit), pixels),
            capture(vit, pixels).logits,
        ]
    assert all(torch.equal(each, known) for each in found)
    assert not torch.equal(logits(vit, pixels), known)


def test_what_is_off_gets_no_gradient():
    vit, pixels = small("vit"), noise(small("vit")).requires_grad_()
    outputs = []
    with (
        switched_off(vit, Off(heads=frozenset({(1, 2)}))),
        AttentionTap(lambda seen: outputs.append(seen.output)),
    ):
        said = vit.module(pixels)[0, 3]
    slopes = torch.autograd.grad(said, outputs)[1][0].abs().amax(dim=(1, 2))
    assert slopes[2] == 0
    assert (slopes[:2] > 0).all()


def test_who_stops_asking_leaves_no_tap_open_and_no_hook_behind():
    vit, pixels = small("vit"), noise(small("vit"))
    plain = logits(vit, pixels)
    steps = effects(vit, pixels)
    next(steps)
    assert torch.equal(logits(vit, pixels), plain)  # between two passes as well
    assert torch.is_grad_enabled()
    steps.close()
    assert torch.equal(logits(vit, pixels), plain)


@pytest.mark.parametrize(
    "off",
    [
        {"heads": frozenset({(0, 3)})},
        {"heads": frozenset({(2, 0)})},
        {"layers": frozenset({2})},
        {"layers": frozenset({-1})},
        {"heads": frozenset({(0, -1)})},
    ],
)
def test_a_head_that_is_not_there_cannot_be_off(off):
    with pytest.raises(ArgumentError) as refused:
        ablated(small("vit"), noise(small("vit")), Off(**off))
    assert refused.value.facts["argument"] == "off"


def test_a_call_with_other_heads_than_were_probed_is_refused():
    other = torch.zeros(3, 1, 5, 4, 4).unbind()  # 5 heads
    with pytest.raises(CaptureError), switched_off(small("vit"), Off()):
        torch.nn.functional.scaled_dot_product_attention(*other)
