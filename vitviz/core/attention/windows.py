"""Windows on a grid: which tokens a windowed attention lets look at each other, and where they are.

Swin and its kin cut a grid into windows, of each every token asks every token (Liu et al. 2021,
section 3.2); the cut may be shifted, or a window be spread over the whole grid with gaps (MaxViT's
grid attention). All of it is one table: the token at each position of each window. What the calls
have in windows is laid on the grid by it, so that a layer's tokens are in reading order whatever
its windows are.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vitviz.errors import ArgumentError


@dataclass(frozen=True, eq=False)
class Windows:
    """`places[w, i]` is the token, in reading order, that asks at position i of window w.

    Every token of the grid stands at exactly one place; numbers past the grid's are of tokens
    beyond the picture, which pad a window. `looked` is the same for what is looked at, None where
    these are the tokens that ask. On the device of the layer's tensors.
    """

    places: Int[Tensor, "windows positions"]
    looked: Int[Tensor, "_windows _positions"] | None = None

    def __post_init__(self) -> None:
        if self.places.device.type != "cpu":
            return  # moved there: to look at them once more would wait for the accelerator
        for name, table in (("places", self.places), ("looked", self.keys)):
            shape, flat = tuple(table.shape), table.flatten().cpu()
            once = len(shape) == 2 and torch.equal(flat.sort().values, torch.arange(len(flat)))
            if not once or shape[0] != len(self.places):
                rule = "every token of the grid once"
                raise ArgumentError("broken_invariant", argument=name, rule=rule, got=shape)

    @property
    def keys(self) -> Int[Tensor, "windows _positions"]:
        """The token that is looked at, at each position of each window."""
        return self.places if self.looked is None else self.looked

    @property
    def tokens(self) -> int:
        """How many tokens are looked at, those beyond the picture too."""
        return self.keys.numel()

    @property
    def seen(self) -> int:
        """How many tokens a query may look at."""
        return self.keys.shape[1]

    def at(
        self, tokens: Int[Tensor, " asked"]
    ) -> tuple[Int[Tensor, " asked"], Int[Tensor, " asked"]]:
        """Return the window and the position in it of each of these tokens that ask."""
        order = torch.empty_like(self.places.flatten())
        order[self.places.flatten()] = torch.arange(len(order), device=order.device)
        found, size = order[tokens], self.places.shape[1]
        return found // size, found % size

    def cut(
        self, laid: Float[Tensor, "heads tokens dim"], *, keys: bool = False
    ) -> Float[Tensor, "windows heads positions dim"]:
        """Return what lies on the grid, of queries or of keys, as it is in the windows."""
        return laid[:, self.keys if keys else self.places].transpose(0, 1)

    def lay(
        self, inside: Float[Tensor, "windows heads positions dim"], *, keys: bool = False
    ) -> Float[Tensor, "heads tokens dim"]:
        """Return what is in the windows, of queries or of keys, laid in reading order."""
        flat = inside.transpose(0, 1).flatten(1, 2)
        laid = torch.empty_like(flat)
        laid[:, (self.keys if keys else self.places).flatten()] = flat
        return laid

    def to(self, device: torch.device) -> "Windows":
        """Return the same on another device."""
        if self.places.device == device:
            return self
        looked = None if self.looked is None else self.looked.to(device)
        return Windows(self.places.to(device), looked)


def inside(
    windows: Windows,
    queries: Float[Tensor, "heads tokens dim"],
    keys: Float[Tensor, "heads _tokens dim"],
    bias: Float[Tensor, "#windows #heads positions _positions"] | None,
    scale: float,
) -> Float[Tensor, "windows heads positions _positions"]:
    """Return the attention of every window: rows sum to 1 over its own positions, float32."""
    scores = (windows.cut(queries).float() * scale) @ windows.cut(keys, keys=True).float().mT
    if bias is not None:
        scores += bias
    return scores.softmax(dim=-1)


def rows_of(
    windows: Windows,
    each: Float[Tensor, "windows positions _positions"],
    asked: Int[Tensor, " asked"],
    into: Float[Tensor, "asked tokens"],
) -> Float[Tensor, "asked tokens"]:
    """Write one head's rows of the asked tokens over the whole grid, 0 outside their windows."""
    window, position = windows.at(asked)
    into.zero_()
    return into.scatter_(1, windows.keys[window], each[window, position])


def laid(
    windows: Windows | None,
    called: Float[Tensor, "windows heads positions dim"],
    *,
    keys: bool = False,
) -> Float[Tensor, "heads tokens dim"]:
    """Return what a call was given or gave in reading order; without windows it is of one batch.

    `keys` says that it is of what is looked at.
    """
    return called[0] if windows is None else windows.lay(called, keys=keys)
