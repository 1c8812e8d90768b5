"""For which other sizes a ViT that is made for one size can be built anew.

Its windows are cut, and its tables of relative positions are laid out, when it is built. timm
resamples the tables of published weights for the new size, by family; of others the weights would
not fit. What was built is probed as any model is, so nothing rests on this list but what is worth
an offer.
"""

from vitviz.core.models.architecture import Size
from vitviz.core.models.load import Vit
from vitviz.core.models.resampling import RESAMPLED

FEWEST, MOST = 192, 512  # pixels a side


def other_sizes(vit: Vit) -> tuple[Size, ...]:
    """Return (height, width) half and twice its own, from `FEWEST` to `MOST` pixels a side.

    At these the windows of the own size divide the picture still, or become smaller with it. None
    for a ViT that takes several sizes as it is, and for one whose weights timm does not resample.
    """
    if vit.dynamic or vit.family not in RESAMPLED:
        return ()
    both = ((side // 2 for side in vit.size), (side * 2 for side in vit.size))
    found = [(height, width) for height, width in both]
    return tuple(each for each in found if min(each) >= FEWEST and max(each) <= MOST)
