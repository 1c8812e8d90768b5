"""Windows on a grid: which tokens a windowed attention lets look at each other, and where they are.

Swin and its kin cut a grid into windows, of each every token asks every token (Liu et al. 2021,
section 3.2); the cut may be shifted, or a window be spread over the whole grid with gaps (MaxViT's
grid attention). All of it is one table: the token at each position of each window. What the calls
have in windows is laid on the grid by it, so that a layer's tokens are in reading order whatever
its windows are.
"""

from dataclasses import dataclass, field

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vitviz.errors import ArgumentError


@dataclass(frozen=True, eq=False)
class Windows:
    """`places[w, i]` is the token, in reading order, that asks at position i of window w.

    Every token of the grid asks at exactly one place; numbers past the grid's are of tokens
    beyond the picture, which pad a window. `looked` is the same for what is looked at, None where
    these are the tokens that ask; where windows overlap (HaloNet) a token is looked at in several,
    in each once. `tokens` is how many are looked at, those beyond the picture too; the tables tell
    it. On the device of the layer's tensors.
    """

    places: Int[Tensor, "windows positions"]
    looked: Int[Tensor, "_windows _positions"] | None = None
    tokens: int = field(default=0, kw_only=True)

    def __post_init__(self) -> None:
        if self.places.device.type != "cpu":
            return  # moved there: to look at them once more would wait for the accelerator
        _require(_is_once(self.places), "places", "every token of the grid once", self.places)
        alike = self.keys.ndim == 2 and len(self.keys) == len(self.places)
        _require(alike and _is_apart(self.keys), "looked", "in a window once, each", self.keys)
        object.__setattr__(self, "tokens", int(self.keys.max()) + 1)

    @property
    def keys(self) -> Int[Tensor, "windows _positions"]:
        """The token that is looked at, at each position of each window."""
        return self.places if self.looked is None else self.looked

    @property
    def overlap(self) -> bool:
        """Whether a token is looked at in several windows."""
        return self.keys.numel() > self.tokens

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
        """Return what is in the windows, of queries or of keys, laid in reading order.

        Of a token in several windows it is what stands in one of them.
        """
        flat = inside.transpose(0, 1).flatten(1, 2)
        table = self.keys if keys else self.places
        laid = flat.new_empty(len(flat), self.tokens if keys else table.numel(), flat.shape[2])
        laid[:, table.flatten()] = flat
        return laid

    def to(self, device: torch.device) -> "Windows":
        """Return the same on another device."""
        if self.places.device == device:
            return self
        looked = None if self.looked is None else self.looked.to(device)
        return Windows(self.places.to(device), looked, tokens=self.tokens)


def _require(holds: bool, argument: str, rule: str, table: Tensor) -> None:
    if not holds:
        got = tuple(table.shape)
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)


def _is_once(table: Tensor) -> bool:
    flat = table.flatten()
    return table.ndim == 2 and torch.equal(flat.sort().values, torch.arange(len(flat)))


def _is_apart(table: Tensor) -> bool:
    """Whether no window has a token twice, and none of all is left out."""
    each, every = table.sort(dim=1).values, table.unique()
    apart = bool((each[:, 1:] > each[:, :-1]).all())
    return apart and torch.equal(every, torch.arange(len(every)))


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
