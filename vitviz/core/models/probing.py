"""What one pass tells about a model before anybody uses it: who makes the k-th attention call.

`probe` sends pixels through a model that nobody else holds yet, taps its attention, checks that
every call is a map over a grid of patches that can be recomputed from its queries and keys, and
finds which of the last tokens the head reads. What does not fit is refused, by reason.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from vitviz.core.attention.by_hand import hide_products
from vitviz.core.attention.tap import AttentionCall
from vitviz.core.attention.trace import Kind, Layer, attention
from vitviz.core.attention.windows import laid
from vitviz.core.models.architecture import (
    Size,
    failed,
    patch_of,
    refusal,
    tokens_of,
    unseen,
)
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.channels import multiplies_channels
from vitviz.core.models.memory import ran_out
from vitviz.core.models.one_grid import grid_of_patches
from vitviz.core.models.placing import Placed, places_of
from vitviz.core.models.pooling import pooling_of
from vitviz.core.models.token_layout import TokenLayout, prefix_roles
from vitviz.core.models.watched import watch
from vitviz.errors import ModelError

_PROBES = 16  # queries per call whose output is recomputed: the cost stays linear in the tokens
_ROUNDED = (math.floor, math.ceil)
_TOLERANCE = 1e-3  # float32 kernels differ in the order of their sums, by far less than this
# Rows, columns: grids that no two axes can be confused on. The one with another number of patches
# than the model's own is tried: a module that does not look at its size takes the same number.
_UNEVEN = ((3, 5), (4, 5))


@dataclass(frozen=True)
class Probed:
    """The calls in their order, the layout of the tokens, and what was not seen.

    `layout` is that of the picture that was tried, with what the head reads; a pool that reads is
    the last call. `unseen` names attention modules whose maps are not among the calls, so that
    what they do to the tokens stays unknown. `convolved` says that a convolution mixed neighbours
    before the last call. `largest` are the bytes of queries, keys and bias of the largest call.
    """

    calls: tuple[CallSpec, ...]
    layout: TokenLayout
    unseen: tuple[str, ...]
    convolved: bool = False
    largest: int = 0


@dataclass(frozen=True, eq=False)
class _Asked:
    """The calls of a pass, who made them, and what an earlier pass told of their places."""

    names: Sequence[str]
    calls: Sequence[AttentionCall]
    known: Mapping[str, Placed]


def probe_sizes(module: nn.Module, size: Size) -> tuple[Probed | None, bool]:
    """Return what `probe` finds at this size, and whether the same holds at others.

    It is tried on an uneven grid, which a module made for one size refuses. Raises as `probe` does.
    """
    found, patch = probe(module, noise(size)), patch_of(module)
    if found is None or patch is None or any(call.grid for call in found.calls):
        return found, False  # windows are cut for one size
    rows, cols = _UNEVEN[found.layout.patches == _UNEVEN[0][0] * _UNEVEN[0][1]]
    uneven = rows * patch[0], cols * patch[1]
    try:
        other = probe(module, noise(uneven))
    except ModelError:
        return found, False  # a pool with its own position embedding, for one
    return found, other is not None and other.calls == found.calls and _read_alike(found, other)


def patch_at(module: nn.Module, size: Size, probed: Probed) -> Size:
    """Return (height, width) in pixels of what a token of the finest grid covers at this size."""
    known, grid = patch_of(module), probed.layout.grid
    if known and probed.calls[0].grid is None:
        return known
    return size[0] // grid[0], size[1] // grid[1]


def _read_alike(one: Probed, other: Probed) -> bool:
    # The mean of all tokens gives a prefix token less on a larger grid: not one layout for all.
    weights = zip(one.layout.pooling or (), other.layout.pooling or (), strict=True)
    return all(abs(here - there) <= _TOLERANCE for here, there in weights)


def probe(
    module: nn.Module, pixels: Tensor, known: Mapping[str, Placed] | None = None
) -> Probed | None:
    """Tap one pass and return what it tells, None where it made no attention call.

    None too where the only one pools a convolutional network's last map by asking for its mean.
    Calls in windows, and on grids that become coarser from stage to stage, are laid on the grid
    where `placing` finds them; what a module multiplies by hand over something else is left out.
    `known` are places by the names of modules, found by a probe of the same pixels.
    Raises ModelError for calls that are no maps over a grid: "several_grids", "no_patch_grid",
    "unplaced", "channel_attention", "combined_maps" (a module makes several calls and combines
    them), "unusual_call", "overlapping_windows", "not_reproduced"; "pooling" where the head reads
    the tokens in no fixed proportion; "pass_failed" where the pass itself fails, "no_memory" where
    there was no room.
    """
    seen = watch(module, pixels)
    features, calls, inside = seen.features, seen.calls, seen.inside
    if not calls or (not inside and calls[0].queries.shape[2] > 1):
        return None
    names = _names(module, calls)
    _require_one_map_each(module, names, calls)
    asked = _Asked(names, calls, known or {})
    found, prefix = _placed(module, pixels, tokens_of(module, features), asked)
    strange = [name for name, one in zip(names, found, strict=True) if one is None]
    if strange:  # channels that attend, for one: a clone of the module does not show them either
        hide_products(module, strange)
        own = zip(names, found, strict=True)
        return probe(module, pixels, {name: one for name, one in own if one is not None})
    placed = [one for one in found if one is not None]
    layers = [_layer(names[k], calls[k], placed[k], k >= inside) for k in range(len(calls))]
    for layer, call in zip(layers, calls, strict=True):
        _require_reproduction(module, layer, call)
    in_head = layers[inside:]
    pooled = len(in_head) == 1 and in_head[0].queries.shape[1] == 1
    if in_head and not pooled:
        raise refusal("pooling", module, calls_in_head=len(in_head))
    layout = TokenLayout(
        prefix_roles=prefix_roles(module, prefix),
        grid=placed[0].grid,
        pooling=None if pooled else pooling_of(module, features, prefix),
        latents=1 if pooled else 0,
        branches=len(features) if isinstance(features, list) else 1,
    )
    streams = (
        _stream(seen.made.get(id(call.owner)), one) for call, one in zip(calls, placed, strict=True)
    )
    specs = tuple(map(_spec, layers, placed, streams))
    kept = (replace(layer, values=None).tensors for layer in layers)
    largest = max(sum(t.nbytes for t in each if t.is_floating_point()) for each in kept)
    return Probed(specs, layout, unseen(module, names), seen.convolved, largest)


def _stream(made: tuple[int, ...] | None, placed: Placed) -> Size | None:
    """The grid of the map that a module made, None where it is no finer one than what asked."""
    if made is None or len(made) != 4 or made[0] != 1 or not placed.own or placed.windows:
        return None
    if placed.grid in (made[1:3], made[2:]):
        return None
    high, wide = made[2:]
    steps = range(2, min(high, wide) + 1)  # by one step in both: an axis of blocks is no row
    coarser = {(round_(high / step), round_(wide / step)) for step in steps for round_ in _ROUNDED}
    return (high, wide) if placed.grid in coarser else None


def noise(size: Size) -> Tensor:
    """Return pixels of this (height, width), the same at every call, no generator's state used."""
    return torch.randn(1, 3, *size, generator=torch.Generator().manual_seed(0))


