"""Where the tokens of a module that makes maps inside lie, read off the numbers of these maps.

HaloNet's blocks of queries look at their neighbourhood (Vaswani et al. 2021): a cell is a key in
several windows, so the rows of a call are not those of a map, each once, as `matching` finds them.
But the module cuts them out of maps that its own convolutions made, a stretch of channels for each
head. Each row is looked up there, bit for bit; one of zeros alone lies beyond the map. MobileNet's
attention makes its queries and coarser keys so too, behind blocks that blur what could be followed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall, AttentionTap
from vitviz.core.attention.windows import Windows
from vitviz.core.models.architecture import Size


@dataclass(frozen=True, eq=False)
class Cells:
    """The grid (rows, columns) of what asks and of what is looked at, and the windows over them.

    What lies beyond the map is a token of its own at each place where it is looked at.
    """

    grid: Size
    key_grid: Size
    windows: Windows


@dataclass
class _Met:
    """The calls that a module made in a pass, and the maps (channels, rows, columns) inside it."""

    calls: list[AttentionCall] = field(default_factory=list)
    maps: list[Tensor] = field(default_factory=list)

    def note(self, _part: nn.Module, _given: object, made: object) -> None:
        if isinstance(made, Tensor) and made.ndim == 4 and len(made) == 1:
            self.maps.append(made[0])


def cells_of_each(
    module: nn.Module, pixels: Tensor, names: Iterable[str]
) -> dict[str, Cells | None]:
    """Return for each attention module of these names where its tokens lie, by one pass.

    None where some are no cells of a map. `module` is held by nobody else: it bears hooks
    meanwhile.
    """
    met = {name: _Met() for name in names}
    parts = {module.get_submodule(name): each for name, each in met.items()}
    hooks = [
        inner.register_forward_hook(each.note)
        for part, each in parts.items()
        for inner in part.modules()
        if inner is not part
    ]

    def see(call: AttentionCall) -> None:
        if call.owner in parts:
            parts[call.owner].calls.append(call)

    try:
        with torch.no_grad(), AttentionTap(see):
            if met:
                module(pixels)
    finally:
        for hook in hooks:
            hook.remove()
    one = {name: each for name, each in met.items() if len(each.calls) == 1}
    return {name: _cells(met[name]) if name in one else None for name in met}


def _cells(met: _Met) -> Cells | None:
    (call,) = met.calls
    rows = call.asked if call.by_hand else call.queries
    asked = None if rows is None else _found(rows, met.maps)
    looked = _found(call.values, met.maps)  # as a weight stands at the place of its value
    if asked is None or looked is None:
        return None
    (grid, places), (key_grid, keys) = asked, looked
    if not call.by_hand and not _alike(looked, _found(call.keys, met.maps)):
        return None
    if not torch.equal(places.flatten().sort().values, _all(grid)) or not _whole(keys, key_grid):
        return None
    there = keys >= 0
    keys[~there] = len(_all(key_grid)) + torch.arange(int((~there).sum()))
    return Cells(grid, key_grid, Windows(places, keys))


def _alike(one: tuple[Size, Tensor], other: tuple[Size, Tensor] | None) -> bool:
    return other is not None and one[0] == other[0] and torch.equal(one[1], other[1])


def _found(
    rows: Float[Tensor, "windows heads tokens dim"], maps: Sequence[Tensor]
) -> tuple[Size, Int[Tensor, "windows tokens"]] | None:
    """The grid of the map that holds all rows, and the cell of each there, -1 of one of zeros."""
    zeros = ~rows.any(dim=-1).any(dim=1)
    for each in maps:
        at = _of_first_head(rows[:, 0], zeros, each)
        if at is None or not all(_same(head, at, each) for head in rows.unbind(1)):
            continue
        return (each.shape[1], each.shape[2]), at
    return None


def _of_first_head(
    rows: Float[Tensor, "windows tokens dim"], zeros: Tensor, of: Tensor
) -> Int[Tensor, "windows tokens"] | None:
    channel = _channel(rows, of)
    if channel is None:
        return None
    stretch = of[channel : channel + rows.shape[2]].flatten(1).T.contiguous()
    known = {row.tobytes(): cell for cell, row in enumerate(stretch.numpy())}
    if len(known) < len(stretch):
        return None  # cells that nothing tells apart
    flat = rows.flatten(0, 1).contiguous().numpy()
    at = torch.tensor([known.get(row.tobytes(), -1) for row in flat]).view(zeros.shape)
    return at if torch.equal(at < 0, zeros) else None


def _same(rows: Float[Tensor, "windows tokens dim"], at: Tensor, of: Tensor) -> bool:
    """Whether a head's rows are those of these cells, in some stretch of the map's channels."""
    channel = _channel(rows, of)
    if channel is None:
        return False
    held = of[channel : channel + rows.shape[2]].flatten(1)[:, at].permute(1, 2, 0)
    return torch.equal(held.masked_fill((at < 0)[..., None], 0), rows)


def _channel(rows: Float[Tensor, "windows tokens dim"], of: Tensor) -> int | None:
    """The first channel of the stretch in which the first row that is not zero stands."""
    flat = rows.flatten(0, 1)
    first = flat[int(flat.any(dim=1).int().argmax())]
    firsts = of[: max(0, len(of) - len(first) + 1)].flatten(1) == first[0]
    for channel, cell in firsts.nonzero().tolist():
        if torch.equal(of[channel : channel + len(first)].flatten(1)[:, cell], first):
            return channel
    return None


def _whole(keys: Int[Tensor, "windows tokens"], grid: Size) -> bool:
    """Whether every cell is looked at, and in no window twice."""
    each = [window[window >= 0] for window in keys]
    once = all(len(one.unique()) == len(one) for one in each)
    return once and torch.equal(torch.cat(each).unique(), _all(grid))


def _all(grid: Size) -> Tensor:
    return torch.arange(grid[0] * grid[1])
