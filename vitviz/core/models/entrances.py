"""The layer of a module of one's own that reads patches of the photo, and their size."""

import torch
from torch import Tensor, nn

from vitviz.core.models.architecture import Size, failed, refusal
from vitviz.core.models.probing import FAILURES
from vitviz.errors import ArgumentError


def entrance_of(model: nn.Module, pixels: Tensor, patch: Size | None) -> tuple[str, Size]:
    """Return the name of what reads patches, and their (height, width) in pixels.

    It is the first convolution that steps from patch to patch. Without one it is, where `patch`
    says their size, the first linear layer that is given patches laid flat in reading order, which
    is tried: pixels (1, 3, height, width) with one patch altered must alter its input in the one
    row of that patch. Raises ModelError("no_patch_layer") where there is none, "pass_failed" where
    a pass fails, ArgumentError where `patch` is not the convolution's or does not divide the size.
    """
    for name, part in model.named_modules():
        if (
            isinstance(part, nn.Conv2d)
            and part.in_channels == 3
            and part.kernel_size == part.stride
        ):
            read = (part.kernel_size[0], part.kernel_size[1])
            _require(patch in (None, read), f"{read}, which the convolution {name} reads", patch)
            return name, read
    if patch is not None:
        size = (pixels.shape[2], pixels.shape[3])
        whole = min(patch) > 0 and not (size[0] % patch[0] or size[1] % patch[1])
        _require(whole, f"a (height, width) that divides {size}", patch)
        for name, part in model.named_modules():
            fits = isinstance(part, nn.Linear) and part.in_features == 3 * patch[0] * patch[1]
            if fits and _reads_in_order(model, part, pixels, patch):
                return name, patch
    raise refusal("no_patch_layer", model)


def _reads_in_order(model: nn.Module, layer: nn.Module, pixels: Tensor, patch: Size) -> bool:
    rows, cols = pixels.shape[2] // patch[0], pixels.shape[3] // patch[1]
    before = _given(model, layer, pixels)
    if before.shape[0] != rows * cols:
        return False
    places = {(row, col) for row in (0, rows - 1) for col in (0, cols - 1)} | {(rows // 2, 0)}
    for row, col in places:
        other = pixels.clone()
        top, left = row * patch[0], col * patch[1]
        other[:, :, top : top + patch[0], left : left + patch[1]] *= -0.5
        moved = (_given(model, layer, other) != before).any(1).nonzero().flatten().tolist()
        if moved != [row * cols + col]:
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


def _require(holds: bool, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("wrong_patch", argument="patch", rule=rule, got=got)
