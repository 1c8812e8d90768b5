"""The attention tap: every fused attention of timm is one function of torch, and it is watched.

While an AttentionTap is open, torch.nn.functional.scaled_dot_product_attention shows each call of
the thread that opened it, as it was made and with what it returned, to a function of the caller.
Calls of other threads are not shown, so visitors who share a model cannot mix, and nothing is put
on the module. The last tap to close gives torch its own function back. This is the only file that
intercepts the fused function; what a module multiplies by hand, `by_hand` shows to the same taps.

A TorchFunctionMode does the same in fewer lines, but it stops every function of the pass, some
280 in a ViT-S, and not only the twelve that matter: a ViT-S at 224 px took 3 % longer by it.
"""

import functools
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from vitviz.core.attention.subtracted import Subtracted

_TORCHS_OWN = functional.scaled_dot_product_attention
_open: list["AttentionTap"] = []  # of all threads; guarded by the lock
_lock = threading.Lock()


class _Here(threading.local):
    """The taps that this thread has open, the innermost last."""

    def __init__(self) -> None:
        self.taps: list[AttentionTap] = []


_here = _Here()


@dataclass(frozen=True, eq=False)
class AttentionCall:
    """One attention call: its maker, its tensors with all their axes, and its output.

    `owner` is the module whose code made the call. Tensors have the axes (batch, heads, queries or
    tokens, dim), also where the call merged batch and heads into one or gave windows an axis of
    their own. `bias` is what is added to the scores, None where nothing is. `plain` is False for
    what no map of weights describes: dropout, a causal mask beside no bias, grouped queries.
    `by_hand` is True where the module computed its weights without the fused call: then queries and
    keys say nothing, and `bias` is the weights' logarithm; `asked` are then the rows that it made
    its scores from, if they were seen. `less` is what differential attention takes away from the
    map that these queries and keys make, None where there is one map alone.
    """

    owner: nn.Module | None
    queries: Tensor
    keys: Tensor
    values: Tensor
    bias: Tensor | None
    scale: float
    plain: bool
    output: Tensor
    by_hand: bool = False
    asked: Tensor | None = None
    less: Subtracted | None = None

    @property
    def bias_of_one(self) -> Tensor | None:
        """The bias with three axes (heads or 1, queries or 1, tokens), for a batch of one."""
        return None if self.bias_of_each is None else self.bias_of_each[0]

    @property
    def bias_of_each(self) -> Tensor | None:
        """The bias with all four axes (batch or 1, heads or 1, queries or 1, tokens)."""
        return None if self.bias is None else self.bias[(None,) * (4 - self.bias.ndim)]


class AttentionTap:
    """Show every attention call that this thread makes inside the `with` block to `see`.

    What `see` returns, unless None, takes the place of the call's output. Calls that `see` itself
    makes are not shown. An exception that it raises ends the forward pass and leaves the model
    as it was. Taps nest: the inner one sees first, the outer one what the inner made of it.
    """

    def __init__(self, see: Callable[[AttentionCall], Tensor | None]) -> None:
        self.see = see

    def __enter__(self) -> Self:
        with _lock:
            _open.append(self)
            functional.scaled_dot_product_attention = _watched
        _here.taps.append(self)
        return self

    def __exit__(self, *error: object) -> None:
        _here.taps.remove(self)
        with _lock:
            _open.remove(self)
            if not _open:
                functional.scaled_dot_product_attention = _TORCHS_OWN


@functools.wraps(_TORCHS_OWN)
def _watched(*args: Any, **kwargs: Any) -> Tensor:  # noqa: ANN401 - whatever torch takes
    output = _TORCHS_OWN(*args, **kwargs)
    if not _here.taps:
        return output
    owner = _owner(sys._getframe(1))
    # What the taps see must be what the model goes on with: gradients are taken by it.
    axis = _heads_axis(owner, args[1] if len(args) > 1 else kwargs["key"])
    shown = show(call_of(owner, axis, _apart(owner, output, axis), *args, **kwargs))
    return _together(output, shown, axis)


def is_open() -> bool:
    """Return whether this thread has a tap open."""
    return bool(_here.taps)


@contextmanager
def unwatched() -> Iterator[None]:
    """Show no call of this thread to any tap inside the block."""
    taps, _here.taps = _here.taps, []
    try:
        yield
    finally:
        _here.taps = taps