def _names(module: nn.Module, calls: Sequence[AttentionCall]) -> list[str]:
    known = {id(part): name for name, part in module.named_modules()}
    return [known.get(id(call.owner), "") for call in calls]


def _require_one_map_each(
    module: nn.Module, names: Sequence[str], calls: Sequence[AttentionCall]
) -> None:
    for name, call in zip(names, calls, strict=True):
        facts = {"part": name, "shape": tuple(call.queries.shape)}
        if call.queries.ndim != 4:
            raise refusal("unplaced", module, **facts)
        if names.count(name) > 1:
            raise refusal("combined_maps", module, **facts, calls=names.count(name))
        if not call.plain:
            raise refusal("unusual_call", module, **facts)


def _placed(
    module: nn.Module, pixels: Tensor, tokens: Tensor | None, asked: _Asked
) -> tuple[Sequence[Placed | None], int]:
    """Return where each call's tokens lie, and how many tokens stand before the patches.

    None is of a call made by hand over something else than tokens of the picture.
    """
    windowed = any(len(call.queries) > 1 for call in asked.calls)
    try:
        if not windowed:
            grid, prefix = grid_of_patches(module, pixels, tokens, asked.calls)
            return [Placed(grid)] * len(asked.calls), prefix
    except ModelError as error:
        if error.reason not in ("several_grids", "no_patch_grid"):
            raise
    return _on_own_grids(module, pixels, tokens, asked)


