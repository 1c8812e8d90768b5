"""On which grids the tokens of each attention call lie, and in which windows.

`matching` finds the rows that a block hands to its attention on the map that it cut them from. Of
the others `following` says from where on the picture each query and key comes. Tokens in reading
order lie near the centres of a grid's cells, one after another; those in windows, shifted, unrolled
or spread with gaps, form rows and columns all the same, and each takes its own cell of them. Where
they do not, nothing is guessed. Of windows that look at more than what asks in them, which may
overlap, and of modules of convolutions `cells` tells.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall
from vitviz.core.attention.windows import Windows
from vitviz.core.models.architecture import Size
from vitviz.core.models.cells import Cells
from vitviz.core.models.channels import multiplies_channels
from vitviz.core.models.following import Origins, Trail
from vitviz.core.models.matching import Matched, matched
from vitviz.core.models.overlapping import cells_around

_PICTURES = (1, 2, 4, 8, 16, 32, 64)  # more where neighbours overlap too much to be told apart
_ALONG = (1, 4, 16, 64)  # of these, with which a change follows from call to call: it costs more
_OF_CHANNELS = 2  # of these, for what by its shape multiplies channels; for more it has no place
_UNLIKELY = 4  # of these, for what looks at as many tokens as no call that has a place
_PATIENT = 16  # of these, of which the last three quarters told something, or more will not
_NEAR = 1.25  # cells off its own that a token in reading order may be found, at a padded edge
_APART = 0.02  # of a cell: between the last of a row and the first of the next one
_LONG = 3.0  # times longer than the picture: no grid is


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the tokens of a call lie: the grid (rows, columns) of what asks, and of its keys.

    `prefix` tokens before the patches come from no pixel. `windows` is None where all ask all in
    reading order. `own` says that this was found for the call alone, not by the model's patches.
    """

    grid: Size
    windows: Windows | None = None
    own: bool = False
    key_grid: Size | None = None
    prefix: int = 0

    @property
    def tokens(self) -> int:
        """How many keys there are, those beyond the picture too."""
        if self.windows is not None:
            return self.windows.tokens
        return self.prefix + math.prod(self.key_grid or self.grid)


@dataclass(frozen=True, eq=False)
class _Side:
    """What asks, or what is looked at: its grid, and the token at each place of each window."""

    grid: Size | None
    places: Int[Tensor, "windows positions"]
    prefix: int


def places_of(
    module: nn.Module, pixels: Tensor, names: Sequence[str], calls: Sequence[AttentionCall]
) -> list[Placed | None]:
    """Return for each attention call of a pass where its tokens lie, None where no grid is.

    `names` are the modules that made the calls, one each. `module` is in inference and held by
    nobody else. Raises ModelError("overlapping_windows") for such windows of what is no map's cell.
    """
    size: Size = (pixels.shape[2], pixels.shape[3])
    by_rows = matched(module, pixels, names)
    found = [_of_rows(by_rows[name], call, size) for name, call in zip(names, calls, strict=True)]
    around = {name: call for name, call, one in zip(names, calls, found, strict=True) if not one}
    told = cells_around(module, pixels, around)
    pairs = zip(names, found, strict=True)
    found = [one or (_of_cells(told[name]) if name in told else None) for name, one in pairs]
    trails: dict[int | None, Trail] = {None: Trail(module, pixels, calls)}
    before: list[list[Placed | None]] = []
    for pictures in _PICTURES:
        sought = _sought(pictures, pixels, found, calls)
        if not sought or (pictures > _PATIENT and found == before[-2]):
            break
        before.append(found)
        found = _filled(found, trails[None].origins(pictures, sought), calls, size)
        if pictures in _ALONG:
            found = _from_call_to_call(trails, pictures, found)
    return found


def _of_cells(cells: Cells) -> Placed:
    other, windows = None if cells.key_grid == cells.grid else cells.key_grid, cells.windows
    whole = windows.tokens == math.prod(cells.key_grid)
    plain = whole and _is_plain(windows.places) and _is_plain(windows.keys)
    return Placed(cells.grid, None if plain else windows, own=True, key_grid=other)


