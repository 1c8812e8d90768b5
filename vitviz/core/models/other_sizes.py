"""For which other sizes a ViT that is made for one size can be opened.

Windows are cut, and tables of relative positions are laid out, when a model is built. timm
resamples the tables of published weights for the new size, by family; of others the weights would
not fit. Other families have nothing of one size, or resample it in each pass: they are made for one
size only by what was probed at it. What is opened is probed as any model is, so nothing rests on
these lists but what is worth an offer.
"""

from collections.abc import Mapping
from typing import Any

from vitviz.core.models.architecture import Size
from vitviz.core.models.load import Vit
from vitviz.core.models.resampling import RESAMPLED

# timm's families whose modules take other sizes as they are built, though each grid is another.
AS_BUILT = frozenset(
    {
        "davit",
        "hieradet_sam2",
        "lowformer",
        "pvt_v2",
        "tiny_vit",
        "twins",
        "vision_transformer_sam",
    }
)
FEWEST, MOST = 192, 512  # pixels a side


def other_sizes(vit: Vit) -> tuple[Size, ...]:
    """Return (height, width) half and twice its own, from `FEWEST` to `MOST` pixels a side.

    At these the windows of the own size divide the picture still, or become smaller with it. None
    for a ViT that takes several sizes as it is, and for one whose weights fit one size alone.
    """
    if vit.dynamic or vit.family not in RESAMPLED | AS_BUILT:
        return ()
    both = ((side // 2 for side in vit.size), (side * 2 for side in vit.size))
    found = [(height, width) for height, width in both]
    return tuple(each for each in found if min(each) >= FEWEST and max(each) <= MOST)


def opened_for(vit: Vit, size: Size) -> Mapping[str, Any]:
    """Return what `load` is told to open this model for a size of `other_sizes`."""
    return {"size": size} if vit.family in AS_BUILT else {"arguments": {"img_size": size}}
