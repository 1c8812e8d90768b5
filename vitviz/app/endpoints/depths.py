"""Which depth of a model an address means: one number for all panels of the page Inside.

On one grid it is how many layers lie before it, 0 for the embedding. On several grids it is the
block, counted from 1 over the whole model; a panel that shows the last grid alone has some of them.
"""

from collections.abc import Sequence

from vitviz.core.internals.patch_stream import last_grid
from vitviz.core.models.load import Vit


def depths_of_tokens(vit: Vit, count: int) -> Sequence[int]:
    """The numbers of the `count` depths at which `patch_stream` reads the patches' tokens."""
    return range(count) if vit.one_grid else last_grid(vit)[1]


def place_among(wanted: str, numbers: Sequence[int]) -> int:
    """Where the wanted depth lies among ascending `numbers`, as panel.js has it (`placeAmong`).

    One that is not among them is the last before it, or else the first. It is the last of all for
    none, and for a depth 0 that the model does not have.
    """
    last = len(numbers) - 1
    if not wanted or (int(wanted) == 0 and numbers[0] > 0):
        return last
    return max(0, sum(number <= int(wanted) for number in numbers) - 1)
