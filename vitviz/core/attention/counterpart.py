"""One picture in two models, or two pictures: which layer, patch or token is the other side's.

Grids may differ, and so may what each model sees of the photo, so patches are matched by their
place on the photo and never by their number. Layers are matched by depth, the other tokens by what
they are. Heads are not matched at all: nothing says which head of one model is which of another.
"""

import math
from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor

from vitviz.core.framing import Box
from vitviz.core.models.token_layout import Role, Size, TokenLayout, same_place
from vitviz.errors import ArgumentError

_ALIKE = 0.01  # pixels of the photo: within it two boxes are one
_TIE = 1e-6  # of a patch: a centre that falls on a border belongs to the lower or right patch


def layer_as_deep(layer: int, layers: int, others: int) -> int:
    """Return the layer, of `others`, that lies as deep as `layer` of `layers`; all count from 0.

    After layer l of L a share (l + 1) / L of the model has been run; it is the layer of the other
    model after which the share is nearest to that, of two the deeper one: the last for the last.
    Raises ArgumentError for a layer that is not there.
    """
    if not 0 <= layer < layers:
        raise ArgumentError("out_of_range", argument="layer", rule=f"below {layers}", got=layer)
    nearest = (2 * (layer + 1) * others + layers) // (2 * layers)  # in whole numbers
    return max(nearest, 1) - 1


def same_box(one: Box, other: Box) -> bool:
    """Whether two models see the same part of a photo, to a hundredth of its pixels."""
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def patch_there(
    patch: int, here: tuple[Size, Box], there: tuple[Size, Box], *, one_photo: bool
) -> int | None:
    """Return the other side's patch that covers the centre of this side's `patch`.

    Each side is its grid (rows, columns) and the box (x0, y0, x1, y1) of its photo that its model
    sees. Of one photo it is the same point of the photo, None where the other model does not see
    it; of two photos the same share of what each model sees. Raises ArgumentError for no patch.
    """
    (grid, box), (other, other_box) = here, there
    if not one_photo or same_box(box, other_box):
        return same_place(patch, grid, other)
    if not 0 <= patch < grid[0] * grid[1]:
        rule = f"from 0 to {grid[0] * grid[1] - 1}"
        raise ArgumentError("no_such_patch", argument="patch", rule=rule, got=patch)
    row, column = divmod(patch, grid[1])
    x = box[0] + (column + 0.5) / grid[1] * (box[2] - box[0])
    y = box[1] + (row + 0.5) / grid[0] * (box[3] - box[1])
    u = (x - other_box[0]) / (other_box[2] - other_box[0]) * other[1]
    v = (y - other_box[1]) / (other_box[3] - other_box[1]) * other[0]
    column, row = math.floor(u + _TIE), math.floor(v + _TIE)
    inside = 0 <= row < other[0] and 0 <= column < other[1]
    return row * other[1] + column if inside else None


def prefix_there(index: int, here: Sequence[Role], there: Sequence[Role]) -> int | None:
    """Return which prefix token of the other model is what token `index` of this one is.

    The third register is the third register; None where the other model has none like it.
    """
    role = here[index]
    number = list(here[:index]).count(role)
    found = [at for at, other in enumerate(there) if other == role]
    return found[number] if number < len(found) else None


def difference(
    a: Float[Tensor, " tokens"],
    b: Float[Tensor, " others"],
    layouts: tuple[TokenLayout, TokenLayout],
    grid: Size,
) -> Float[Tensor, " both"]:
    """Return `a` less `b`, two maps on the same `grid` over the same part of one photo.

    Over all tokens where both have the same ones before their patches, else over the patches. In
    a model with several grids `grid` is the layer's own.
    """
    patches = grid[0] * grid[1]
    alike = len(a) == len(b) and layouts[0].prefix_roles == layouts[1].prefix_roles
    both = len(a) if alike else patches
    return a[-both:] - b[-both:]
