"""Pairs to begin with: a ViT and a CNN of like accuracy, as timm publishes it.

From timm's results-imagenet.csv (https://github.com/huggingface/pytorch-image-models, results/).
"""

from typing import TypedDict


class Pair(TypedDict):
    """A ViT and a CNN; of each its top-1 accuracy on ImageNet-1k in percent at `*_size` pixels."""

    vit: str
    vit_top1: float
    vit_size: int
    cnn: str
    cnn_top1: float
    cnn_size: int


def _pair(vit: tuple[str, float, int], cnn: tuple[str, float, int]) -> Pair:
    return Pair(
        vit=vit[0],
        vit_top1=vit[1],
        vit_size=vit[2],
        cnn=cnn[0],
        cnn_top1=cnn[1],
        cnn_size=cnn[2],
    )


PAIRS: tuple[Pair, ...] = (
    _pair(("deit_small_patch16_224.fb_in1k", 79.844, 224), ("resnet50.ra_in1k", 79.836, 288)),
    _pair(("deit3_small_patch16_224.fb_in1k", 81.370, 224), ("resnet50.a1_in1k", 81.214, 288)),
    _pair(
        ("vit_small_patch16_224.augreg_in21k_ft_in1k", 81.384, 224),
        ("convnext_nano.d1h_in1k", 81.482, 288),
    ),
    _pair(("deit3_base_patch16_224.fb_in1k", 83.786, 224), ("convnext_small.fb_in1k", 83.700, 288)),
    _pair(
        ("vit_base_patch16_224.augreg2_in21k_ft_in1k", 85.096, 224),
        ("convnext_small.fb_in22k_ft_in1k", 85.262, 288),
    ),
    _pair(
        ("vit_base_patch16_clip_224.laion2b_ft_in1k", 85.466, 224),
        ("convnextv2_base.fcmae_ft_in1k", 85.474, 288),
    ),
)
