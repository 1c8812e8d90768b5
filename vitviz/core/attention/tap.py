"""The attention tap: every fused attention of timm is one function of torch, and it is watched.

While an AttentionTap is open, torch.nn.functional.scaled_dot_product_attention shows each call of
the thread that opened it, as it was made and with what it returned, to a function of the caller.
Calls of other threads are not shown, so visitors who share a model cannot mix, and nothing is put
on the module. The last tap to close gives torch its own function back. This is the only file that
intercepts torch.

A TorchFunctionMode does the same in fewer lines, but it stops every function of the pass, some
280 in a ViT-S, and not only the twelve that matter: a ViT-S at 224 px took 3 % longer by it.
"""

import functools
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

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

    `owner` is the module whose code made the call. `bias` is what is added to the scores, None
    where nothing is. `plain` is False for what no map of weights describes: dropout, a causal
    mask beside no bias, grouped queries.
    """

    owner: nn.Module | None
    queries: Tensor
    keys: Tensor
    values: Tensor
    bias: Tensor | None
    scale: float
    plain: bool
    output: Tensor

    @property
    def bias_of_one(self) -> Tensor | None:
        """The bias with three axes (heads or 1, queries or 1, tokens), for a batch of one."""
        if self.bias is None:
            return None
        return self.bias[(None,) * (4 - self.bias.ndim)][0]


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
    taps = _here.taps
    owner = _owner(sys._getframe(1)) if taps else None
    for tap in reversed(taps):
        _here.taps = []  # what `see` computes is no call of the model
        try:
            changed = tap.see(_call(owner, output, *args, **kwargs))
        finally:
            _here.taps = taps
        output = output if changed is None else changed
    return output


def _call(
    owner: nn.Module | None,
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
    # The parameters bear torch's names, for they are called as torch's were.
    return AttentionCall(
        owner=owner,
        queries=query,
        keys=key,
        values=value,
        bias=_bias(attn_mask, query.dtype),
        scale=query.shape[-1] ** -0.5 if scale is None else scale,
        plain=not (dropout_p or is_causal or enable_gqa),
        output=output,
    )


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
