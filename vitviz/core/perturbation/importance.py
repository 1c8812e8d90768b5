"""How important each patch is to a model, by its own map: in which order patches are dropped.

The ViT's map is its generic relevance, where that is not defined its Grad-CAM; the CNN's its
Grad-CAM on the picture that it is handed.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from vitviz.core.attribution.class_map import class_map
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.evaluation.perturbations import Size
from vitviz.core.models.handover import handed_on
from vitviz.core.models.load import grid_of
from vitviz.core.perturbation.pair import Pair
from vitviz.core.perturbation.picture import pixels_of


def of_vit(
    pair: Pair, picture: Float[Tensor, "1 3 height width"], target: int
) -> Float[ndarray, "rows cols"]:
    """Return how much every patch speaks for the class. Raises as `class_map` does."""
    found = class_map(pair.vit, pixels_of(picture, pair.vit), target)
    return spread(found, grid_of(pair.vit, (picture.shape[2], picture.shape[3])))


def of_cnn(
    pair: Pair, picture: Float[Tensor, "1 3 height width"], target: Sequence[int]
) -> Float[ndarray, "rows cols"]:
    """Return the CNN's Grad-CAM of these classes at every patch of the ViT's grid.

    Raises as `gradcam` does.
    """
    vit, cnn = pair.vit, pair.cnn
    found = gradcam(cnn, handed_on(vit, cnn, pixels_of(picture, vit)), target)
    return spread(found, grid_of(vit, (picture.shape[2], picture.shape[3])))


def spread(cells: Float[ndarray, "_rows _cols"], grid: Size) -> Float[ndarray, "rows cols"]:
    """Return the value of the cell in which each patch of the grid has its centre."""
    down, across = (
        ((np.arange(count) + 0.5) * have / count).astype(int)
        for count, have in zip(grid, cells.shape, strict=True)
    )
    return cells[np.ix_(down, across)]
