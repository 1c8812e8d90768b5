"""A module of one's own, or of transformers, as a Vit."""

import copy
from contextlib import suppress

from torch import nn

from vitviz.core.models.architecture import Size, patch_of, use_fused_attention
from vitviz.core.models.device import compute_exactly, device_of
from vitviz.core.models.labels import Given, are_given, labels_from, synsets_from
from vitviz.core.models.load import Vit, opened
from vitviz.core.models.preparation import Preparation, Triple
from vitviz.core.models.probing import noise
from vitviz.core.models.wrapped import Wrapped
from vitviz.errors import ArgumentError, ModelError


def wrap(
    module: nn.Module,
    *,
    mean: Triple,
    std: Triple,
    size: int | tuple[int, int],
    patch: int | tuple[int, int] | None = None,
    labels: Given = (),
    interpolation: str = "bicubic",
    crop: float = 1.0,
    device: str = "auto",
) -> Vit:
    """Return a Vision Transformer that is given as a module, probed as timm's are.

    It must take pixels (1, 3, height, width) by its first argument and attend through torch's fused
    call, scaled_dot_product_attention; transformers' vision models do with their default
    `attn_implementation="sdpa"`. It may return logits, or what transformers return. Pixels are RGB
    in [0, 1], less `mean`, over `std` (transformers: image_mean and image_std of the processor), of
    this (height, width) alone. `patch` is the (height, width) of a patch where a linear layer reads
    them; a convolution that does says it itself. `labels` are as `load` takes them.

    The module itself stays as it is: a copy is put into inference, on the device. Raises ModelError
    as `Wrapped` and `probing.probe` do, ArgumentError for what is no module, a device that is not
    there, labels that do not fit or a patch that it does not read.
    """
    if not isinstance(module, nn.Module):
        rule, got = "a module of torch", type(module).__name__
        raise ArgumentError("not_a_module", argument="module", rule=rule, got=got)
    where = device_of(device)
    compute_exactly(where)
    whole, each = _both(size), None if patch is None else _both(patch)
    preparation = Preparation(
        mean=mean, std=std, interpolation=interpolation, crop=crop, size=whole
    )
    name = type(module).__name__
    try:
        own = copy.deepcopy(module).cpu().eval().requires_grad_(False).float()
        _use_fused_call(own)
        wrapped = own if _is_of_timm(own) else Wrapped(own, noise(whole), each).eval()
        _require_patch(wrapped, each)
        classes = int(getattr(wrapped, "num_classes", 0))
        words = labels_from(labels, classes) if are_given(labels) else ()
        ids = synsets_from(labels, classes) if are_given(labels) else ()
        facts = {"labels": words, "labels_zh": (), "synsets": ids, "card": {}}
        found = opened(name, wrapped, preparation, where, **facts)
    except ModelError as error:
        raise ModelError(error.reason, **{"name": name, **error.facts}) from error
    if not isinstance(found, Vit):
        raise ModelError("not_a_vit", name=name)
    return found


def _both(side: int | Size) -> Size:
    return (side, side) if isinstance(side, int) else (side[0], side[1])


def _require_patch(module: nn.Module, said: Size | None) -> None:
    read = patch_of(module)
    if said not in (None, read):
        rule = f"{read}, which the module reads, or left out"
        raise ArgumentError("wrong_patch", argument="patch", rule=rule, got=said)


def _is_of_timm(module: nn.Module) -> bool:
    """Whether it is one of timm's, or of a class made from one: asked as `load` asks them."""
    return any(kind.__module__.startswith("timm.models.") for kind in type(module).__mro__)


def _use_fused_call(module: nn.Module) -> None:
    """Choose attention through torch's fused call, where a module has the choice."""
    for part in module.modules():
        choose = getattr(part, "set_attn_implementation", None)  # of transformers
        if callable(choose):
            with suppress(ValueError, ImportError, AttributeError):  # a model that has no such way
                choose("sdpa")
    use_fused_attention(module)
