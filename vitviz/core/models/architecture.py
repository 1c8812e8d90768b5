"""What a module of timm is, as far as its parts tell without a forward pass.

Families differ in names and nesting; what is asked here holds for all of them: which family it
is, how large its patches are, whether an attention tap can see its attention.
"""

from collections.abc import Collection, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from vitviz.errors import ModelError

Size = tuple[int, int]


def family(module: nn.Module) -> str:
    """Return timm's word for the family: the file in which the model's class is written."""
    return type(module).__module__.rsplit(".", 1)[-1]


def refusal(reason: str, module: nn.Module, /, **facts: object) -> ModelError:
    """Return the error that says why this module cannot be opened; the family is a fact."""
    return ModelError(reason, family=family(module), **facts)


def body(module: nn.Module, pixels: Tensor) -> Any:  # noqa: ANN401 - some give lists
    """Return what the module hands to its head: for a Vit (1, tokens, dim)."""
    return module.forward_features(pixels)  # pyright: ignore[reportCallIssue]


def head(module: nn.Module, features: object) -> Tensor:
    """Return what the head makes of the features, before its last linear layer."""
    return module.forward_head(features, pre_logits=True)  # pyright: ignore[reportCallIssue]


def patch_of(module: nn.Module) -> Size | None:
    """Return (height, width) in pixels of what becomes one token, None where no one size does."""
    embed = getattr(module, "patch_embed", None)
    ratio = getattr(embed, "feat_ratio", None)  # a hybrid's patches lie on its stem's features
    size = ratio(as_scalar=False) if ratio else getattr(embed, "patch_size", None)
    if isinstance(size, int):
        return size, size
    return (int(size[0]), int(size[1])) if isinstance(size, Sequence) else None


def use_fused_attention(module: nn.Module) -> None:
    """Turn on fused attention wherever a module has the choice.

    Raises ModelError("fast_path") for nn.MultiheadAttention, whose call no mode sees.
    """
    for name, part in module.named_modules():
        if isinstance(part, nn.MultiheadAttention):
            raise refusal("fast_path", module, part=name)
        if isinstance(getattr(part, "fused_attn", None), bool):
            # Else TIMM_FUSED_ATTN=0 or a constructor could have kept calls from the tap.
            setattr(part, "fused_attn", True)  # noqa: B010 - a module is typed to hold no flags


def unseen(module: nn.Module, captured: Collection[str]) -> tuple[str, ...]:
    """Return the names of attention modules that are not among `captured`: computed by hand."""

    def attends(part: nn.Module) -> bool:
        projects = any(hasattr(part, name) for name in ("qkv", "q", "q_proj"))
        return projects and hasattr(part, "num_heads")

    found = (name for name, part in module.named_modules() if attends(part))
    return tuple(name for name in found if name not in captured)


def require_convolutions(module: nn.Module, pixels: Tensor) -> None:
    """Raise ModelError("no_attention_seen") unless a module without calls is a convolutional one.

    That is: its features are a map with four axes, and no part of it has heads.
    """
    with torch.no_grad():
        features = body(module, pixels)
    heads = [name for name, part in module.named_modules() if hasattr(part, "num_heads")]
    if heads or not isinstance(features, Tensor) or features.ndim != 4:
        raise refusal("no_attention_seen", module, heads_in=heads[:3])


def strides_of(module: nn.Module) -> tuple[int, ...]:
    """Return by how many pixels of the picture each of a network's stages steps, smallest first.

    As timm tells it ("reduction"); none where it does not.
    """
    stages = getattr(module, "feature_info", None)
    known = stages if isinstance(stages, Sequence) else ()
    return tuple(sorted({int(stage["reduction"]) for stage in known}))