def _sought(
    pictures: int, pixels: Tensor, found: Sequence[Placed | None], calls: Sequence[AttentionCall]
) -> list[int]:
    """The calls without a place for which so many pictures are worth their while."""
    likely = _hopeful(found, calls) if pictures > _UNLIKELY else range(len(calls))
    return [
        at
        for at in likely
        if found[at] is None and not (pictures > _OF_CHANNELS and _of_channels(calls[at], pixels))
    ]


def _of_channels(call: AttentionCall, pixels: Tensor) -> bool:
    return call.by_hand and multiplies_channels(call, pixels)


def _from_call_to_call(
    trails: dict[int | None, Trail], pictures: int, found: list[Placed | None]
) -> list[Placed | None]:
    """Follow the tokens on from the last call whose places are known, as far as it goes.

    `trails` are by the call in which the change begins, None for the picture.
    """
    module, pixels, calls = trails[None].module, trails[None].pixels, trails[None].calls
    size: Size = (pixels.shape[2], pixels.shape[3])
    tried: set[int] = set()
    while (source := _source(found, calls, tried)) is not None:
        tried.add(source)
        known = found[source]
        places = None if known is None else _centres(known, calls[source])
        if places is not None:
            trail = trails.setdefault(source, Trail(module, pixels, calls, source, places))
            sought = [at for at, one in enumerate(found) if one is None]
            found = _filled(found, trail.origins(pictures, sought), calls, size)
    return found


def _filled(
    found: Sequence[Placed | None],
    each: Mapping[int, Origins],
    calls: Sequence[AttentionCall],
    size: Size,
) -> list[Placed | None]:
    return [
        known or (_placed(each[at], size, call.by_hand) if at in each else None)
        for at, (known, call) in enumerate(zip(found, calls, strict=True))
    ]


def _source(
    found: Sequence[Placed | None], calls: Sequence[AttentionCall], tried: set[int]
) -> int | None:
    """The next call from which to follow on: the last one placed before one that is not."""
    asking = [
        one is not None and _centres(one, call) is not None
        for one, call in zip(found, calls, strict=True)
    ]
    for at in _hopeful(found, calls):
        before = [k for k in range(at) if asking[k]]
        if before and before[-1] not in tried:
            return before[-1]
    return None


def _hopeful(found: Sequence[Placed | None], calls: Sequence[AttentionCall]) -> list[int]:
    """The calls without a place whose tokens may have one; what is made by hand may be no map.

    It may be one if it looks at as many tokens as a call that has a place.
    """
    pairs = list(zip(found, calls, strict=True))
    counts = {call.keys.shape[2] for one, call in pairs if one is not None}
    return [
        at
        for at, (one, call) in enumerate(pairs)
        if one is None and (not counts or not call.by_hand or call.keys.shape[2] in counts)
    ]


