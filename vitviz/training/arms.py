"""The three small networks that are trained from nothing, each of about .3 million parameters.

They take 32 x 32 pixels. The plain ViT is timm's VisionTransformer, so that the app opens it; the
hybrid differs from it in nothing but two convolutions in place of the patch embedding; the CNN has
six convolutions of 3 x 3 in three stages.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from timm.models.vision_transformer import VisionTransformer
from torch import nn

from vitviz.errors import ArgumentError
from vitviz.training.seeds import number

SIZE = 32
VIT: Mapping[str, Any] = {
    "img_size": SIZE,
    "patch_size": 4,
    "embed_dim": 96,
    "depth": 4,
    "num_heads": 4,
    "mlp_ratio": 2,
    "dynamic_img_size": True,
}
_CHANNELS = (32, 32, 64, 64, 128, 128)  # of the CNN's convolutions; halved in size after each two


def arm(name: str, classes: int, seed: int) -> nn.Module:
    """Return the network of this name with random weights of this seed, as ready to be trained.

    Raises ArgumentError for a name that is not one of ARMS.
    """
    if name not in ARMS:
        rule = f"one of {', '.join(ARMS)}"
        raise ArgumentError("broken_invariant", argument="arm", rule=rule, got=name)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(number("weights", seed))
        return ARMS[name](classes)


def _vit(classes: int) -> nn.Module:
    return VisionTransformer(**VIT, num_classes=classes)


def _stem_vit(classes: int) -> nn.Module:
    module = VisionTransformer(**VIT, num_classes=classes)
    width = VIT["embed_dim"]
    # Two steps of stride 2 make the same 8 x 8 tokens as the patches of 4 x 4.
    module.patch_embed.proj = nn.Sequential(
        nn.Conv2d(3, width // 2, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(width // 2),
        nn.GELU(),
        nn.Conv2d(width // 2, width, 3, stride=2, padding=1),
    )
    return module


def _cnn(classes: int) -> nn.Module:
    parts: list[nn.Module] = []
    entering = 3
    for place, channels in enumerate(_CHANNELS):
        parts += [nn.Conv2d(entering, channels, 3, padding=1, bias=False)]
        parts += [nn.BatchNorm2d(channels), nn.ReLU()]
        if place in (1, 3):
            parts.append(nn.MaxPool2d(2))
        entering = channels
    return nn.Sequential(
        *parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(entering, classes)
    )


ARMS: Mapping[str, Callable[[int], nn.Module]] = {"cnn": _cnn, "vit": _vit, "stem_vit": _stem_vit}
