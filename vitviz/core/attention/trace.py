"""What one forward pass leaves behind, and the attention that follows from it.

A Trace holds, layer by layer, the exact queries and keys of the attention calls; attention
itself grows with the square of the tokens and is therefore computed only when asked for:
softmax(scale * q @ k.T + bias). Everything here is frozen and knows no model and no image.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from vitviz.core.models.token_layout import Kind, Role, TokenLayout
from vitviz.errors import ArgumentError


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)


@dataclass(frozen=True, eq=False)
class Layer:
    """One attention call: queries and keys as the fused call got them, the batch axis dropped.

    `name` is the module that made the call ("blocks.3.attn"). `kind` is "self" (every token asks
    every token), "class" (only class tokens ask) or "pool" (learned latents ask, at the end).
    Tokens are `prefix` class, distillation or register tokens, then the patches of `grid`
    (rows, columns) in reading order. `values` are kept only when capture was asked for them.
    `by_hand` says that the module multiplied its weights without the fused call: `bias` is then
    their logarithm, and queries and keys are empty of meaning, one zero each.
    """

    name: str
    kind: Kind
    queries: Float[Tensor, "heads queries dim"]
    keys: Float[Tensor, "heads tokens dim"]
    values: Float[Tensor, "heads tokens vdim"] | None
    scale: float
    bias: Float[Tensor, "#heads #queries tokens"] | None
    grid: tuple[int, int]
    prefix: int
    by_hand: bool = False

    def __post_init__(self) -> None:
        heads, asked, dim = self.queries.shape
        tokens = self.prefix + self.grid[0] * self.grid[1]
        _require(self.kind in ("self", "class", "pool"), "kind", "self, class or pool", self.kind)
        _require(
            min(*self.grid, heads, asked) > 0 and self.prefix >= 0, "grid", "not empty", self.grid
        )
        _require(
            self.keys.shape == (heads, tokens, dim), "keys", "heads, tokens, dim", self.keys.shape
        )
        _require(self.kind != "self" or asked == tokens, "queries", "one per token", asked)
        _require(
            math.isfinite(self.scale) and self.scale > 0, "scale", "finite, positive", self.scale
        )
        if self.values is not None:
            shape = tuple(self.values.shape[:2])
            _require(shape == (heads, tokens), "values", "heads, tokens, vdim", shape)
        if self.bias is not None:
            shape = tuple(self.bias.shape)
            fits = len(shape) == 3 and shape[0] in (1, heads) and shape[1] in (1, asked)
            _require(fits and shape[2] == tokens, "bias", "heads | 1, queries | 1, tokens", shape)

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """The tensors this layer holds."""
        held = (self.queries, self.keys, self.values, self.bias)
        return tuple(tensor for tensor in held if tensor is not None)


@dataclass(frozen=True, eq=False)
class Trace:
    """All attention calls of one forward pass over one picture, in the order they were made.

    `logits` is what the head said (empty for a model without one). `layout` says which token is
    which. `pooling` are the weights, summing to 1, with which the head reads the last tokens:
    one-hot for a class token, a half each for the distilled pair, even over the patches for their
    mean, the mean over heads of its row for an attention pool. `size` is (height, width) of the
    pixels. `unseen` names attention modules that are not among the layers (CaiT's
    talking heads): what they did to the tokens no rollout over these layers can tell.
    """

    layers: tuple[Layer, ...]
    logits: Float[Tensor, " classes"]
    layout: TokenLayout
    pooling: Float[Tensor, " tokens"]
    size: tuple[int, int]
    unseen: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        tokens = self.layout.tokens
        grids = {layer.grid for layer in self.layers}
        _require(grids == {self.grid}, "layers", "at least one, all on the trace's grid", grids)
        _require(self.pooling.shape == (tokens,), "pooling", "one per token", self.pooling.shape)
        total = float(self.pooling.sum())
        fair = abs(total - 1) < 1e-4 and bool((self.pooling >= 0).all())
        _require(fair, "pooling", "weights that sum to 1", total)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of patches."""
        return self.layout.grid

    @property
    def prefix(self) -> int:
        """How many tokens stand before the patches."""
        return self.layout.prefix

    @property
    def nbytes(self) -> int:
        """Bytes of memory that this trace keeps alive; shared storage is counted once."""
        tensors = [tensor for layer in self.layers for tensor in layer.tensors]
        storages = [tensor.untyped_storage() for tensor in (*tensors, self.logits, self.pooling)]
        return sum({storage.data_ptr(): storage.nbytes() for storage in storages}.values())


def query_roles(trace: Trace, layer: Layer) -> tuple[Role, ...]:
    """Return what each query of one of the trace's layers is; a pool's are latents, no tokens."""
    return trace.layout.query_roles(layer.kind, layer.queries.shape[1], layer.prefix)


def attention(
    layer: Layer, queries: Sequence[int] | None = None
) -> Float[Tensor, "heads queries tokens"]:
    """Return softmax(scale * q @ k.T + bias) in float32 for the asked queries, None for all.

    Rows are queries and sum to 1, columns are the tokens looked at (Vaswani et al. 2017, eq. 1).
    Negative indices count from the end. Raises ArgumentError for a query that is not there.
    """
    asked, bias = layer.queries, layer.bias
    if queries is not None:
        index = _indices(queries, asked.shape[1]).to(asked.device)
        asked = asked[:, index]
        bias = bias[:, index] if bias is not None and bias.shape[1] > 1 else bias
    with torch.no_grad():
        scores = (asked.float() * layer.scale) @ layer.keys.float().transpose(1, 2)
        if bias is not None:
            scores += bias
        return scores.softmax(dim=-1)


def _indices(queries: Sequence[int], count: int) -> Tensor:
    for query in queries:
        if not -count <= query < count:
            rule = f"from {-count} to {count - 1}"
            raise ArgumentError("no_such_query", argument="queries", rule=rule, got=query)
    return torch.tensor(list(queries), dtype=torch.long)
