"""Attention is not mutual: how much a patch looks at another one, and how much that looks back."""

from dataclasses import dataclass
from itertools import islice

import torch

from vitviz.core.attention.per_head import heads
from vitviz.core.attention.trace import Trace
from vitviz.errors import ArgumentError


@dataclass(frozen=True)
class Mutual:
    """Two patches of one head, counted from 0 in reading order, and their weights in [0, 1].

    `there` is the weight of `key` in the row of `query`, `back` that of `query` in the row of
    `key`.
    """

    query: int
    key: int
    there: float
    back: float

    @property
    def ratio(self) -> float:
        """How much of the weight comes back: 1 for as much, 0 for nothing."""
        return self.back / self.there


@torch.no_grad()
def strongest(trace: Trace, layer: int, head: int) -> Mutual:
    """Return the two different patches between which the largest weight of this head lies.

    `layer` and `head` count from 0, patches on the layer's own grid. Raises ArgumentError for a
    layer that is not there, in which no patch asks or that has no such head, and for a grid of a
    single patch.
    """
    last = len(trace.layers) - 1
    if not 0 <= layer <= last:
        rule = f"from 0 to {last}"
        raise ArgumentError("out_of_range", argument="layer", rule=rule, got=layer)
    here = trace.layers[layer]
    patches = here.grid[0] * here.grid[1]
    count = here.keys.shape[0]
    if here.kind != "self" or not 0 <= head < count or patches < 2:
        rule = "a head of a layer of self-attention, over two patches or more"
        raise ArgumentError("out_of_range", argument="head", rule=rule, got=f"{layer}.{head}")
    asked = torch.arange(here.prefix, here.prefix + patches, device=here.keys.device)
    weights = next(islice(heads(here, asked), head, None))
    between = weights[:, here.prefix : here.prefix + patches].clone()
    between.fill_diagonal_(-1)
    query, key = divmod(int(between.argmax()), patches)
    return Mutual(query, key, float(between[query, key]), float(between[key, query]))
