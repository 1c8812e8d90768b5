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

from vitviz.core.attention.subtracted import Subtracted
from vitviz.core.attention.windows import Windows, inside, rows_of
from vitviz.core.models.token_layout import Kind, Role, TokenLayout, same_place
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

    `windows` is None where every query may look at every token. Else a token looks within its
    window alone, and `bias` is what is added in each: (windows, heads, positions, positions).
    `grid` is that of the tokens that ask; `key_grid` is another one that they look at (pooled
    keys, or queries), None where it is the same. A window may be padded: the last `beyond` keys
    then lie beyond the picture. `stream` is the grid of the tokens that the layer gives, None where
    it does not attend to a coarser copy of them.
    `less` is what differential attention takes away from the map of these queries and keys: the
    layer's map is then signed, and a row sums to 1 - lambda.
    """

    name: str
    kind: Kind
    queries: Float[Tensor, "heads queries dim"]
    keys: Float[Tensor, "heads tokens dim"]
    values: Float[Tensor, "heads tokens vdim"] | None
    scale: float
    bias: Float[Tensor, "..."] | None  # (heads | 1, queries | 1, tokens) where no windows are
    grid: tuple[int, int]
    prefix: int
    by_hand: bool = False
    windows: Windows | None = None
    key_grid: tuple[int, int] | None = None
    less: Subtracted | None = None
    stream: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        heads, asked, dim = self.queries.shape
        tokens = self.prefix + math.prod(self.looked)
        if self.windows is not None:
            tokens = max(tokens, self.windows.tokens)
        _require(self.kind in ("self", "class", "pool"), "kind", "self, class or pool", self.kind)
        _require(
            min(*self.grid, heads, asked) > 0 and self.prefix >= 0, "grid", "not empty", self.grid
        )
        _require(
            self.keys.shape == (heads, tokens, dim), "keys", "heads, tokens, dim", self.keys.shape
        )
        if self.kind == "self":
            each = self.prefix + math.prod(self.grid)
            beyond = self.windows is not None and self.windows.places.numel() == asked > each
            _require(asked == each or beyond, "queries", "one per token", asked)
        _require(
            math.isfinite(self.scale) and self.scale > 0, "scale", "finite, positive", self.scale
        )
        if self.values is not None:
            shape = tuple(self.values.shape[:2])
            _require(shape == (heads, tokens), "values", "heads, tokens, vdim", shape)
        if self.windows is not None:
            placed = (self.kind, self.prefix, self.windows.tokens)
            _require(placed == ("self", 0, tokens), "windows", "over the whole grid", placed)
        if self.bias is not None:
            self._check_bias(tuple(self.bias.shape), (heads, asked, tokens))
        if self.less is not None:
            shapes = self.less.queries.shape, self.less.keys.shape
            alike = shapes == (self.queries.shape, self.keys.shape) and self.windows is None
            _require(alike, "less", "shaped as queries and keys, no windows", shapes)

    def _check_bias(self, shape: tuple[int, ...], call: tuple[int, int, int]) -> None:
        heads, asked, tokens = call
        if self.windows is None:
            fits = len(shape) == 3 and shape[0] in (1, heads) and shape[1] in (1, asked)
            _require(fits and shape[2] == tokens, "bias", "heads | 1, queries | 1, tokens", shape)
            return
        count, size = self.windows.places.shape
        fits = len(shape) == 4 and shape[0] in (1, count) and shape[1] in (1, heads)
        rule = "windows | 1, heads | 1, positions, positions"
        _require(fits and shape[2:] == (size, self.windows.seen), "bias", rule, shape)

    @property
    def looked(self) -> tuple[int, int]:
        """Rows and columns of the patches that are looked at."""
        return self.key_grid or self.grid

    @property
    def beyond(self) -> int:
        """How many keys lie beyond the picture; they are the last ones."""
        return self.keys.shape[1] - self.prefix - math.prod(self.looked)

    @property
    def seen(self) -> int:
        """How many tokens a query may look at."""
        return self.keys.shape[1] if self.windows is None else self.windows.seen

    @property
    def shared_queries(self) -> bool:
        """Whether all windows ask the same: then a query is no token's own (GCViT's global ones).

        Its rows are still those of the token that their output becomes.
        """
        if self.windows is None or len(self.windows.places) == 1:
            return False
        each = self.windows.cut(self.queries)
        return torch.equal(each, each[:1].expand_as(each))

    @property
    def signed(self) -> bool:
        """Whether weights may be negative: a difference of two maps."""
        return self.less is not None

    @property
    def row_sum(self) -> float:
        """What the weights of any row sum to: 1, of a difference of two maps 1 - lambda."""
        return 1.0 if self.less is None else 1 - float(self.less.factor)

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """The tensors this layer holds."""
        windows = self.windows
        tables = () if windows is None else (windows.places, windows.looked)
        second = () if self.less is None else (self.less.queries, self.less.keys)
        held = (self.queries, self.keys, self.values, self.bias, *tables, *second)
        return tuple(tensor for tensor in held if tensor is not None)


@dataclass(frozen=True, eq=False)
class Trace:
    """All attention calls of one forward pass over one picture, in the order they were made.

    `logits` is what the head said (empty for a model without one). `layout` says which token is
    which. `pooling` are the weights, summing to 1, with which the head reads the last tokens:
    one-hot for a class token, a half each for the distilled pair, even over the patches for their
    mean, the mean over heads of its row for an attention pool. `size` is (height, width) of the
    pixels. `unseen` names attention modules that are not among the layers (CaiT's
    talking heads): what they did to the tokens no rollout over these layers can tell. `left_out`
    names those that could be, had capture not been asked for others alone.

    In a model whose grid becomes coarser from stage to stage (Swin), `layout` is that of its first
    and finest grid, each layer has its own `grid`, and the head reads the last layer's tokens, so
    `pooling` has one weight for each of those. `token_in` says which token of a coarser layer
    stands for a patch of the finest grid.
    """

    layers: tuple[Layer, ...]
    logits: Float[Tensor, " classes"]
    layout: TokenLayout
    pooling: Float[Tensor, " tokens"]
    size: tuple[int, int]
    unseen: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        grids = [layer.grid for layer in self.layers]
        whole = grids[:1] == [self.grid] and all(_at_most(grid, self.grid) for grid in grids)
        _require(whole, "layers", "at least one, all on the trace's grid or coarser ones", grids)
        tokens = self.prefix + math.prod(grids[-1])
        _require(self.pooling.shape == (tokens,), "pooling", "one per token", self.pooling.shape)
        if self.pooling.device.type != "cpu":
            return  # an accelerator's numbers are not looked at: that waits for all it has to do
        total = float(self.pooling.sum())
        fair = abs(total - 1) < 1e-4 and bool((self.pooling >= 0).all())
        _require(fair, "pooling", "weights that sum to 1", total)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of patches, of the finest grid where there are several."""
        return self.layout.grid

    @property
    def one_grid(self) -> bool:
        """Whether all layers work on the same grid, and on their tokens themselves."""
        each = ((one.grid, one.looked, one.stream or one.grid) for one in self.layers)
        return len({grid for some in each for grid in some}) == 1

    @property
    def signed(self) -> bool:
        """Whether some layer's weights may be negative."""
        return any(layer.signed for layer in self.layers)

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


