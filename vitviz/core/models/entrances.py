"""The layer of a module of one's own that reads patches of the photo, and their size."""

import torch
from torch import Tensor, nn

from vitviz.core.models.architecture import Size, failed, refusal
from vitviz.core.models.watched import FAILURES
from vitviz.errors import ArgumentError


def entrance_of(model: nn.Module, pixels: Tensor, patch: Size | None) -> tuple[str, Size]:
    """Return the name of what reads patches, and their (height, width) in pixels.

    It is the first convolution that steps from patch to patch. Without one it is, where `patch`
    says their size, the first linear layer that is given patches laid flat in reading order, which
    is tried: pixels (1, 3, height, width) with some patches altered must alter its input in the
    rows of these patches alone. Raises ModelError("no_patch_layer") where there is none,
    "pass_failed" where a pass fails, ArgumentError where `patch` does not divide the size.
    """
    for name, part in model.named_modules():
        if (
            isinstance(part, nn.Conv2d)
            and part.in_channels == 3
            and part.kernel_size == part.stride
        ):
            return name, (part.kernel_size[0], part.kernel_size[1])
    if patch is not None:
        size = (pixels.shape[2], pixels.shape[3])
        if min(patch) <= 0 or size[0] % patch[0] or size[1] % patch[1]:
            rule = f"a (height, width) that divides {size}"
            raise ArgumentError("wrong_patch", argument="patch", rule=rule, got=patch)
        for name, part in model.named_modules():
            fits = isinstance(part, nn.Linear) and part.in_features == 3 * patch[0] * patch[1]
            if fits and _reads_in_order(model, part, pixels, patch):
                return name, patch
    raise refusal("no_patch_layer", model)


def _reads_in_order(model: nn.Module, layer: nn.Module, pixels: Tensor, patch: Size) -> bool:
    """Whether row k of the layer's input is patch k and nothing else, for every k.

    Each pass alters those patches whose number has one binary digit set, or not set: of two patches
    each is once altered without the other, so 2 log2(count) passes tell all of them apart.
    """
    rows, cols = pixels.shape[2] // patch[0], pixels.shape[3] // patch[1]
    count = rows * cols
    before = _given(model, layer, pixels)
    if before.shape[0] != count:
        return False
    numbers = torch.arange(count)
    for digit in range(max(1, (count - 1).bit_length())):
        for value in (0, 1):
            altered = (numbers >> digit) % 2 == value
            places = altered.view(rows, cols).repeat_interleave(patch[0], 0)
            places = places.repeat_interleave(patch[1], 1)
            after = _given(model, layer, torch.where(places, -0.5 * pixels, pixels))
            if not torch.equal((after != before).any(1), altered):
                return False
    return True


def _given(model: nn.Module, layer: nn.Module, pixels: Tensor) -> Tensor:
    """What the layer is given in a pass, (rows, numbers); no rows where it is not called."""
    met: list[Tensor] = []
    hook = layer.register_forward_pre_hook(lambda _layer, given: met.append(given[0]))
    try:
        with torch.no_grad():
            model(pixels)
    except FAILURES as error:
        raise failed(model, error) from error
    finally:
        hook.remove()
    return met[0].flatten(0, -2) if len(met) == 1 else pixels.new_empty(0, 1)
