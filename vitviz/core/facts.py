"""Three exact facts about a position table, as measured now on this photo.

Where a table added to the patches is all that tells the model a patch's place, the tokens are a
set of pairs (content, place). So it makes no difference whether contents or places are dealt out
anew; without places no order of the patches makes a difference; and a table times 1 is the
table. What is left of a difference is the rounding of float32.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.architecture import Size, refusal
from vitviz.core.errors import ArgumentError
from vitviz.core.models import Vit, grid_of, logits
from vitviz.core.perturb import inverse, order_of_seed, shuffled
from vitviz.core.position_change import Change, changed
from vitviz.core.positions import kind, replaced, table

_ORDERS = 3  # of the patches, without positions


@dataclass(frozen=True)
class Facts:
    """The worst |difference| of any logit, three times what is exactly 0 but for rounding.

    `swap`: the photo's patches in the order pi, against the table's rows in the order pi^-1.
    `unplaced`: several orders of the patches against the photo as it is, without any positions.
    `unchanged`: the table times 1 against the model as it is. `moved` is what the order pi does
    to the photo with positions in their place: no fact, but what the zeros are to be seen beside.
    """

    swap: float
    unplaced: float
    unchanged: float
    moved: float

    def __post_init__(self) -> None:
        for name, worst in vars(self).items():
            if not worst >= 0:
                raise ArgumentError("broken_invariant", argument=name, rule="0 or more", got=worst)


def measure(vit: Vit, pixels: Float[Tensor, "1 3 height width"], seed: int) -> Facts:
    """Return the three facts on these pixels; `seed` gives the orders. Eight plain passes.

    An order pi gives patch k of the result the patch pi[k] of the photo. The token at k is then
    (content pi[k], place k); with the photo as it is, content j must get place k where j = pi[k],
    so row j of the table is row pi^-1[j]. Raises ModelError: "no_position_table",
    "other_positions" where places count in another way too (rotary, relative), "no_head".
    """
    grid = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    added = table(vit, grid)
    if kind(vit) != ("absolute",):
        raise refusal("other_positions", vit.module, kinds=kind(vit))
    if not vit.has_head:
        raise refusal("no_head", vit.module)
    order = order_of_seed(grid[0] * grid[1], seed)
    said, moved = logits(vit, pixels), logits(vit, shuffled(pixels, vit.patch, order))

    def placed(rows: Tensor) -> Tensor:
        return logits(replaced(vit, rows, grid), pixels)

    dealt = added[vit.prefix :][inverse(order).to(added.device)]
    return Facts(
        swap=_worst(moved, [placed(torch.cat([added[: vit.prefix], dealt]))]),
        unplaced=_unplaced(vit, pixels, added, grid, seed),
        unchanged=_worst(said, [placed(changed(added, Change("scale"), grid, vit.prefix))]),
        moved=_worst(said, [moved]),
    )


def _unplaced(vit: Vit, pixels: Tensor, added: Tensor, grid: Size, seed: int) -> float:
    nowhere = replaced(vit, changed(added, Change("zero"), grid, vit.prefix), grid)
    orders = [order_of_seed(grid[0] * grid[1], seed + k) for k in range(_ORDERS)]
    found = [logits(nowhere, shuffled(pixels, vit.patch, order)) for order in orders]
    return _worst(logits(nowhere, pixels), found)


def _worst(known: Tensor, found: Sequence[Tensor]) -> float:
    return float(torch.stack([(said - known).abs().max() for said in found]).max())
