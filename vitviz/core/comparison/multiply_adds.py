"""How many multiply-adds a pass needs at several sizes: counted (counting.py), none computed.

torch's device "meta" has shapes and no numbers. A pass there makes every call that a real one
makes, so any size costs the same few hundredths of a second and no memory for activations.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import torch
from torch import nn

from vitviz.core.comparison.counting import ATTENTION, Calls, parts
from vitviz.core.models.architecture import Size
from vitviz.core.models.clones import Model, clone_sharing_weights
from vitviz.core.models.load import Cnn, Vit
from vitviz.errors import ArgumentError


@dataclass(frozen=True)
class MultiplyAdds:
    """Of a pass of one picture: all, and those of attention's products q k and A v among them."""

    total: int
    products: int

    def __post_init__(self) -> None:
        if not 0 <= self.products <= self.total:
            rule = f"from 0 to {self.total}"
            raise ArgumentError(
                "broken_invariant", argument="products", rule=rule, got=self.products
            )


def multiply_adds(model: Model, sizes: Iterable[Size]) -> list[MultiplyAdds]:
    """Return what a pass needs of a picture of each (height, width) in pixels.

    Raises SizeError for a size that a Vit does not take.
    """
    hollow = _hollow(model)
    return [_counted(hollow, size) for size in sizes]


def multiply_adds_of(module: nn.Module, size: Size) -> MultiplyAdds:
    """Return what a pass of a picture of this (height, width) in pixels needs.

    `module` has no numbers (`hollow.hollow_module`) and was not probed: that it takes this size is
    to be known before.
    """
    calls = Calls()
    with torch.no_grad(), calls:
        module(torch.empty(1, 3, *size, device="meta"))
    weighed = sum(calls.products.get(id(each), 0) for each in module.parameters())
    return MultiplyAdds(weighed + calls.free, calls.free)


def _hollow(model: Model) -> Model:
    """The model without its numbers; the one that was given keeps them."""
    twin = clone_sharing_weights(model)
    twin.module.to("meta")  # gives the clone new tensors, for one cannot lie on two devices
    return replace(twin, device=torch.device("meta"))


def _counted(hollow: Vit | Cnn, size: Size) -> MultiplyAdds:
    found = parts(hollow, torch.empty(1, 3, *size, device="meta"))
    products = sum(part.multiply_adds for part in found if part.name == ATTENTION)
    return MultiplyAdds(sum(part.multiply_adds for part in found), products)