@contextmanager
def held_back() -> Iterator[Callable[[AttentionCall], Tensor]]:
    """Show the taps of this thread no call inside the block but those given to what is yielded.

    It is `show`, for the taps that were open before.
    """
    taps = _here.taps
    with unwatched():
        yield functools.partial(_shown, taps)


def show(call: AttentionCall) -> Tensor:
    """Show a call to the taps of this thread, and return the output that the model goes on with."""
    return _shown(_here.taps, call)


def _shown(taps: list["AttentionTap"], call: AttentionCall) -> Tensor:
    for tap in reversed(taps):
        with unwatched():  # what `see` computes is no call of the model
            changed = tap.see(call)
        call = call if changed is None else replace(call, output=changed)
    return call.output


def call_of(
    owner: nn.Module | None,
    axis: int | None,
    output: Tensor,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> AttentionCall:
    """Return what the fused function was called with, as taps are shown it.

    `axis` is that of the heads where the tensors have five. The further parameters are torch's.
    """
    alike = attn_mask is not None and attn_mask.ndim == query.ndim
    mask = _apart(owner, attn_mask, axis) if alike and attn_mask is not None else attn_mask
    queries = _apart(owner, query, axis)
    return AttentionCall(
        owner=owner,
        queries=queries,
        keys=_of_each_head(_apart(owner, key, axis), queries),
        values=_of_each_head(_apart(owner, value, axis), queries),
        bias=_bias(mask, query.dtype),
        scale=query.shape[-1] ** -0.5 if scale is None else scale,
        plain=not (dropout_p or is_causal or enable_gqa),
        output=output,
    )


def _apart(owner: nn.Module | None, tensor: Tensor, axis: int | None) -> Tensor:
    """A tensor of a call as (batch, heads, ...); `axis` is that of the heads where it has five."""
    if tensor.ndim == 5 and axis is not None:  # windows have an axis of their own
        return tensor.movedim(axis, 2).flatten(0, 1)
    # SAM's attention makes one axis of batch and heads.
    if tensor.ndim != 3:
        return tensor
    heads = _heads(owner)
    fits = heads > 0 and tensor.shape[0] % heads == 0
    return tensor.unflatten(0, (-1, heads)) if fits else tensor[None]


def _of_each_head(looked: Tensor, queries: Tensor) -> Tensor:
    """Keys or values with the heads of the queries, a view of one head's where all share it."""
    one = looked.ndim == 4 and looked.shape[1] == 1
    return looked.expand(-1, queries.shape[1], -1, -1) if one else looked


def _together(before: Tensor, output: Tensor, axis: int | None) -> Tensor:
    """An output as `_apart` had it, with the axes that the call gave it."""
    if before.ndim == 3:
        return output.flatten(0, 1)
    if before.ndim == 5 and axis is not None:
        return output.unflatten(0, (before.shape[0], -1)).movedim(2, axis)
    return output


def _heads(owner: nn.Module | None) -> int:
    known = getattr(owner, "num_heads", getattr(owner, "heads", 1))
    return known if isinstance(known, int) else 0


def _heads_axis(owner: nn.Module | None, keys: Tensor) -> int | None:
    """Which axis of (batch, heads, windows, ...) or (batch, windows, heads, ...) is the heads'."""
    if keys.ndim != 5:
        return None
    heads = _heads(owner)
    fits = [axis for axis in (1, 2) if keys.shape[axis] == heads]
    # A projection puts head after head into one token's numbers, so of two axes they are nearer.
    return min(fits, key=keys.stride) if fits else None


def _bias(mask: Tensor | None, dtype: torch.dtype) -> Tensor | None:
    if mask is None or mask.dtype != torch.bool:
        return mask
    nothing = torch.zeros_like(mask, dtype=dtype)
    return nothing.masked_fill(~mask, float("-inf"))  # a boolean mask keeps where it is true


def _owner(frame: FrameType | None) -> nn.Module | None:
    # The nearest frame that runs a method of a module; hooks would fire for every thread.
    while frame is not None:
        owner = frame.f_locals.get("self")
        if isinstance(owner, nn.Module):
            return owner
        frame = frame.f_back
    return None
