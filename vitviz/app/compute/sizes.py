"""At how many patches a visitor may look: grids that a ViT takes, and those that are offered."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vitviz.app.compute import models
from vitviz.errors import SizeError

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from vitviz.core.models.load import Vit

Size = tuple[int, int]
FEWEST_ROWS = 4
MOST_PATCHES = 48 * 48  # 384 px in patches of 8; the rollout of all queries grows with the square
SIDES = (224, 336, 384, 448, 518)  # pixels, at which ViTs are commonly trained and measured
MOST_OFFERED = 4
# How models of one size were opened for another: their own size is not kept for it in memory.
_opened: dict[tuple[str, str, int, int], Mapping[str, Any]] = {}


def size_of(vit: "Vit", rows: int, cols: int = 0) -> Size:
    """Pixels (height, width) for a grid of so many rows and columns.

    0 rows are the model's own size, 0 columns as many as rows. A ViT that is made for one size is
    opened anew for another (`vit_at`). Raises SizeError.
    """
    grid = rows, cols or rows
    if rows == 0 or grid == vit.layout.grid:
        return vit.size
    size = rows * vit.patch[0], (cols or rows) * vit.patch[1]
    if not vit.dynamic and size not in offered(vit):
        raise _not_offered(vit)
    if vit.dynamic and not _in_range(grid):
        raise SizeError("grid_out_of_range", rows=rows)
    return size


def _not_offered(vit: "Vit") -> SizeError:
    grids = [grid_at(vit, size) for size in offered(vit)]
    if len(grids) == 1:
        return SizeError("fixed_size", takes=vit.size)
    return SizeError(
        "grid_not_offered", grids=", ".join(f"{rows} × {cols}" for rows, cols in grids)
    )


def vit_at(name: str, weights: str, rows: int, cols: int = 0) -> "Vit":
    """The ViT that sees a grid of so many rows and columns, as `size_of` counts them.

    Raises ModelError as `models.vit_opened_for`, SizeError.
    """
    from vitviz.core.models.other_sizes import opened_for

    asked = name, weights, rows, cols
    if asked not in _opened:
        own = models.vit(name, weights)
        size = size_of(own, rows, cols)
        if own.dynamic or size == own.size:
            return own
        _opened[asked] = opened_for(own, size)
    return models.vit_opened_for(name, weights, _opened[asked])


def grid_at(vit: "Vit", size: Size) -> Size:
    """Rows and columns at a size of `offered` or `size_of`."""
    if size == vit.size:
        return vit.layout.grid
    return size[0] // vit.patch[0], size[1] // vit.patch[1]


def offered(vit: "Vit") -> tuple[Size, ...]:
    """The (height, width) that the page offers, from small to large: the card's where it has any.

    Else the model's own, and those of `SIDES` nearest to it of which it takes whole patches, or
    those that it can be opened for (core/models/other_sizes.py).
    """
    from vitviz.core.models.other_sizes import other_sizes

    if "sizes" in vit.card:
        return tuple((height, width) for height, width in vit.card["sizes"])
    height, width = vit.size
    if not vit.dynamic:
        return tuple(sorted((vit.size, *other_sizes(vit))))
    if height != width:
        return (vit.size,)
    others = [side for side in SIDES if side != height and _takes(vit, side)]
    near = sorted(others, key=lambda side: abs(side - height))[: MOST_OFFERED - 1]
    return tuple((side, side) for side in sorted((height, *near)))


def _takes(vit: "Vit", side: int) -> bool:
    rows, cols = (side // patch for patch in vit.patch)
    whole = (rows * vit.patch[0], cols * vit.patch[1]) == (side, side)
    return whole and _in_range((rows, cols))


def _in_range(grid: Size) -> bool:
    return min(grid) >= FEWEST_ROWS and grid[0] * grid[1] <= MOST_PATCHES
