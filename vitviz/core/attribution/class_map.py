"""The one map for a class that every model has: relevance, or Grad-CAM where that is not defined.

Relevance is multiplied through all layers, which takes one grid, all of the model's attention and
nothing beyond the picture. Grad-CAM of the last layer asks for none of it.
"""

from typing import Literal

from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.relevance import relevance
from vitviz.core.models.load import Vit

ClassMap = Literal["relevance", "gradcam"]


def kind_of_map(vit: Vit) -> ClassMap:
    """Return which of the two `class_map` gives of this model.

    The same as a trace of all its layers says by `rollout.undefined_through`, known without one.
    """
    padded = any(call.beyond for call in vit.calls)
    return "relevance" if vit.one_grid and not vit.unseen and not padded else "gradcam"


def class_map(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"], target: int
) -> Float[ndarray, "rows cols"]:
    """Return generic relevance on the model's grid, or Grad-CAM on that of its last layer.

    Neither is negative. Raises as `gradients` and `gradcam` do.
    """
    if kind_of_map(vit) == "relevance":
        return relevance(vit, pixels, target)
    return gradcam(vit, pixels, target)
