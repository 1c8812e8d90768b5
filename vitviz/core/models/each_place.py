"""Which part of a head still works on each patch by itself, before anything is pooled."""

import torch
from torch import Tensor, nn

from vitviz.core.models.architecture import head

_NOTHING = 1e-5  # of the largest number: sums of the same patch may be rounded in another order


def made_of_each(module: nn.Module, features: Tensor) -> nn.Module | None:
    """Return the last part of the head whose output has a row of numbers for each patch alone.

    `features` are a map (1, channels, rows, columns) that forward_features gave. None where no part
    makes a map of as many places, or where a place of it depends on any other one. That is tried:
    each pass alters those places whose number has one binary digit set, or not set, so that of two
    each is once altered without the other, and exactly the altered ones may answer.
    """
    if features.ndim != 4:
        return None
    part, before = _last_map(module, features)
    if part is None or before is None:
        return None
    numbers = torch.arange(features.shape[2] * features.shape[3], device=features.device)
    for digit in range(max(1, (len(numbers) - 1).bit_length())):
        for value in (0, 1):
            altered = ((numbers >> digit) % 2 == value).view(features.shape[2:])
            other = torch.where(altered, -0.5 * features, features)
            _, after = _last_map(module, other)
            if after is None or not torch.equal(_moved(before, after), altered):
                return None
    return part


def _moved(before: Tensor, after: Tensor) -> Tensor:
    return (after - before).abs().amax(dim=(0, 1)) > _NOTHING * before.abs().max()


def _last_map(module: nn.Module, features: Tensor) -> tuple[nn.Module | None, Tensor | None]:
    """The last part that ends with a map over the places of the features, and the map."""
    met: list[tuple[nn.Module, Tensor]] = []

    def look(part: nn.Module, _given: object, made: object) -> None:
        if isinstance(made, Tensor) and made.ndim == 4 and made.shape[2:] == features.shape[2:]:
            met.append((part, made))

    hooks = [part.register_forward_hook(look) for part in module.modules()]
    try:
        with torch.no_grad():
            head(module, features)
    finally:
        for hook in hooks:
            hook.remove()
    return met[-1] if met else (None, None)
