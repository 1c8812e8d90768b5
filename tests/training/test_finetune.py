import pytest
import torch

from vitviz.core.models.load import load
from vitviz.training import finetune
from vitviz.training.recipe import optimizer_of


@pytest.fixture(scope="module")
def module():
    return finetune.network(62, 0)


def test_it_begins_as_the_bundled_cnn_with_a_new_head(module):
    published = load("efficientnet-lite0", device="cpu").module.state_dict()
    ours = module.state_dict()
    changed = {name for name in ours if not ours[name].equal(published[name].to(ours[name].dtype))}
    assert changed <= {"classifier.weight", "classifier.bias"}
    assert ours["classifier.weight"].shape == (62, 1280)


def test_a_seed_is_its_head():
    heads = [finetune.network(62, seed).state_dict()["classifier.weight"] for seed in (0, 0, 1)]
    assert heads[0].equal(heads[1])
    assert not heads[0].equal(heads[2])


def test_the_recipe_is_the_vits(split, tmp_path):
    how = finetune.recipe()
    run = finetune.run_of(split, tmp_path, how)
    assert (how.batch, how.draws, how.peak, how.weight_decay) == (64, 33_344, 1.5e-4, 0.05)
    assert how.steps == 7 * 521
    assert how.warmup == 521 // 3
    assert how.sizes == {98: 0.5, 112: 0.3, 140: 0.15, 168: 0.05}
    assert (how.label_smoothing, how.clip, how.average) == (0.1, 1.0, 0.998)
    assert [size for size, _ in run.measures] == [112, 224]


def test_the_first_layer_learns_at_the_vits_fraction_of_the_heads_rate(module):
    groups = optimizer_of(module, finetune.recipe()).param_groups
    scale = {id(p): group["scale"] for group in groups for p in group["params"]}
    assert scale[id(module.classifier.weight)] == 1
    assert scale[id(module.conv_stem.weight)] == pytest.approx(0.72**13, rel=0.01)


def test_it_drops_paths_as_the_vit_did(module):
    rates = [each.drop_prob for each in module.modules() if hasattr(each, "drop_prob")]
    assert 0.05 < max(rates) <= finetune.DROP_PATH


def test_it_takes_the_sizes_of_the_recipe(module):
    with torch.no_grad():
        for size in finetune.recipe().sizes:
            assert module.eval()(torch.zeros(1, 3, size, size)).shape == (1, 62)
