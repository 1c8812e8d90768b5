"""At how many patches a visitor may look: which grids a ViT takes, and which of them are offered."""

from typing import TYPE_CHECKING

from vitviz.errors import SizeError

if TYPE_CHECKING:  # torch takes seconds to import; the page must show something before that
    from vitviz.core.models.load import Vit

Size = tuple[int, int]
FEWEST_ROWS = 4
MOST_PATCHES = 48 * 48  # 384 px in patches of 8; the rollout of all queries grows with the square
SIDES = (224, 336, 384, 448, 518)  # pixels, at which ViTs are commonly trained and measured
MOST_OFFERED = 4


def size_of(vit: "Vit", rows: int, cols: int = 0) -> Size:
    """Pixels (height, width) for a grid of so many rows and columns.

    0 rows are the model's own size, 0 columns as many as rows. Raises SizeError.
    """
    grid = rows, cols or rows
    if rows == 0 or grid == vit.layout.grid:
        return vit.size
    if not vit.dynamic:
        raise SizeError("fixed_size", rows=rows)
    if not _in_range(grid):
        raise SizeError("grid_out_of_range", rows=rows)
    return rows * vit.patch[0], (cols or rows) * vit.patch[1]


def offered(vit: "Vit") -> tuple[Size, ...]:
    """The (height, width) that the page offers, from small to large: the card's where it has any.

    Else the model's own, and those of `SIDES` nearest to it of which it takes whole patches.
    """
    if "sizes" in vit.card:
        return tuple((height, width) for height, width in vit.card["sizes"])
    height, width = vit.size
    if not vit.dynamic or height != width:
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
