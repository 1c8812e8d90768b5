"""A position table, changed at test time: what would the model see if positions were others?

Every change leaves the rows of the prefix tokens as they are: they tell no position. All of them
put the model where it was never trained, so an effect here is not what training without
positions would show.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.evaluation.perturbations import order_of_seed
from vitviz.core.models.architecture import Size
from vitviz.errors import ArgumentError

Kind = Literal["none", "scale", "zero", "mean", "shuffle", "transpose", "all"]
MOST = 1.5  # times the table


@dataclass(frozen=True)
class Change:
    """What is done to the patches' rows of a position table.

    "none" nothing; "scale" times `amount`, from 0 to 1.5; "zero" all zero; "mean" the mean of all
    rows for each; "shuffle" dealt out anew in the order that belongs to `seed`; "transpose" the
    row of (r, c) to patch (c, r); "all" the row of `patch`, counted without prefix, for each.
    """

    kind: Kind = "none"
    amount: float = 1.0
    seed: int = 0
    patch: int = 0

    def __post_init__(self) -> None:
        kinds = get_args(Kind)
        _require(self.kind in kinds, "kind", f"one of {kinds}", self.kind)
        _require(0 <= self.amount <= MOST, "amount", f"from 0 to {MOST}", self.amount)
        _require(self.seed >= 0, "seed", "0 or more", self.seed)
        _require(self.patch >= 0, "patch", "0 or more", self.patch)


def changed(
    table: Float[Tensor, "tokens dim"], change: Change, grid: Size, prefix: int
) -> Float[Tensor, "tokens dim"]:
    """Return the table with its patches' rows changed; the first `prefix` rows stay.

    "shuffle" gives patch k the row of patch order[k], order = order_of_seed(patches, seed), as
    `perturbations.shuffled` does with the patches of a picture. Raises ArgumentError for a table
    that does not fit the grid (rows, columns), a patch that is not on it, and a grid that is no
    square to be transposed.
    """
    count = grid[0] * grid[1]
    shape = tuple(table.shape)
    _require(shape[0] == prefix + count, "table", f"{prefix + count} rows", shape)
    return torch.cat([table[:prefix], _patches(table[prefix:], change, grid)])


def _patches(rows: Tensor, change: Change, grid: Size) -> Tensor:
    match change.kind:
        case "none":
            return rows
        case "scale":
            return rows * change.amount
        case "zero":
            return torch.zeros_like(rows)
        case "mean":
            return rows.mean(dim=0, keepdim=True).expand_as(rows)
        case "shuffle":
            return rows[order_of_seed(len(rows), change.seed).to(rows.device)]
        case "transpose":
            _require(grid[0] == grid[1], "kind", "transpose needs a square grid", grid)
            return rows.unflatten(0, grid).transpose(0, 1).flatten(0, 1)
        case "all":
            _require(change.patch < len(rows), "patch", f"below {len(rows)}", change.patch)
            return rows[change.patch].expand_as(rows)


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
