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
    """`places[w, i]` is the token, in reading order, at position i of window w.

    Every token of the grid stands at exactly one place. On the device of the layer's tensors.
    """

    places: Int[Tensor, "windows positions"]

    def __post_init__(self) -> None:
        shape, flat = tuple(self.places.shape), self.places.flatten().cpu()
        once = len(shape) == 2 and torch.equal(flat.sort().values, torch.arange(len(flat)))
        if not once:
            rule = "every token of the grid once"
            raise ArgumentError("broken_invariant", argument="places", rule=rule, got=shape)

    @property
    def tokens(self) -> int:
        """How many tokens the grid has."""
        return self.places.numel()

    def at(
        self, tokens: Int[Tensor, " asked"]
    ) -> tuple[Int[Tensor, " asked"], Int[Tensor, " asked"]]:
        """Return the window and the position in it of each of these tokens."""
        order = torch.empty_like(self.places.flatten())
        order[self.places.flatten()] = torch.arange(self.tokens, device=order.device)
        found, size = order[tokens], self.places.shape[1]
        return found // size, found % size

    def cut(
        self, laid: Float[Tensor, "heads tokens dim"]
    ) -> Float[Tensor, "windows heads positions dim"]:
        """Return what lies on the grid as it is in the windows."""
        return laid[:, self.places].transpose(0, 1)

    def lay(
        self, inside: Float[Tensor, "windows heads positions dim"]
    ) -> Float[Tensor, "heads tokens dim"]:
        """Return what is in the windows laid on the grid, in reading order."""
        flat = inside.transpose(0, 1).flatten(1, 2)
        laid = torch.empty_like(flat)
        laid[:, self.places.flatten()] = flat
        return laid

    def to(self, device: torch.device) -> "Windows":
        """Return the same on another device."""
        return self if self.places.device == device else Windows(self.places.to(device))


def inside(
    windows: Windows,
    queries: Float[Tensor, "heads tokens dim"],
    keys: Float[Tensor, "heads tokens dim"],
    bias: Float[Tensor, "#windows #heads positions positions"] | None,
    scale: float,
) -> Float[Tensor, "windows heads positions positions"]:
    """Return the attention of every window: rows sum to 1 over its own positions, float32."""
    scores = (windows.cut(queries).float() * scale) @ windows.cut(keys).float().mT
    if bias is not None:
        scores += bias
    return scores.softmax(dim=-1)


def rows_of(
    windows: Windows,
    each: Float[Tensor, "windows positions positions"],
    asked: Int[Tensor, " asked"],
    into: Float[Tensor, "asked tokens"],
) -> Float[Tensor, "asked tokens"]:
    """Write one head's rows of the asked tokens over the whole grid, 0 outside their windows."""
    window, position = windows.at(asked)
    into.zero_()
    return into.scatter_(1, windows.places[window], each[window, position])


def laid(
    windows: Windows | None, called: Float[Tensor, "windows heads positions dim"]
) -> Float[Tensor, "heads tokens dim"]:
    """Return what a call was given or gave in reading order; without windows it is of one batch."""
    return called[0] if windows is None else windows.lay(called)
