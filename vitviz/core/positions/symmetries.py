"""Three exact symmetries of a position table, as measured now on this photo.

Where a table added to the patches is all that tells the model a patch's position, the tokens are a
set of pairs (content, position). So it makes no difference whether contents or positions are dealt
out anew; without positions no order of the patches makes a difference; and a table times 1 is the
table. What is left of a difference is the rounding of float32.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.evaluation.perturbations import inverse, order_of_seed, shuffled
from vitviz.core.models.architecture import refusal
from vitviz.core.models.classes import require_head
from vitviz.core.models.load import Vit, grid_of, logits
from vitviz.core.positions.changes import Change, changed
from vitviz.core.positions.embedding import kind, replaced, table
from vitviz.core.steps import result_of
from vitviz.errors import ArgumentError

_ORDERS = 3  # of the patches, without positions
PASSES = 4 + _ORDERS  # besides the plain one


@dataclass(frozen=True)
class Symmetries:
    """The worst |difference| of any logit, three times what is exactly 0 but for rounding.

    `swap`: the photo's patches in the order pi, against the table's rows in the order pi^-1.
    `unplaced`: several orders of the patches against the photo as it is, without any positions.
    `unchanged`: the table times 1 against the model as it is. `moved` is what the order pi does
    to the photo with positions as they are: no symmetry, but what the zeros are to be seen beside.
    """

    swap: float
    unplaced: float
    unchanged: float
    moved: float

    def __post_init__(self) -> None:
        for name, worst in vars(self).items():
            if not worst >= 0:
                raise ArgumentError("broken_invariant", argument=name, rule="0 or more", got=worst)


def measure(vit: Vit, pixels: Float[Tensor, "1 3 height width"], seed: int) -> Symmetries:
    """Return the three symmetries on these pixels; `seed` gives the orders. Eight plain passes.

    An order pi gives patch k of the result the patch pi[k] of the photo. The token at k is then
    (content pi[k], position k); with the photo as it is, content j must get position k where
    j = pi[k], so row j of the table is row pi^-1[j]. Raises ModelError: "no_position_table",
    "other_positions" where positions count in another way too (rotary, relative), "no_head".
    """
    return result_of(passes(vit, pixels, seed))


def passes(
    vit: Vit, pixels: Float[Tensor, "1 3 height width"], seed: int, said: Tensor | None = None
) -> Generator[None, None, Symmetries]:
    """Do what `measure` does, resting after each of its `PASSES`, and return the symmetries.

    `said` are the logits of a plain pass of these pixels, of which none is made then.
    """
    if kind(vit) != ("absolute",):
        table(vit)  # whether it is without a table
        raise refusal("other_positions", vit.module, kinds=kind(vit))
    require_head(vit)
    said = logits(vit, pixels) if said is None else said
    found: list[Tensor] = []
    for model, picture in _questions(vit, pixels, seed):
        found.append(logits(model, picture))
        yield
    moved, swapped, same, unplaced, *others = found
    said = said.to(moved.device)
    return Symmetries(
        swap=_worst(moved, [swapped]),
        unplaced=_worst(unplaced, others),
        unchanged=_worst(said, [same]),
        moved=_worst(said, [moved]),
    )


def _questions(vit: Vit, pixels: Tensor, seed: int) -> list[tuple[Vit, Tensor]]:
    # Which model is given which picture: the order that `passes` reads.
    grid = grid_of(vit, (pixels.shape[2], pixels.shape[3]))
    added, count = table(vit, grid), grid[0] * grid[1]
    order, *others = (order_of_seed(count, seed + k) for k in range(_ORDERS))
    mixed = shuffled(pixels, vit.patch, order)
    dealt = added[vit.prefix :][inverse(order).to(added.device)]
    swapped = replaced(vit, torch.cat([added[: vit.prefix], dealt]), grid)
    same = replaced(vit, changed(added, Change("scale"), grid, vit.prefix), grid)
    nowhere = replaced(vit, changed(added, Change("zero"), grid, vit.prefix), grid)
    orders = [mixed, *(shuffled(pixels, vit.patch, other) for other in others)]
    with_table = [(vit, mixed), (swapped, pixels), (same, pixels)]
    return [*with_table, (nowhere, pixels), *((nowhere, one) for one in orders)]


def _worst(known: Tensor, found: Sequence[Tensor]) -> float:
    return float(torch.stack([(said - known).abs().max() for said in found]).max())