def token_in(trace: Trace, layer: Layer, patch: int, *, key: bool = False) -> int:
    """Return the token of this layer that stands for a patch of the trace's finest grid.

    A coarser stage's token stands for an area of the finest patches: it is the one that covers the
    patch's centre. On the same grid it is the patch's own token. It is the token that asks; `key`
    asks for the one that is looked at, which may lie on a grid of its own. `patch` is counted in
    reading order without the prefix. Raises ArgumentError for one that is not there.
    """
    return layer.prefix + same_place(patch, trace.grid, layer.looked if key else layer.grid)


def _at_most(part: tuple[int, int], whole: tuple[int, int]) -> bool:
    return part[0] <= whole[0] and part[1] <= whole[1]


def query_roles(trace: Trace, layer: Layer) -> tuple[Role, ...]:
    """Return what each query of one of the trace's layers is; a pool's are latents, no tokens."""
    layout = trace.layout.on(layer.grid)
    return layout.query_roles(layer.kind, layer.queries.shape[1], layer.prefix)


def attention(
    layer: Layer, queries: Sequence[int] | None = None
) -> Float[Tensor, "heads queries tokens"]:
    """Return softmax(scale * q @ k.T + bias) in float32 for the asked queries, None for all.

    Rows are queries and sum to 1, columns are the tokens looked at (Vaswani et al. 2017, eq. 1).
    Of differential attention it is the signed difference of both maps (Ye et al. 2024, eq. 1).
    In a layer with windows they are all tokens of its grid, with 0 outside the query's window.
    Negative indices count from the end. Raises ArgumentError for a query that is not there.
    """
    count = layer.queries.shape[1]
    if layer.windows is not None:
        index = _indices(range(count) if queries is None else queries, count).to(layer.keys.device)
        return _in_windows(layer, layer.windows, index % count)
    index = None if queries is None else _indices(queries, count).to(layer.keys.device)
    with torch.no_grad():
        weights = _softmax(layer, layer.queries, layer.keys, index)
        if layer.less is not None:
            second = _softmax(layer, layer.less.queries, layer.less.keys, index)
            weights -= second.mul_(layer.less.factor)
        return weights


def _softmax(layer: Layer, queries: Tensor, keys: Tensor, index: Tensor | None) -> Tensor:
    asked, bias = queries, layer.bias
    if index is not None:
        asked = asked[:, index]
        bias = bias[:, index] if bias is not None and bias.shape[1] > 1 else bias
    scores = (asked.float() * layer.scale) @ keys.float().transpose(1, 2)
    if bias is not None:
        scores += bias
    return scores.softmax(dim=-1)


def attention_inside(layer: Layer) -> Float[Tensor, "windows heads positions _positions"]:
    """Return a windowed layer's attention as the model has it: every window's own, float32.

    Row i of window w is of the token `layer.windows.places[w, i]`, column j of `keys[w, j]`; rows
    sum to 1.
    Raises ArgumentError for a layer without windows.
    """
    if layer.windows is None:
        raise ArgumentError("out_of_range", argument="layer", rule="with windows", got=None)
    with torch.no_grad():
        return inside(layer.windows, layer.queries, layer.keys, layer.bias, layer.scale)


def _in_windows(layer: Layer, windows: Windows, asked: Tensor) -> Tensor:
    each = attention_inside(layer)
    found = each.new_empty(each.shape[1], len(asked), windows.tokens)
    for head, rows in enumerate(found):
        rows_of(windows, each[:, head], asked, rows)
    return found


def _indices(queries: Sequence[int], count: int) -> Tensor:
    for query in queries:
        if not -count <= query < count:
            rule = f"from {-count} to {count - 1}"
            raise ArgumentError("no_such_query", argument="queries", rule=rule, got=query)
    return torch.tensor(list(queries), dtype=torch.long)
