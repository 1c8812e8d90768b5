"""Position information as one can look at it: how alike two positions are for the model.

A table has cosines and principal components. Rotary positions have the angle between the turns
of two positions. Relative positions have a bias for each offset.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vitviz.core.attention.trace import Layer
from vitviz.core.models.architecture import Size, holders, refusal
from vitviz.core.models.load import Vit, grid_of
from vitviz.core.positions.embedding import kind
from vitviz.errors import ArgumentError


@dataclass(frozen=True, eq=False)
class Components:
    """The first principal components of a table's rows, the strongest first.

    `scores` are the rows' coordinates, centred, in the table's units; `shares` the parts of the
    variance, from 0 to 1.
    """

    scores: Float[Tensor, "tokens components"]
    shares: Float[Tensor, " components"]

    def __post_init__(self) -> None:
        count = tuple(self.shares.shape)
        fits = self.scores.ndim == 2 and tuple(self.scores.shape[1:]) == count
        _require(fits, "scores", f"one column for each of {count}", tuple(self.scores.shape))


def cosine(rows: Float[Tensor, "tokens dim"]) -> Float[Tensor, "tokens tokens"]:
    """Return the cosine between any two rows, from -1 to 1; 0 for a row of zeros.

    For the patches' rows of a table, `table[prefix:]`, row i laid on the grid is the tile of
    patch i in Dosovitskiy et al. 2021, figure 7 (centre).
    """
    unit = nn.functional.normalize(rows, dim=1)
    return (unit @ unit.T).clamp(-1, 1)


def components(rows: Float[Tensor, "tokens dim"], k: int = 3) -> Components:
    """Return the first `k` principal components of the rows, by singular values.

    A component and its negative are the same; here the largest entry of its direction, by
    absolute value, is positive. Rows that are all equal have none: scores and shares are 0, as
    are those of a component that is no more than the rounding of the rows. Raises ArgumentError
    for a k below 1 or above the number of rows or columns, and for rows that are not finite.
    """
    most = min(rows.shape)
    _require(1 <= k <= most, "k", f"from 1 to {most}", k)
    _require(bool(rows.isfinite().all()), "rows", "finite numbers", "NaN or infinity")
    centred = rows - rows.mean(dim=0)
    left, strengths, directions = torch.linalg.svd(centred, full_matrices=False)
    # Taking the mean from rows of this length leaves about this much of nothing.
    rounding = torch.finfo(rows.dtype).eps * len(rows) ** 0.5 * rows.norm()
    strengths = strengths.where(strengths > rounding, 0)
    largest = directions[:k].abs().argmax(dim=1, keepdim=True)
    signs = directions[:k].gather(1, largest).sign()[:, 0]
    power = strengths.square()
    return Components(
        scores=left[:, :k] * (strengths[:k] * signs),
        shares=power[:k] / power.sum().clamp(min=torch.finfo(power.dtype).tiny),
    )


def phase_similarity(vit: Vit, grid: Size, layer: int = 0) -> Float[Tensor, "heads tokens tokens"]:
    """Return how alike two patches are turned by rotary positions, from -1 to 1.

    It is the mean over all frequencies of cos(angle_i - angle_j): the score of a query at patch i
    for its own content at patch j, over the score at patch i itself, for content with the same
    strength at all frequencies (Su et al. 2021, section 3.4.3). One head stands for all where
    they share their angles; `layer` counts where layers do not. Patches in reading order, no
    prefix tokens. Raises ModelError("no_rotary_positions"), SizeError for a grid that the model
    does not take, ArgumentError for a layer that is not there.
    """
    grid_of(vit, (grid[0] * vit.patch[0], grid[1] * vit.patch[1]))
    found = (getattr(holder, "rope", None) for holder in holders(vit.module).values())
    rotary = next((rope for rope in found if hasattr(rope, "get_embed")), None)
    if rotary is None:
        reason = "other_positions" if "rotary" in kind(vit) else "no_rotary_positions"
        raise refusal(reason, vit.module)
    _require(0 <= layer < len(vit.calls), "layer", f"below {len(vit.calls)}", layer)
    with torch.no_grad():
        turns = rotary.get_embed(shape=list(grid)).float()  # sines, then cosines
    if turns.ndim == 2:
        turns = turns[None]
    elif turns.ndim == 4:  # layers, heads, tokens, sines and cosines
        turns = turns[layer]
    return (turns @ turns.mT) / (turns.shape[-1] // 2)


def offsets(layer: Layer) -> Float[Tensor, "heads rows cols"]:
    """Return the bias that attention scores get for each offset from the query to the key.

    Offset (0, 0) is in the middle; the map of a grid (r, c) has 2r - 1 rows and 2c - 1 columns,
    and what is right of the middle belongs to keys right of the query. Each number is the mean
    over all pairs of patches with that offset, which are equal where the bias is relative.
    Raises ArgumentError for a layer without a bias for each query.
    """
    bias, (rows, columns) = layer.bias, layer.grid
    count = rows * columns
    got = None if bias is None else tuple(bias.shape)
    if bias is None or layer.windows is not None or bias.shape[1] != layer.prefix + count:
        raise ArgumentError("no_bias", argument="layer", rule="a bias for each query", got=got)
    index = _offset_index(rows, columns).to(bias.device)
    pairs = bias[:, layer.prefix :, layer.prefix :].float().flatten(1)
    sums = pairs.new_zeros(len(pairs), (2 * rows - 1) * (2 * columns - 1))
    sums.index_add_(1, index, pairs)
    return (sums / torch.bincount(index)).unflatten(1, (2 * rows - 1, 2 * columns - 1))


def _offset_index(rows: int, columns: int) -> Tensor:
    # For each pair (query, key), in reading order, which offset of the map it has.
    y = torch.arange(rows).repeat_interleave(columns)
    x = torch.arange(columns).repeat(rows)
    down, right = y - y[:, None] + rows - 1, x - x[:, None] + columns - 1
    return (down * (2 * columns - 1) + right).flatten()


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("out_of_range", argument=argument, rule=rule, got=got)
