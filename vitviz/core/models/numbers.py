"""A Vit in the few numbers by which texts call one: D, L, H."""

from dataclasses import dataclass

from vitviz.core.models.load import Vit
from vitviz.errors import ArgumentError


@dataclass(frozen=True)
class Numbers:
    """`width` numbers a token (D), `layers` with attention (L), the fewest and most `heads` (H).

    Where stages differ in width it is that of the last one. A pool behind the last layer is no
    layer; one whose attention cannot be seen is.
    """

    width: int
    layers: int
    heads: tuple[int, int]

    def __post_init__(self) -> None:
        counted = min(self.width, self.layers, *self.heads) > 0 and self.heads[0] <= self.heads[1]
        if not counted:
            raise ArgumentError(
                "broken_invariant", argument="numbers", rule="positive, in order", got=self
            )


def numbers_of(vit: Vit) -> Numbers:
    """Return the numbers of `vit`."""
    layers = [call for call in vit.calls if call.kind != "pool"]
    heads = [call.heads for call in layers or vit.calls]
    # A neck or a projector may give the head another width than the tokens have.
    first = getattr(vit.module, "embed_dim", None) if vit.one_grid else None
    width = first if isinstance(first, int) else int(getattr(vit.module, "num_features", 0))
    if getattr(vit.module, "num_branches", 1) > 1:  # CrossViT's head reads both, end to end
        width = int(getattr(vit.module, "embed_dim")[0])  # noqa: B009 - a module is typed without
    return Numbers(width, len(layers) + len(vit.unseen), (min(heads), max(heads)))