def _on_own_grids(
    module: nn.Module, pixels: Tensor, tokens: Tensor | None, asked: _Asked
) -> tuple[Sequence[Placed | None], int]:
    # Grids are compared by place: the first one is the finest, and what the head reads lies on the
    # last one.
    names, calls = asked.names, asked.calls
    again = [asked.known[name] for name in names if name in asked.known]
    try:
        found = again if len(again) == len(names) else places_of(module, pixels, names, calls)
    except (RuntimeError, MemoryError) as error:
        if not ran_out(error):
            raise
        raise failed(module, error) from error  # a first pass fitted; these keep more at a time
    for name, one, call in zip(names, found, calls, strict=True):
        if one is None and not call.by_hand:
            raise refusal("unplaced", module, part=name, shape=tuple(call.queries.shape))
    placed = [one for one in found if one is not None]
    if not placed and all(multiplies_channels(call, pixels) for call in calls):
        raise refusal("channel_attention", module)
    if not placed or tokens is None:
        raise refusal("several_grids", module, tokens=[call.keys.shape[2] for call in calls])
    first, last, prefix = placed[0].grid, placed[-1].grid, placed[-1].prefix
    finest = all(one.grid[0] <= first[0] and one.grid[1] <= first[1] for one in placed)
    read = {prefix, prefix + last[0] * last[1]} - {0}  # PiT hands on the class token alone
    if not finest or tokens.shape[1] not in read:
        raise refusal("several_grids", module, grids=sorted({one.grid for one in placed}))
    return found, prefix


def _layer(name: str, call: AttentionCall, placed: Placed, in_head: bool) -> Layer:
    windows, grid = placed.windows, placed.grid
    queries = laid(windows, call.queries)
    keys, values = (laid(windows, each, keys=True) for each in (call.keys, call.values))
    pooled = windows is not None or queries.shape[1] == placed.prefix + math.prod(grid)
    in_body: Kind = "self" if pooled or queries.shape[1] == keys.shape[1] else "class"
    return Layer(
        name=name,
        kind="pool" if in_head else in_body,
        queries=queries,
        keys=keys,
        values=values,
        scale=call.scale,
        bias=call.bias_of_one if windows is None else call.bias_of_each,
        grid=grid,
        prefix=placed.prefix if placed.own else keys.shape[1] - grid[0] * grid[1],
        by_hand=call.by_hand,
        windows=windows,
        key_grid=placed.key_grid,
        less=call.less and call.less.of(lambda each: each[0]),
    )


def _require_reproduction(module: nn.Module, layer: Layer, call: AttentionCall) -> None:
    queries = layer.queries.shape[1]
    probes = sorted({k * queries // _PROBES for k in range(_PROBES)})
    values = laid(layer.windows, call.values, keys=True)
    output = laid(layer.windows, call.output)
    got = attention(layer, probes) @ values
    largest = call.output.abs().max().clamp(min=torch.finfo(got.dtype).tiny)
    error = (got - output[:, probes]).abs().max() / largest  # values may all be 0
    if not error <= _TOLERANCE:  # NaN fails too
        raise refusal("not_reproduced", module, part=layer.name, error=float(error))


def _spec(layer: Layer, placed: Placed, stream: Size | None) -> CallSpec:
    heads, queries, dim = layer.queries.shape
    own = None if layer.kind == "self" else queries
    return CallSpec(
        layer.name,
        layer.kind,
        heads,
        dim,
        own,
        layer.prefix,
        layer.by_hand,
        placed.grid if placed.own else None,
        placed.windows,
        placed.key_grid,
        layer.signed,
        stream,
    )
