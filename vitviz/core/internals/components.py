"""Feature components: in what the patch tokens of a layer differ most, over one photo or several.

The tokens of all photos are centred on one mean and laid along the same few directions, those of
the largest variance, so that like patches of two photos get like numbers (shown as red, green and
blue in Oquab et al. 2023, DINOv2, figure 1). Prefix tokens take no part.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.internals.patch_stream import patch_stream
from vitviz.core.models.load import Vit
from vitviz.core.positions.similarity import components as principal
from vitviz.errors import ArgumentError

COLOURS = 3  # red, green and blue
_ENDS = (0.01, 0.99)  # of all patches: one that stands out must not leave the others grey


@dataclass(frozen=True, eq=False)
class FeatureComponents:
    """The first principal components of patch tokens, the strongest first.

    `scores` has for each photo its patches' coordinates, in the tokens' units, `shares` what part
    of the variance each component has, from 0 to 1. `ranges` are the coordinates (low, high) at
    which a colour begins and is full: the 1st and the 99th percentile over all photos.
    """

    scores: tuple[Float[Tensor, "_ components"], ...]
    shares: Float[Tensor, " components"]
    ranges: Float[Tensor, "components 2"]

    def __post_init__(self) -> None:
        wide = {tuple(one.shape[1:]) for one in self.scores}
        fits = wide == {tuple(self.shares.shape)} and self.ranges.shape == (len(self.shares), 2)
        _require(fits, "scores", "as many components as shares and ranges", wide)

    @property
    def colours(self) -> tuple[Float[Tensor, "_ components"], ...]:
        """Each photo's patches as red, green and blue, from 0 to 1; a half where all are equal."""
        low, high = self.ranges.T
        wide = (high - low).clamp(min=torch.finfo(low.dtype).tiny)
        half = torch.where(high > low, 0.0, 0.5)
        return tuple(((one - low) / wide + half).clamp(0, 1) for one in self.scores)


def patch_tokens(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"], at: int | None = None
) -> Float[Tensor, "patches dim"]:
    """Return the patches' tokens after `at` blocks, in reading order; after the last by default.

    0 are the tokens that enter the first block, positions included; of a model with several grids
    those that leave the first block on the last grid. Raises as `patch_stream` does
    (patch_stream.py), and ArgumentError for a depth that is not there.
    """
    found = patch_stream(vit, pixels)
    last = len(found) - 1
    _require(at is None or 0 <= at <= last, "at", f"from 0 to {last}", at)
    return found[last if at is None else at]


def components(*photos: Float[Tensor, "_ _"], count: int = COLOURS) -> FeatureComponents:
    """Return the principal components of the patch tokens of these photos, of all together.

    A component and its negative are the same; here the largest loading is positive, so that the
    same photos always give the same colours. There are fewer than `count` where there are fewer
    patches or numbers. Raises ArgumentError for no photo, tokens of different widths, or a count
    below 1.
    """
    widths = {one.shape[1] for one in photos}
    _require(len(widths) == 1, "photos", "tokens of one width", widths)
    _require(count >= 1, "count", "1 or more", count)
    tokens = torch.cat(photos)
    found = principal(tokens, min(count, *tokens.shape))
    ends = found.scores.new_tensor(_ENDS)
    return FeatureComponents(
        scores=found.scores.split([len(one) for one in photos]),
        shares=found.shares,
        ranges=found.scores.quantile(ends, dim=0).T,
    )


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
