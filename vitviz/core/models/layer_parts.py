"""What the layers of a Vit have beside attention: not all have what the paper's have."""

from dataclasses import dataclass

from torch import nn

# Names by which timm, transformers and others call the two linear layers behind attention.
_MLP = ("mlp", "ffn", "feed_forward", "intermediate")
# Within attention itself such a name is a small network for its bias.
_ATTENTION = frozenset({"attn", "attention", "self_attn", "rel_pos"})


@dataclass(frozen=True)
class LayerParts:
    """Whether there is an `mlp`, and whether tokens are normed by LayerNorm (`layer_norm`).

    False where it is not known: BoTNet's layers have neither, EVA-02's RMSNorm is no LayerNorm.
    """

    mlp: bool
    layer_norm: bool


def layer_parts(module: nn.Module) -> LayerParts:
    """Return what a module's layers have, by the names and kinds of its parts; not its head."""
    within = [(name.split("."), part) for name, part in module.named_modules()]
    within = [(path, part) for path, part in within if path[0] != "head"]
    return LayerParts(
        mlp=any(_is_mlp(path) for path, _ in within),
        layer_norm=any(isinstance(part, nn.LayerNorm) for _, part in within),
    )


def _is_mlp(path: list[str]) -> bool:
    *around, last = path
    return not _ATTENTION & set(around) and any(name in last for name in _MLP)
