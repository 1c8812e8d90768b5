"""What a module of timm is, as far as its parts tell without a forward pass.

Families differ in names and nesting; what is asked here holds for all of them: which family it
is, how large its patches are, whether an attention tap can see its attention.
"""

from collections.abc import Collection, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from vitviz.core.models.memory import ran_out
from vitviz.core.models.multihead import hidden_multihead, show_multihead
from vitviz.errors import ModelError

Size = tuple[int, int]


def family(module: nn.Module) -> str:
    """Return timm's word for the family: the file in which the model's class is written."""
    own = getattr(module, "model", None)  # of a module of one's own
    module = own if hasattr(module, "entrance_name") and isinstance(own, nn.Module) else module
    return type(module).__module__.rsplit(".", 1)[-1]


def refusal(reason: str, module: nn.Module, /, **facts: object) -> ModelError:
    """Return the error that says why this module cannot be opened; the family is a fact."""
    return ModelError(reason, family=family(module), **facts)


def failed(module: nn.Module, error: Exception) -> ModelError:
    """Return what a pass of the module that ended in this error means: "no_memory", "pass_failed".

    The second is said of the module, the first of this machine.
    """
    return refusal("no_memory" if ran_out(error) else "pass_failed", module, cause=str(error))


def body(module: nn.Module, pixels: Tensor) -> Any:  # noqa: ANN401 - some give lists
    """Return what the module hands to its head: for a Vit (1, tokens, dim)."""
    return module.forward_features(pixels)  # pyright: ignore[reportCallIssue]


def head(module: nn.Module, features: object) -> Tensor | None:
    """Return what the head makes of the features, before its last linear layer.

    None where there is no head: timm's encoders that were parts of a language model refuse, or do
    not know the argument.
    """
    try:
        return module.forward_head(features, pre_logits=True)  # pyright: ignore[reportCallIssue]
    except NotImplementedError:
        return None
    except TypeError as error:
        if "pre_logits" not in str(error):
            raise
        return None


def channels_first(module: nn.Module, features: Tensor) -> Tensor:
    """Return a map (1, rows, cols, channels) as (1, channels, rows, cols), any other as it is.

    A module says by `output_fmt` that its channels come last, as MambaOut and Sequencer do.
    """
    last = getattr(module, "output_fmt", None) == "NHWC"
    return features.permute(0, 3, 1, 2) if last and features.ndim == 4 else features


def _are_tokens(features: object) -> bool:
    return isinstance(features, Tensor) and features.ndim == 3


def tokens_of(module: nn.Module, features: object) -> Tensor | None:
    """Return features of `body` as tokens (1, tokens, dim), a map's positions in reading order.

    None where they are neither tokens nor a map. Of several branches (CrossViT) they are those of
    the one with most tokens.
    """
    if isinstance(features, list) and features and all(map(_are_tokens, features)):
        features = max(features, key=lambda each: each.shape[1])
    if not isinstance(features, Tensor) or features.ndim not in (3, 4):
        return None
    return features if features.ndim == 3 else channels_first(module, features).flatten(2).mT


def holders(module: nn.Module) -> dict[str, nn.Module]:
    """Return the modules that can hold a Vit's entrance and positions, by the prefix of a name.

    That is the module itself, and the encoder that a classifier is put around ("encoder.").
    """
    encoder = getattr(module, "encoder", None)
    return {"": module} | ({"encoder.": encoder} if isinstance(encoder, nn.Module) else {})


def entrance(module: nn.Module) -> str:
    """Return the name of the module that makes patches into tokens, "" where none bears one."""
    found = getattr(module, "entrance_name", None)  # of a module of one's own
    if isinstance(found, str):
        return found
    for prefix, holder in holders(module).items():
        for name in ("patch_embed", "embeds"):
            if isinstance(getattr(holder, name, None), nn.Module):
                return prefix + name
    return ""


def block_of(name: str) -> str:
    """Return the block in which a module is: blocks.3 of blocks.3.attns.0; "" where none is."""
    parts = name.split(".")
    numbers = [at for at, part in enumerate(parts) if part.isdigit()]
    return ".".join(parts[: numbers[0] + 1]) if numbers else ""


