import copy

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrize

from tests.core.families import FAMILIES, noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.models import clones
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit, load, logits

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


def test_what_a_module_holds_beside_its_tensors_is_its_own_and_points_into_the_clone():
    vit = clone_sharing_weights(small(VIT))  # the small one is shared, nobody may alter it
    first = vit.module.blocks[0]
    vit.module.held = {"list": [first], "bound": first.forward, "number": 3}
    own = clone_sharing_weights(vit).module
    assert own.held["list"][0] is own.blocks[0] is not first
    assert own.held["bound"].__self__ is own.blocks[0]
    own.held["number"] = 4
    own.blocks[0].attn.num_heads = 99
    assert (vit.module.held["number"], first.attn.num_heads) == (3, vit.calls[0].heads)


def test_a_clone_is_what_deepcopy_makes_of_every_family():
    for family in FAMILIES:
        module = small(family).module
        tensors = [*module.parameters(), *module.buffers()]
        known = copy.deepcopy(module, {id(tensor): tensor for tensor in tensors})
        own = clone_sharing_weights(small(family)).module
        for theirs, mine in zip(known.modules(), own.modules(), strict=True):
            assert type(theirs) is type(mine), family
            assert list(vars(theirs)) == list(vars(mine)), family
            kinds = [list(map(type, vars(part).values())) for part in (theirs, mine)]
            assert kinds[0] == kinds[1], family


def test_every_bundled_model_is_cloned_the_quick_way():
    for name in ("everyday-vit-s14", "efficientnet-lite0"):
        model = load(name, weights="random", device="cpu")
        assert all(map(clones._is_plain, model.module.modules())), name


@pytest.mark.parametrize(
    "part",
    [nn.Conv2d(3, 4, 1), nn.Softmax(-1), nn.Upsample(2), nn.MultiheadAttention(4, 2)],
    ids=lambda part: type(part).__name__,
)
def test_torchs_rules_for_old_files_change_nothing_of_a_living_module(part):
    assert clones._is_plain(part)
    twin = type(part).__new__(type(part))
    twin.__setstate__(dict(vars(part)))
    assert vars(twin).keys() == vars(part).keys()
    assert all(vars(twin)[name] is held for name, held in vars(part).items())


def test_a_module_with_a_rule_beside_that_is_not_taken_for_plain():
    assert not clones._is_plain(nn.LSTM(2, 2))


class Counted(nn.Identity):
    """A module with a rule of its own for what a copy of it is."""

    def __deepcopy__(self, known):
        twin = Counted()
        twin.copied = getattr(self, "copied", 0) + 1
        return twin


def test_a_module_that_says_itself_how_it_is_copied_is_asked():
    vit = clone_sharing_weights(small(VIT))
    vit.module.norm_pre = Counted()
    assert clone_sharing_weights(vit).module.norm_pre.copied == 1


def test_a_parametrized_module_is_cloned_as_before():
    vit = clone_sharing_weights(small(VIT))
    parametrize.register_parametrization(vit.module.head, "weight", nn.Softplus())
    before, own = logits(vit, noise(vit)), clone_sharing_weights(vit)
    assert isinstance(own, Vit)
    assert own.module.head is not vit.module.head
    assert torch.equal(logits(own, noise(vit)), before)
