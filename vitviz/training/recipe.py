"""How a network is trained: what decides the weights beside the pictures and the seed."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import torch
from timm.optim._param_groups import param_groups_layer_decay, param_groups_weight_decay
from torch import nn

from vitviz.errors import ArgumentError
from vitviz.training.augment import Augmentation

MEAN = STD = (0.5, 0.5, 0.5)


@dataclass(frozen=True)
class Recipe:
    """AdamW with warm-up and a cosine to 0.

    `batch` pictures a step, `steps` steps, the first `warmup` of them with a rising rate up to
    `peak`. `sizes` are the pixels of a batch and how often each is drawn. `layer_decay` is the
    ratio of one layer's rate to the next one's, 1 for one rate. `average` is the decay of the
    moving average of the weights that is kept and measured, 0 for the last weights themselves.
    `balanced` and `draws` are those of `sampling.Order`. `points`: how often it is measured.
    """

    batch: int
    steps: int
    warmup: int
    peak: float
    augmentation: Augmentation
    sizes: Mapping[int, float]
    mean: tuple[float, float, float] = MEAN
    std: tuple[float, float, float] = STD
    weight_decay: float = 0.05
    layer_decay: float = 1.0
    label_smoothing: float = 0.1
    clip: float = 1.0
    average: float = 0.0
    balanced: bool = False
    draws: int = 0
    points: int = 10
    precision: Literal["float32", "bfloat16"] = "float32"

    def __post_init__(self) -> None:
        if not 0 <= self.warmup < self.steps or self.batch <= 0:
            rule = "warmup below steps, and a batch"
            raise ArgumentError("broken_invariant", argument="recipe", rule=rule, got=self.steps)

    def rate(self, step: int) -> float:
        """Return the learning rate of this step, from 0 to steps - 1, at the head."""
        if step < self.warmup:
            return self.peak * (step + 1) / self.warmup
        done = (step - self.warmup) / (self.steps - self.warmup)
        return self.peak * (1 + math.cos(math.pi * done)) / 2

    def measured_after(self, step: int) -> bool:
        """Whether the curve has a point after this step, counted from 0; the last step has one."""
        before, after = (self.points * done // self.steps for done in (step, step + 1))
        return after > before

    def told(self) -> dict[str, Any]:
        """Return the recipe as JSON holds it."""
        return asdict(self) | {"sizes": {str(size): often for size, often in self.sizes.items()}}


def optimizer_of(module: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """Return AdamW over the module. Norms and biases do not decay; a group's rate has a `scale`."""
    spared = getattr(module, "no_weight_decay", tuple)()  # positions and the class token
    if recipe.layer_decay < 1:
        groups = param_groups_layer_decay(
            module, recipe.weight_decay, no_weight_decay_list=spared, layer_decay=recipe.layer_decay
        )
    else:
        groups = param_groups_weight_decay(module, recipe.weight_decay, no_weight_decay_list=spared)
    scaled = [{"scale": group.pop("lr_scale", 1.0), **group} for group in groups]
    return torch.optim.AdamW(scaled, lr=recipe.peak)
