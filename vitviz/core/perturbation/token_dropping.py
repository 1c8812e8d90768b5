"""Patches left out of a ViT's sequence, after their positions were added: nothing stands for them.

A grey square is itself a picture, which no model was trained on. A Vision Transformer takes a
sequence of any length, so a patch can be absent instead: its token is left out before the first
layer, with its own position, while all others keep theirs (the "patch dropout" of training, Liu et
al. 2022, at test time and by choice).
"""

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn

from vitviz.core.models.architecture import refusal
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.load import Vit, grid_of
from vitviz.core.positions.embedding import has_table, kind
from vitviz.errors import ArgumentError


def logits_without(
    vit: Vit,
    pixels: Float[Tensor, "batch 3 height width"],
    gone: Bool[Tensor, "batch patches"],
) -> Float[Tensor, "batch classes"]:
    """Return what the head says when the patches that are `gone` give no token.

    Every picture of a batch lacks as many, so that one sequence is as long as the other; prefix
    tokens stay. Raises ModelError("other_positions") where positions are not added to the tokens
    at the entrance alone, ArgumentError for masks that do not fit, SizeError as `capture` does.
    """
    rows, columns = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    here = len(pixels), rows * columns
    _require(tuple(gone.shape) == here, "gone", f"{here[0]} x {here[1]}", tuple(gone.shape))
    counts = gone.sum(dim=1).unique()
    _require(len(counts) == 1, "gone", "as many of every picture", counts.tolist())
    # Some models know the place for it and leave it empty.
    drops = isinstance(getattr(vit.module, "patch_drop", None), nn.Module)
    if not (drops and has_table(vit) and kind(vit) == ("absolute",)):
        raise refusal("other_positions", vit.module, kinds=kind(vit))
    staying = (~gone).nonzero()[:, 1].view(len(gone), -1).to(pixels.device)
    own = clone_sharing_weights(vit).module  # the shared module would drop them for everyone
    own.add_module("patch_drop", _Keep(staying, vit.prefix))
    with torch.no_grad():
        return own(pixels)


class _Keep(nn.Module):
    """Keeps the prefix tokens and, of each picture, the patches of these indices."""

    def __init__(self, staying: Int64[Tensor, "batch kept"], prefix: int) -> None:
        super().__init__()
        self._staying, self._prefix = staying, prefix

    def forward(self, tokens: Tensor) -> Tensor:
        at = self._staying[..., None].expand(-1, -1, tokens.shape[2])
        patches = tokens[:, self._prefix :].gather(1, at)
        return torch.cat([tokens[:, : self._prefix], patches], dim=1)


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
