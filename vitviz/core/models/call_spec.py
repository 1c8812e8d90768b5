"""What is known of one attention call of a model before any pass is captured."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import torch

from vitviz.core.attention.windows import Windows
from vitviz.core.models.architecture import Size
from vitviz.core.models.token_layout import Kind


@dataclass(frozen=True)
class CallSpec:
    """One attention call of a forward pass, as far as it does not depend on the size.

    `queries` is their number in a "class" or "pool" call, None where every token asks. `by_hand`
    says that the module multiplies its weights without the fused call, so that there are no
    queries and keys that they follow from.

    `grid` is None in a model that works on the one grid of its patches, whatever its size; else it
    is the call's own, and `windows` the windows that it is cut into, None where all ask all.
    `key_grid` is the grid of what is looked at, None where it is that of what asks. `signed` says
    that the call's map is a difference of two (differential attention). `stream` is the grid of the
    map that the module makes where that is not the grid of what asks: LowFormer attends to a
    coarser copy of its map, and lays what it found out again.
    """

    name: str
    kind: Kind
    heads: int
    dim: int
    queries: int | None
    prefix: int
    by_hand: bool = False
    grid: Size | None = None
    windows: Windows | None = None
    key_grid: Size | None = None
    signed: bool = False
    stream: Size | None = None

    def on(self, device: torch.device) -> "CallSpec":
        """Return the same with its windows on this device."""
        return self if self.windows is None else replace(self, windows=self.windows.to(device))

    @property
    def looked(self) -> Size | None:
        """The grid of what is looked at, None where it is that of the model's patches."""
        return self.key_grid or self.grid

    @property
    def made(self) -> Size | None:
        """The grid of what the module makes, None where it is that of the model's patches."""
        return self.stream or self.grid

    @property
    def beyond(self) -> int:
        """How many keys lie beyond the picture."""
        if self.windows is None or self.looked is None:
            return 0
        return self.windows.tokens - math.prod(self.looked)

    @property
    def seen(self) -> int | None:
        """How many tokens a query in a window may look at, None where there are no windows."""
        return None if self.windows is None else self.windows.seen


def is_signed(calls: Iterable[CallSpec]) -> bool:
    """Return whether some call's weights may be negative: a difference of two maps."""
    return any(call.signed for call in calls)


def grids_of(calls: Iterable[CallSpec]) -> set[Size | None]:
    """Return the grids on which these calls work, None for that of the model's patches."""
    return {grid for call in calls for grid in (call.grid, call.looked, call.made)}