def _centres(one: Placed, call: AttentionCall) -> Float[Tensor, "windows queries 2"] | None:
    """Where what asks lies, (y, x) from 0 to 1, NaN beyond the picture; None if it is nowhere."""
    shape, count = (len(call.queries), call.queries.shape[2]), math.prod(one.grid)
    if one.windows is None:
        at = torch.arange(call.queries.shape[2])[None] - one.prefix
    else:
        at = one.windows.places
    if tuple(at.shape) != shape or not bool((at >= 0).any()):
        return None
    rows, cols = one.grid
    points = torch.stack([(at // cols + 0.5) / rows, (at % cols + 0.5) / cols], dim=-1)
    return points.masked_fill(((at < 0) | (at >= count))[..., None], float("nan"))


def _of_rows(found: Matched | None, call: AttentionCall, size: Size) -> Placed | None:
    sides = {(len(each), each.shape[2]) for each in (call.queries, call.keys)}
    if found is None or sides != {tuple(found.places.shape)}:
        return None
    if found.grid not in _grids(math.prod(found.grid), size):
        return None  # an axis of blocks, as NesT has one, is no row of a map
    plain = torch.equal(found.places, torch.arange(math.prod(found.grid))[None])
    return Placed(found.grid, None if plain else Windows(found.places), own=True)


def _placed(of: Origins, size: Size, by_hand: bool) -> Placed | None:
    keys = _side(of.keys, size)
    asked = keys if of.queries is None else _side(of.queries, size)
    if keys is None or keys.grid is None or asked is None:
        return None
    if by_hand and asked.grid is None and asked.prefix > keys.prefix:
        return None  # CoaT's channels, each with its own softmax over the tokens
    grid = asked.grid or keys.grid  # class tokens ask from nowhere
    other = None if grid == keys.grid else keys.grid
    if _in_order(asked) and _in_order(keys):
        return Placed(grid, None, own=True, key_grid=other, prefix=keys.prefix)
    if keys.prefix or asked.prefix:
        return None  # no kind of timm is known to window class tokens
    looked = None if asked is keys else keys.places
    return Placed(grid, Windows(asked.places, looked), own=True, key_grid=other)


def _in_order(side: _Side) -> bool:
    return _is_plain(side.places)


def _is_plain(places: Int[Tensor, "windows positions"]) -> bool:
    """Whether it is all in reading order, one after another."""
    return torch.equal(places.flatten(), torch.arange(places.numel()))


def _side(points: Float[Tensor, "windows tokens 2"], size: Size) -> _Side | None:
    known = points.isfinite().all(dim=-1).flatten()
    count, one = int(known.sum()), len(points) == 1
    if not count:
        return _Side(None, torch.arange(len(known))[None], len(known)) if one else None
    prefix = int(known.long().argmax()) if one else 0
    here, grids = points.flatten(0, 1)[known], _grids(count, size)
    if one and bool(known[prefix:].all()):
        for grid in grids:
            if _in_reading_order(here, grid):
                return _Side(grid, torch.arange(len(known))[None], prefix)
    for grid in grids:
        at = None if prefix else _in_rows(here, grid)
        if at is not None:
            places = torch.empty(len(known), dtype=torch.long)
            places[known] = at
            places[~known] = torch.arange(count, len(known))  # beyond the picture
            return _Side(grid, places.view(points.shape[:2]), 0)
    return None


def _grids(count: int, size: Size) -> list[Size]:
    """The grids (rows, columns) of so many tokens, those first that are most like the picture."""
    every = [(rows, count // rows) for rows in range(1, count + 1) if count % rows == 0]
    long = {grid: abs(math.log(grid[0] * size[1] / (grid[1] * size[0]))) for grid in every}
    return sorted((grid for grid in every if long[grid] <= math.log(_LONG)), key=long.__getitem__)


def _in_reading_order(points: Float[Tensor, "tokens 2"], grid: Size) -> bool:
    """Whether each token lies near the middle of its own cell."""
    rows, cols = grid
    y = torch.arange(rows).repeat_interleave(cols) + 0.5
    x = torch.arange(cols).repeat(rows) + 0.5
    off = points * torch.tensor(grid) - torch.stack([y, x], dim=1)
    return float(off.abs().max()) <= _NEAR


def _in_rows(points: Float[Tensor, "tokens 2"], grid: Size) -> Int[Tensor, " tokens"] | None:
    """The cell of each token, None where they do not fall into so many rows and columns."""
    rows, cols = (_groups(points[:, axis], grid[axis]) for axis in (0, 1))
    if rows is None or cols is None:
        return None
    at = rows * grid[1] + cols
    return at if torch.equal(at.sort().values, torch.arange(len(at))) else None


def _groups(values: Float[Tensor, " tokens"], count: int) -> Int[Tensor, " tokens"] | None:
    """Which of `count` equal groups each value is in, smallest first; None unless they are apart.

    A group's mean lies where the picture is cut into as many parts, or near it.
    """
    order = values.argsort()
    each = values[order].view(count, -1) * count
    apart = (each[1:, 0] - each[:-1, -1]).min() if count > 1 else each.new_tensor(math.inf)
    off = (each.mean(dim=1) - torch.arange(count) - 0.5).abs().max()
    if not (apart >= _APART and off <= _NEAR):
        return None
    found = torch.empty_like(order)
    found[order] = torch.arange(count).repeat_interleave(each.shape[1])
    return found