def innermost_block(name: str) -> str:
    """Return the innermost numbered module in which one is: layers.0.blocks.1 of its attn."""
    parts = name.split(".")
    last = max((at for at, part in enumerate(parts) if part.isdigit()), default=-1)
    return ".".join(parts[: last + 1])


def patch_of(module: nn.Module) -> Size | None:
    """Return (height, width) in pixels of what becomes one token, None where no one size does."""
    found = getattr(module, "patch", None)  # of a module of one's own
    if isinstance(found, tuple):
        return found
    name = entrance(module)
    embed = module.get_submodule(name) if name else None
    ratio = getattr(embed, "feat_ratio", None)  # a hybrid's patches lie on its stem's features
    size = ratio(as_scalar=False) if ratio else getattr(embed, "patch_size", None)
    if isinstance(size, int):
        return size, size
    return (int(size[0]), int(size[1])) if isinstance(size, Sequence) else None


def overlapping(module: nn.Module) -> list[nn.Module]:
    """Return the convolutions that read more than they step over: they mix neighbours."""
    found = [part for part in module.modules() if isinstance(part, nn.Conv2d)]
    return [each for each in found if any(map(int.__gt__, each.kernel_size, each.stride))]


def use_fused_attention(module: nn.Module, *, fused: bool = True) -> None:
    """Turn fused attention on, or off, wherever a module has the choice.

    Raises ModelError("fast_path") for a class made from nn.MultiheadAttention, whose call no mode
    sees; its own is seen (`multihead`).
    """
    show_multihead(module)
    for name, part in module.named_modules():
        if hidden_multihead(part):
            raise refusal("fast_path", module, part=name)
        if isinstance(getattr(part, "fused_attn", None), bool):
            # Else TIMM_FUSED_ATTN=0 or a constructor could have kept calls from the tap.
            setattr(part, "fused_attn", fused)  # noqa: B010 - a module is typed to hold no flags


def attends(part: nn.Module) -> bool:
    """Return whether a module is attention by its parts: heads, and a projection to queries.

    Or one straight to weights, as VOLO's outlook attention has it.
    """
    # EfficientViT's cascade has a projection for each head, which reads the head before it.
    projects = any(hasattr(part, name) for name in ("qkv", "qk", "q", "q_proj", "wq", "qkvs"))
    weighs = isinstance(getattr(part, "attn", None), nn.Linear)
    return (projects or weighs) and hasattr(part, "num_heads")


def unseen(module: nn.Module, captured: Collection[str]) -> tuple[str, ...]:
    """Return the names of attention modules that are not among `captured`."""
    found = (name for name, part in module.named_modules() if attends(part))
    return tuple(name for name in found if name not in captured)


def require_convolutions(module: nn.Module, pixels: Tensor) -> None:
    """Raise ModelError("no_attention_seen") unless a module without calls is a convolutional one.

    That is: its features are a map with four axes, and no part that made them has heads. What
    pools them may: CLIP's ResNets do it by attention.
    """
    heads: list[str] = []
    hooks = [
        part.register_forward_hook(lambda *_, name=name: heads.append(name))
        for name, part in module.named_modules()
        if hasattr(part, "num_heads")
    ]
    try:
        with torch.no_grad():
            features = body(module, pixels)
    finally:
        for hook in hooks:
            hook.remove()
    if heads or not isinstance(features, Tensor) or features.ndim != 4:
        raise refusal("no_attention_seen", module, heads_in=heads[:3])


def strides_of(module: nn.Module) -> tuple[int, ...]:
    """Return by how many pixels of the picture each of a network's stages steps, smallest first.

    As timm tells it ("reduction"); none where it does not.
    """
    stages = getattr(module, "feature_info", None)
    known = stages if isinstance(stages, Sequence) else ()
    return tuple(sorted({int(stage["reduction"]) for stage in known}))


def whole_size(module: nn.Module, size: Size) -> Size:
    """Return the size (height, width), each side rounded up to what all of the strides divide.

    At 260 px the cells of a map of stride 32 are cut off at the edge; at 288 px they are whole.
    """
    stride = max(strides_of(module), default=1)
    height, width = (-(-side // stride) * stride for side in size)
    return height, width
