"""Where on the picture's grid the tokens of each attention call lie, found by their numbers.

A block hands its attention the rows of a map, cut into windows, shifted, or spread over the grid.
What it did is not assumed but read: every row that goes in is looked up among the rows of the maps
in the block, bit for bit, and its place there is its place on the grid.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from vitviz.core.attention.windows import Windows
from vitviz.core.models.architecture import Size, refusal


@dataclass(frozen=True, eq=False)
class Placed:
    """The grid (rows, columns) that a call works on, and its windows; None where all ask all.

    `own` says that the grid was found for this call alone, and not by the model's patches.
    """

    grid: Size
    windows: Windows | None = None
    own: bool = False


@dataclass
class _Met:
    """What the hooks of one attention module and its block met: its input, and the block's maps."""

    given: list[Tensor] = field(default_factory=list)
    maps: list[Tensor] = field(default_factory=list)


def places_of(module: nn.Module, pixels: Tensor, names: Iterable[str]) -> dict[str, Placed]:
    """Return for each attention module of these names where its tokens lie, by one pass.

    `module` is held by nobody else: it bears hooks meanwhile. Raises ModelError("windowed") for
    rows that are not, each once, those of a map in the same block, and "padded_windows" where
    windows reach beyond the grid.
    """
    met = {name: _Met() for name in names}
    handles = [handle for name, each in met.items() for handle in _hooked(module, name, each)]
    try:
        with torch.no_grad():
            module(pixels)
    finally:
        for handle in handles:
            handle.remove()
    return {name: _placed(module, name, each) for name, each in met.items()}


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


def _placed(module: nn.Module, name: str, met: _Met) -> Placed:
    facts = {"part": name}
    if len(met.given) != 1 or met.given[0].ndim < 3:
        raise refusal("windowed", module, **facts)
    given = met.given[0]
    inside = given.flatten(1, -2)  # some give each window as a small map
    for candidate in met.maps:
        rows = _rows(candidate, inside.shape[2])
        if rows is None:
            continue
        known = {row.tobytes(): at for at, row in enumerate(rows.flatten(0, 1).numpy())}
        places = [known.get(row.tobytes(), -1) for row in inside.flatten(0, 1).numpy()]
        found = sorted(place for place in places if place >= 0)
        whole = found == list(range(rows.shape[0] * rows.shape[1]))
        if whole and len(places) > len(found):
            raise refusal("padded_windows", module, **facts)
        if whole:
            grid, plain = (rows.shape[0], rows.shape[1]), places == found
            cut = Windows(torch.tensor(places).view(inside.shape[:2]))
            return Placed(grid, None if plain and len(inside) == 1 else cut, own=True)
    raise refusal("windowed", module, **facts)


def _rows(candidate: Tensor, width: int) -> Tensor | None:
    """The map as (rows, columns, width), None where its channels are others."""
    if candidate.shape[3] == width:
        return candidate[0].contiguous()
    return candidate[0].permute(1, 2, 0).contiguous() if candidate.shape[1] == width else None
