import torch
from torch import nn

from tests.core.families import FAMILIES, noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import load, logits

VIT = next(iter(FAMILIES))


def test_a_clone_has_its_own_modules_and_the_same_tensors():
    vit = small(VIT)
    own = clone_sharing_weights(vit)
    modules = zip(vit.module.modules(), own.module.modules(), strict=True)
    assert all(theirs is not mine for theirs, mine in modules)
    parameters = zip(vit.module.parameters(), own.module.parameters(), strict=True)
    assert all(theirs is mine for theirs, mine in parameters)
    buffers = zip(vit.module.buffers(), own.module.buffers(), strict=True)
    assert all(theirs is mine for theirs, mine in buffers)


def test_every_family_can_be_captured_in_a_clone():
    for family in FAMILIES:
        vit = small(family)
        theirs, mine = capture(vit, noise(vit)), capture(clone_sharing_weights(vit), noise(vit))
        assert torch.equal(theirs.logits, mine.logits), family


def test_a_hook_on_the_copy_is_not_met_by_the_original():
    vit, met = small(VIT), []
    clone_sharing_weights(vit).module.register_forward_hook(lambda *_: met.append(1))
    logits(vit, noise(vit))
    assert not met


def test_a_tensor_put_on_the_copy_leaves_the_original_as_it_was():
    vit = small(VIT)
    before, own = logits(vit, noise(vit)), clone_sharing_weights(vit)
    own.module.pos_embed = nn.Parameter(torch.zeros_like(own.module.pos_embed), False)
    assert torch.equal(logits(vit, noise(vit)), before)
    assert not torch.equal(logits(own, noise(vit)), before)


def test_a_cnn_has_a_clone_too():
    cnn = load("efficientnet-lite0", weights="random", device="cpu")
    pixels = noise(cnn)
    assert torch.equal(logits(clone_sharing_weights(cnn), pixels), logits(cnn, pixels))
