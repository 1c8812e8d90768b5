"""capture(layers=...): a trace of chosen layers is a part of the trace of all."""

import pytest
import torch

from tests.core.families import noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.attention.rollout import rollout
from vitviz.core.attention.trace import attention
from vitviz.errors import ArgumentError, CaptureError, ModelError


@pytest.mark.parametrize("family", ["vit", "siglip", "cait"])
@pytest.mark.parametrize("chosen", [[0], [-1], {1, 0}])
def test_chosen_layers_are_those_of_the_whole_trace(family, chosen):
    vit, pixels = small(family), noise(small(family))
    whole, part = capture(vit, pixels), capture(vit, pixels, layers=chosen)
    kept = sorted(layer % len(whole.layers) for layer in chosen)
    assert [layer.name for layer in part.layers] == [whole.layers[at].name for at in kept]
    for layer, at in zip(part.layers, kept, strict=True):
        assert torch.equal(attention(layer), attention(whole.layers[at]))
    assert torch.equal(part.logits, whole.logits)
    assert torch.equal(part.pooling, whole.pooling)
    assert part.layout == whole.layout


def test_only_their_bytes_are_held():
    vit, pixels = small("vit"), noise(small("vit"))
    whole, part = capture(vit, pixels), capture(vit, pixels, layers=[1])
    beside = 4 * (len(whole.logits) + len(whole.pooling))
    assert part.nbytes - beside == (whole.nbytes - beside) // len(whole.layers)


def test_what_goes_through_all_layers_is_refused():
    vit = small("vit")
    part = capture(vit, noise(vit), layers=[0])
    left = tuple(call.name for call in vit.calls[1:])
    assert part.left_out == left
    with pytest.raises(CaptureError) as refused:
        rollout(part, [0])
    assert (refused.value.reason, refused.value.facts["modules"]) == ("layers_left_out", left)


@pytest.mark.parametrize("chosen", [[], [99], [0, -99]])
def test_a_layer_that_is_not_there_is_refused(chosen):
    vit = small("vit")
    with pytest.raises(ArgumentError) as refused:
        capture(vit, noise(vit), layers=chosen)
    assert refused.value.facts["argument"] == "layers"


def test_a_model_with_several_grids_is_kept_whole():
    vit = small("swin")
    with pytest.raises(ModelError) as refused:
        capture(vit, noise(vit), layers=[0])
    assert refused.value.reason == "unequal_grids"
