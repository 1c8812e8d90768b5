"""Windows that a block cuts and rolls its map into, read off by the rows' numbers.

Such a block hands its attention the very rows of a map, in another order: every row that goes in is
looked up among the rows of the maps in the block, bit for bit, and its place there is its place on
the grid. One pass tells it exactly; where rows are made anew, `following` is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from jaxtyping import Int
from torch import Tensor, nn

from vitviz.core.models.architecture import Size


@dataclass(frozen=True, eq=False)
class Matched:
    """The grid (rows, columns), and the token at each position of each window.

    Numbers past the grid's are of rows that are none of the map's: they pad a window.
    """

    grid: Size
    places: Int[Tensor, "windows positions"]


@dataclass
class _Met:
    """What the hooks of one attention module and its block met: its input, and the block's maps."""

    given: list[Tensor] = field(default_factory=list)
    maps: list[Tensor] = field(default_factory=list)


def matched(module: nn.Module, pixels: Tensor, names: Iterable[str]) -> dict[str, Matched | None]:
    """Return for each attention module of these names where its rows lie, by one pass.

    None where they are not, each once, those of a map in the same block. `module` is held by nobody
    else: it bears hooks meanwhile.
    """
    met = {name: _Met() for name in names}
    handles = [handle for name, each in met.items() for handle in _hooked(module, name, each)]
    try:
        with torch.no_grad():
            module(pixels)
    finally:
        for handle in handles:
            handle.remove()
    return {name: _matched(each) for name, each in met.items()}


def _hooked(module: nn.Module, name: str, met: _Met) -> list[torch.utils.hooks.RemovableHandle]:
    block, own = module.get_submodule(name.rpartition(".")[0]), module.get_submodule(name)

    def into(_part: nn.Module, given: tuple[object, ...], *_more: object) -> None:
        out(_part, given, given[0] if given else None)

    def out(_part: nn.Module, _given: object, made: object) -> None:
        if isinstance(made, Tensor) and made.ndim == 4 and len(made) == 1:
            met.maps.append(made)

    def at(_part: nn.Module, given: tuple[object, ...], *_more: object) -> None:
        met.given.extend(each for each in given[:1] if isinstance(each, Tensor))

    around = [part for part in block.children() if part is not own]
    return [
        block.register_forward_pre_hook(into),
        own.register_forward_pre_hook(at),
        *(part.register_forward_hook(out) for part in around),
    ]


def _matched(met: _Met) -> Matched | None:
    if len(met.given) != 1 or met.given[0].ndim < 3:
        return None
    given = met.given[0]
    inside = given.flatten(1, -2)  # some give each window as a small map
    for candidate in met.maps:
        rows = _rows(candidate, inside.shape[2])
        if rows is None:
            continue
        known = {row.tobytes(): at for at, row in enumerate(rows.flatten(0, 1).numpy())}
        places = torch.tensor(
            [known.get(row.tobytes(), -1) for row in inside.flatten(0, 1).numpy()]
        )
        count, there = rows.shape[0] * rows.shape[1], places >= 0
        if torch.equal(places[there].sort().values, torch.arange(count)):
            places[~there] = torch.arange(count, len(places))
            return Matched((rows.shape[0], rows.shape[1]), places.view(inside.shape[:2]))
    return None


def _rows(candidate: Tensor, width: int) -> Tensor | None:
    """The map as (rows, columns, width), None where its channels are others."""
    if candidate.shape[3] == width:
        return candidate[0].contiguous()
    return candidate[0].permute(1, 2, 0).contiguous() if candidate.shape[1] == width else None
