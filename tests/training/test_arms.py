import pytest
import torch

from vitviz.core.models.build import build
from vitviz.errors import ArgumentError
from vitviz.training.arms import ARMS, SIZE, VIT, arm

CLASSES = 62


def count(module):
    return sum(each.numel() for each in module.parameters())


@pytest.mark.parametrize("name", ARMS)
def test_an_arm_answers_with_as_many_logits_as_classes(name):
    assert arm(name, CLASSES, 0).eval()(torch.zeros(2, 3, SIZE, SIZE)).shape == (2, CLASSES)


@pytest.mark.parametrize("name", ARMS)
def test_all_arms_are_of_one_order_of_size(name):
    assert 0.28e6 < count(arm(name, CLASSES, 0)) < 0.37e6


def test_the_plain_vit_has_the_parameters_of_its_arithmetic():
    width, mlp = 96, 2 * 96
    block = 4 * (width * width + width) + 2 * width * mlp + mlp + width + 2 * 2 * width
    embedding = 48 * width + width + (64 + 1) * width + width
    assert count(arm("vit", CLASSES, 0)) == embedding + 4 * block + 2 * width + 97 * CLASSES


def test_the_hybrid_differs_from_the_plain_vit_in_its_patch_embedding_alone():
    plain, hybrid = (arm(name, CLASSES, 0).state_dict() for name in ("vit", "stem_vit"))
    same = {name for name in plain if name in hybrid and plain[name].shape == hybrid[name].shape}
    assert set(plain) - same == {"patch_embed.proj.weight", "patch_embed.proj.bias"}


def test_the_app_builds_the_same_plain_vit_by_name():
    ours = arm("vit", CLASSES, 0).state_dict()
    arguments = {**VIT, "num_classes": CLASSES}
    timms = build("vit_tiny_patch16_224", arguments, published=False).state_dict()
    assert {name: one.shape for name, one in ours.items()} == {
        name: one.shape for name, one in timms.items()
    }


def test_a_seed_is_its_weights_and_leaves_the_process_random_numbers_alone():
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    first, second, other = (arm("vit", CLASSES, seed) for seed in (0, 0, 1))
    assert torch.random.get_rng_state().equal(before)
    name = "blocks.0.attn.qkv.weight"
    assert first.state_dict()[name].equal(second.state_dict()[name])
    assert not first.state_dict()[name].equal(other.state_dict()[name])


def test_an_unknown_arm_is_refused_with_those_there_are():
    with pytest.raises(ArgumentError, match="stem_vit"):
        arm("mlp", CLASSES, 0)
