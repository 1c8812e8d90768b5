"""Both models on the very same picture, each with its own preprocessing."""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from vitviz.core.models.classes import require_head
from vitviz.core.models.handover import handed_on
from vitviz.core.models.load import Cnn, Vit, grid_of
from vitviz.core.perturbation.picture import pixels_of
from vitviz.core.perturbation.token_dropping import logits_without


@dataclass(frozen=True, eq=False)
class Pair:
    """A ViT, in whose frame pictures are altered, and the CNN that is handed the same picture.

    Raises ModelError("no_head") where either has no classes.
    """

    vit: Vit
    cnn: Cnn

    def __post_init__(self) -> None:
        for model in (self.vit, self.cnn):
            require_head(model)

    @torch.no_grad()
    def of_vit(
        self,
        pictures: Float[Tensor, "batch 3 height width"],
        gone: Bool[Tensor, "batch patches"] | None = None,
    ) -> Float[Tensor, "batch vit_classes"]:
        """Return the ViT's logits; the patches that are `gone` give no token.

        Raises as `logits_without` does.
        """
        grid_of(self.vit, (pictures.shape[2], pictures.shape[3]))
        pixels = pixels_of(pictures, self.vit)
        return self.vit.module(pixels) if gone is None else logits_without(self.vit, pixels, gone)

    @torch.no_grad()
    def of_cnn(
        self, pictures: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch cnn_classes"]:
        """Return the CNN's logits of the same pictures, resized to its own size if need be."""
        return self.cnn.module(handed_on(self.vit, self.cnn, pixels_of(pictures, self.vit)))
