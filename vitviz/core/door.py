"""The one door through which every fused attention of timm goes, and who goes through it.

A Door is a TorchFunctionMode around a forward pass. It shows each call of
torch.nn.functional.scaled_dot_product_attention, as it was made and with what it returned, to a
function of the caller. Modes are per thread and leave nothing on the module, so visitors who
share a model cannot mix. This is the only file that intercepts torch.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

_DOOR = torch.nn.functional.scaled_dot_product_attention


@dataclass(frozen=True, eq=False)
class Seen:
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


class Door(TorchFunctionMode):
    """Show every attention call inside the `with` block to `see`.

    What `see` returns, unless None, takes the place of the call's output. An exception that
    `see` raises ends the forward pass and leaves the model as it was.
    """

    def __init__(self, see: Callable[[Seen], Tensor | None]) -> None:
        super().__init__()
        self._see = see

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> object:
        # Some forty functions per block pass here: nothing may come before this line.
        if func is not _DOOR:
            return func(*args, **kwargs) if kwargs else func(*args)
        output = _DOOR(*args, **(kwargs or {}))
        changed = self._see(_seen(_owner(sys._getframe(1)), output, *args, **(kwargs or {})))
        return output if changed is None else changed


def _seen(
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
) -> Seen:
    # The parameters bear torch's names, for they are called as torch's were.
    return Seen(
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
