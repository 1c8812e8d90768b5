"""A network and a recipe so small that a whole run takes a moment."""

from PIL import Image
from torch import nn

from vitviz.training.augment import Augmentation
from vitviz.training.recipe import Recipe
from vitviz.training.run import Run

FILTER = Image.Resampling.BOX


def network(classes=3):
    """A network with a norm that counts and a layer that drops: what resuming could get wrong."""
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, stride=2, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4, classes),
    )


def recipe(**changed):
    given = {
        "batch": 8,
        "steps": 12,
        "warmup": 2,
        "peak": 0.05,
        "augmentation": Augmentation(0.5, 0.2, "bilinear"),
        "sizes": {16: 0.5, 24: 0.5},
        "average": 0.5,
        "points": 4,
    }
    return Recipe(**given | changed)


def run_in(folder, split, how=None, seed=0):
    """A run in this folder, its network as new."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        module = network()
    about, measures = {"arm": "small"}, ((16, FILTER), (24, FILTER))
    return Run(folder, split.train, split.val, module, how or recipe(), seed, about, measures)
