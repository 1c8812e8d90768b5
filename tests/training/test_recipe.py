import json
from itertools import pairwise

import pytest
import torch
from torch import nn

from tests.training.small import network, recipe
from vitviz.errors import ArgumentError
from vitviz.training.arms import arm
from vitviz.training.recipe import optimizer_of


def test_the_rate_rises_to_its_peak_and_falls_to_nearly_nothing():
    how = recipe(steps=100, warmup=10, peak=1.0)
    rates = [how.rate(step) for step in range(100)]
    assert rates[:10] == pytest.approx([0.1 * step for step in range(1, 11)])
    assert rates[10] == 1.0
    assert rates[55] == pytest.approx(0.5)
    assert 0 < rates[99] < 0.001
    assert rates[10:] == sorted(rates[10:], reverse=True)


@pytest.mark.parametrize(("steps", "points"), [(12, 4), (13, 4), (7, 7), (5, 1)])
def test_a_curve_has_its_number_of_points_and_ends_with_the_last_step(steps, points):
    how = recipe(steps=steps, points=points)
    taken = [step for step in range(steps) if how.measured_after(step)]
    assert len(taken) == points
    assert taken[-1] == steps - 1


def test_what_is_told_is_json():
    assert json.loads(json.dumps(recipe().told()))["sizes"] == {"16": 0.5, "24": 0.5}


@pytest.mark.parametrize("changed", [{"warmup": 12}, {"batch": 0}, {"steps": 0}])
def test_a_recipe_that_cannot_be_followed_is_refused(changed):
    with pytest.raises(ArgumentError, match="recipe"):
        recipe(**changed)


def groups(module, **changed):
    return optimizer_of(module, recipe(**changed)).param_groups


def test_norms_and_biases_do_not_decay():
    module = network()
    decaying = {id(p) for group in groups(module) if group["weight_decay"] for p in group["params"]}
    assert decaying == {id(module[0].weight), id(module[6].weight)}


def test_positions_and_the_class_token_do_not_decay():
    module = arm("vit", 3, 0)
    spared = {
        id(p) for group in groups(module) if not group["weight_decay"] for p in group["params"]
    }
    assert {id(module.pos_embed), id(module.cls_token)} <= spared
    assert id(module.patch_embed.proj.weight) not in spared


def test_every_parameter_is_in_one_group():
    for decay in (1.0, 0.72):
        module = arm("vit", 3, 0)
        found = [id(p) for group in groups(module, layer_decay=decay) for p in group["params"]]
        assert sorted(found) == sorted(id(p) for p in module.parameters())


def test_with_layer_decay_a_layer_learns_by_the_ratio_slower_than_the_next():
    module = arm("vit", 3, 0)
    scale = {id(p): group["scale"] for group in groups(module, layer_decay=0.5)
             for p in group["params"]}  # fmt: skip
    rates = [scale[id(block.attn.qkv.weight)] for block in module.blocks]
    assert [after / before for before, after in pairwise(rates)] == [2.0] * 3
    assert scale[id(module.head.weight)] == 1.0


def test_without_layer_decay_all_learn_alike():
    assert {group["scale"] for group in groups(network())} == {1.0}


def test_the_optimizer_is_adamw():
    assert isinstance(optimizer_of(nn.Linear(2, 2), recipe()), torch.optim.AdamW)
