"""A network in training: what a checkpoint holds, and one step of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import UInt8
from torch import Tensor, nn
from torch.nn import functional

from vitviz.errors import ArgumentError
from vitviz.training.augment import augmented
from vitviz.training.measure import normalised
from vitviz.training.recipe import Recipe, optimizer_of
from vitviz.training.seeds import generator, number


@dataclass(eq=False)
class Learner:
    """The network, its optimizer and the moving average of its weights, after `step` steps.

    `average` is None where the recipe keeps none. `loss` is the sum over the steps since the last
    point of the curve, `points` the curve so far, `seconds` the time that training took.
    """

    module: nn.Module
    recipe: Recipe
    seed: int
    optimizer: torch.optim.AdamW
    average: dict[str, Tensor] | None
    step: int
    loss: float
    points: list[dict[str, float]]
    seconds: float

    def state(self) -> dict[str, Any]:
        """Return what the next session needs to go on."""
        return {
            "module": self.module.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "step": self.step,
            "loss": self.loss,
            "points": self.points,
            "seconds": self.seconds,
        }

    def weights(self) -> dict[str, Tensor]:
        """Return the weights that are kept: the average where there is one, else the last ones."""
        kept = self.average or self.module.state_dict()
        return {name: tensor.detach().clone() for name, tensor in kept.items()}


def begun(module: nn.Module, recipe: Recipe, seed: int) -> Learner:
    """Return the learner before its first step."""
    average = _copied(module.state_dict()) if recipe.average else None
    optimizer = optimizer_of(module, recipe)
    return Learner(module.train(), recipe, seed, optimizer, average, 0, 0.0, [], 0.0)


def resumed(module: nn.Module, recipe: Recipe, seed: int, state: Mapping[str, Any]) -> Learner:
    """Return the learner as `state` found it."""
    learner = begun(module, recipe, seed)
    module.load_state_dict(state["module"])
    learner.optimizer.load_state_dict(state["optimizer"])
    learner.average = state["average"]
    learner.step, learner.loss = state["step"], state["loss"]
    learner.points, learner.seconds = state["points"], state["seconds"]
    return learner


def learn(
    learner: Learner, pictures: UInt8[Tensor, "batch height width 3"], labels: Tensor
) -> None:
    """Make one step on this batch.

    Raises ArgumentError where the loss is no number any more.
    """
    recipe, step, seed = learner.recipe, learner.step, learner.seed
    source = generator("augment", seed, step)
    size = _drawn(recipe.sizes, source)
    unit = augmented(pictures, size, recipe.augmentation, source)
    for group in learner.optimizer.param_groups:
        group["lr"] = recipe.rate(step) * group["scale"]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(number("layers", seed, step))  # of layers that drop something
        loss = _loss(learner.module, normalised(unit, recipe.mean, recipe.std), labels, recipe)
    learner.optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(learner.module.parameters(), recipe.clip)
    learner.optimizer.step()
    learner.loss += _finite(loss)
    learner.step += 1
    if learner.average is not None:
        _follow(learner.average, learner.module.state_dict(), recipe.average)


def _loss(module: nn.Module, pixels: Tensor, labels: Tensor, recipe: Recipe) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.precision == "bfloat16"):
        logits = module(pixels)
    return functional.cross_entropy(logits.float(), labels, label_smoothing=recipe.label_smoothing)


def _drawn(sizes: Mapping[int, float], source: torch.Generator) -> int:
    often = torch.tensor(list(sizes.values()), dtype=torch.float64)
    return list(sizes)[int(torch.multinomial(often, 1, generator=source))]


def _follow(average: dict[str, Tensor], weights: Mapping[str, Tensor], decay: float) -> None:
    for name, tensor in weights.items():
        if tensor.is_floating_point():
            average[name].lerp_(tensor, 1 - decay)
        else:
            average[name].copy_(tensor)


def _copied(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: tensor.detach().clone() for name, tensor in weights.items()}


def _finite(loss: Tensor) -> float:
    value = loss.item()
    if value != value or value in (float("inf"), float("-inf")):
        raise ArgumentError("broken_invariant", argument="loss", rule="a number", got=value)
    return value
