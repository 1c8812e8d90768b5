"""The size at which a model sees a photo in its own shape, with a bounded number of patches.

Sequences of a bounded length for pictures of any shape are NaViT's (Dehghani et al. 2023).
"""

import math

from vitviz.errors import ArgumentError

FEWEST = 4  # patches on a side
Size = tuple[int, int]


def own_shape(image_size: Size, patch: Size, most: int) -> Size:
    """Return the (height, width) in whole patches that lets a model see a photo in its own shape.

    Of all grids of at most `most` patches, `FEWEST` or more on each side, the one with the largest
    product of its patches and of the share of the photo that it holds: what whole patches cannot
    cover is cut off on both sides. Sizes are (height, width) in pixels, `most` is at least 16.
    Raises ArgumentError for fewer.
    """
    if most < FEWEST**2:
        rule = f"at least {FEWEST**2}"
        raise ArgumentError("out_of_range", argument="most", rule=rule, got=most)
    wide = (image_size[1] / patch[1]) / (image_size[0] / patch[0])  # columns for each row

    def worth(grid: Size) -> tuple[float, int]:
        rows, columns = grid
        held = min(rows * wide / columns, columns / (rows * wide))
        return round(rows * columns * held, 6), -rows * columns  # as much with fewer patches first

    grids = [
        (rows, min(most // rows, max(FEWEST, columns)))
        for rows in range(FEWEST, most // FEWEST + 1)
        for columns in (math.floor(rows * wide), math.ceil(rows * wide))
    ]
    rows, columns = max(grids, key=worth)
    return rows * patch[0], columns * patch[1]
