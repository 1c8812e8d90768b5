import copy

import pytest
import torch
from torch.nn import functional

from tests.training.small import network, recipe
from vitviz.errors import ArgumentError
from vitviz.training.augment import augmented
from vitviz.training.learner import begun, learn, resumed
from vitviz.training.measure import normalised
from vitviz.training.seeds import generator

PLAIN = {"sizes": {16: 1.0}, "average": 0.0, "label_smoothing": 0.0, "clip": 1e9}


@pytest.fixture
def batch():
    source = torch.Generator().manual_seed(0)
    pictures = torch.randint(0, 256, (8, 64, 64, 3), dtype=torch.uint8, generator=source)
    return pictures, torch.arange(8) % 3


def without_dropout():
    module = network()
    module[3] = torch.nn.Identity()
    return module


def test_a_step_is_one_step_of_adamw_on_the_cross_entropy_of_the_batch(batch):
    how = recipe(**PLAIN)
    module = without_dropout()
    plain = copy.deepcopy(module).train()
    learn(begun(module, how, 3), *batch)

    source = generator("augment", 3, 0)
    torch.multinomial(torch.ones(1, dtype=torch.float64), 1, generator=source)  # the size
    unit = augmented(batch[0], 16, how.augmentation, source)
    decaying, spared = [plain[0].weight, plain[6].weight], [*plain[1].parameters(), plain[6].bias]
    groups = [{"params": decaying, "weight_decay": 0.05}, {"params": spared, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=how.rate(0))
    functional.cross_entropy(plain(normalised(unit, how.mean, how.std)), batch[1]).backward()
    optimizer.step()
    for name, tensor in plain.state_dict().items():
        assert torch.allclose(module.state_dict()[name], tensor, atol=1e-7), name


def test_the_average_follows_the_weights_by_its_decay(batch):
    learner = begun(network(), recipe(average=0.9), 0)
    before = learner.module[0].weight.detach().clone()
    learn(learner, *batch)
    wanted = 0.9 * before + 0.1 * learner.module[0].weight.detach()
    assert torch.allclose(learner.weights()["0.weight"], wanted, atol=1e-7)
    assert int(learner.weights()["1.num_batches_tracked"]) == 1


def test_without_an_average_the_last_weights_are_kept(batch):
    learner = begun(network(), recipe(average=0.0), 0)
    learn(learner, *batch)
    assert learner.weights()["0.weight"].equal(learner.module[0].weight)


def test_a_gradient_is_cut_to_its_largest_norm(batch):
    learner = begun(network(), recipe(clip=1e-6), 0)
    learn(learner, *batch)
    grads = [p.grad.flatten() for p in learner.module.parameters()]
    assert float(torch.cat(grads).norm()) == pytest.approx(1e-6, rel=1e-3)


def test_a_step_depends_on_no_random_numbers_drawn_elsewhere(batch):
    found = []
    module = network()
    for wasted in (0, 9):
        torch.rand(wasted)
        learner = begun(copy.deepcopy(module), recipe(), 0)
        learn(learner, *batch)
        found.append(learner.weights())
    assert all(found[0][name].equal(found[1][name]) for name in found[0])


def test_what_a_state_holds_goes_on_to_the_last_bit(batch):
    module = network()
    learner = begun(copy.deepcopy(module), recipe(), 0)
    other = begun(copy.deepcopy(module), recipe(), 0)
    for _ in range(3):
        learn(learner, *batch)
        learn(other, *batch)
        other = resumed(network(), recipe(), 0, copy.deepcopy(other.state()))
    assert other.step == 3
    assert other.loss == learner.loss
    for one, two in ((learner.weights(), other.weights()), (learner.module.state_dict(),
                     other.module.state_dict())):  # fmt: skip
        assert all(one[name].equal(two[name]) for name in one)


def test_half_precision_learns_nearly_the_same(batch):
    module = without_dropout()
    found = []
    for precision in ("float32", "bfloat16"):
        learner = begun(copy.deepcopy(module), recipe(**PLAIN, precision=precision), 0)
        learn(learner, *batch)
        found.append(learner.loss)
    assert found[0] == pytest.approx(found[1], abs=0.05)
    assert found[0] != found[1]


def test_a_loss_that_is_no_number_ends_the_run(batch):
    module = network()
    with torch.no_grad():
        module[6].bias.fill_(float("nan"))
    with pytest.raises(ArgumentError, match="loss"):
        learn(begun(module, recipe(), 0), *batch)
