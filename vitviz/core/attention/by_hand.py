"""Attention that a module multiplies by hand, without the fused call, shown to the same taps.

ConViT, LeViT, TNT and others compute their weights, however they do it, and multiply them with the
values. Inside their forward pass a product whose left side has rows of weights (not negative, each
sum 1) is such a map, exactly as the module used it: nothing is recomputed, and the pass stays the
module's own to the last bit. What is no such product, as the talking heads of CaiT, is not shown.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from vitviz.core.attention.tap import AttentionCall, is_open, show
from vitviz.core.models.architecture import attends

_PRODUCTS = frozenset({"matmul", "__matmul__", "bmm"})
_TOLERANCE = 1e-4  # of a sum of weights in float32
_AXES = (3, 4)  # batch, heads, queries, tokens; or batch and heads in one


class _ByHand(nn.Module):
    """Let the products of the class that stands behind it in its bases be seen by open taps."""

    def forward(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the module takes
        if not is_open():
            return super().forward(*args, **kwargs)  # pyright: ignore[reportAttributeAccessIssue]
        with _Products(self):
            return super().forward(*args, **kwargs)  # pyright: ignore[reportAttributeAccessIssue]


class _Products(TorchFunctionMode):
    """Show the products of weights with values that are made while it is on, and no other."""

    def __init__(self, owner: nn.Module) -> None:
        super().__init__()
        self.owner = owner
        self.asked: dict[torch.Size, Tensor] = {}  # what products that were none of weights are of

    def __torch_function__(
        self,
        func: Callable[..., object],
        _types: object,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> object:
        made = func(*args, **(kwargs or {}))
        if getattr(func, "__name__", "") not in _PRODUCTS or len(args) != 2 or kwargs:
            return made
        left, right = args
        if not isinstance(made, Tensor) or made.ndim not in _AXES:
            return made
        if _are_weights(left):
            return self._shown(left, right, made)
        if _are_weights(right.mT):  # channels first: values times the weights' columns
            return self._shown(right.mT, left.mT, made.mT).mT.contiguous()
        self.asked[made.shape] = left
        return made

    def _shown(self, weights: Tensor, values: Tensor, made: Tensor) -> Tensor:
        asked = self._rows_that_asked(weights)
        if hasattr(self.owner, "halo_size"):  # HaloNet's heads come before the windows
            heads = getattr(self.owner, "num_heads", 1)
            known, looked, mixed = (_windows_first(one, heads) for one in (weights, values, made))
            rows = None if asked is None else _windows_first(asked, heads)
            return _heads_first(self._show(known, looked, mixed, rows), len(weights) // heads)
        if weights.ndim == 4:
            return self._show(weights, values, made, asked)
        one_by_one = hasattr(self.owner, "qkvs")  # EfficientViT's cascade: a product for each head
        heads = 1 if one_by_one else getattr(self.owner, "num_heads", 1)
        if len(weights) % heads:
            return made
        asked = None if asked is None else asked.unflatten(0, (-1, heads))
        weights, values, made = (each.unflatten(0, (-1, heads)) for each in (weights, values, made))
        return self._show(weights, values, made, asked).flatten(0, 1)

    def _show(self, weights: Tensor, values: Tensor, made: Tensor, rows: Tensor | None) -> Tensor:
        batch, heads, asked, tokens = weights.shape
        logs = weights.detach().float().clamp(min=torch.finfo(torch.float32).tiny).log_()
        call = AttentionCall(
            owner=self.owner,
            queries=logs.new_zeros(batch, heads, asked, 1),
            keys=logs.new_zeros(batch, heads, tokens, 1),
            values=values,
            bias=logs,
            scale=1.0,
            plain=True,
            output=made,
            by_hand=True,
            asked=rows,
        )
        return show(call)

    def _rows_that_asked(self, weights: Tensor) -> Tensor | None:
        """What the scores were made from, (batch, heads, queries, dim), if they were seen."""
        asked = self.asked.get(weights.shape)
        # Channels first, the scores are queries' columns times keys.
        return asked if asked is not None and asked.shape[-2] == weights.shape[-2] else None


def show_products(module: nn.Module) -> None:
    """Let taps see the products of every attention inside `module` that makes no fused call."""
    for part in module.modules():
        if attends(part) and not hasattr(part, "fused_attn"):
            own = type(part)
            part.__class__ = type(own.__name__, (_ByHand, own), {"__module__": own.__module__})


def hide_products(module: nn.Module, names: Iterable[str]) -> None:
    """Let taps no more see the products of the modules of these names inside `module`."""
    for name in names:
        part = module.get_submodule(name)
        if isinstance(part, _ByHand):
            part.__class__ = type(part).__bases__[1]


def _windows_first(tensor: Tensor, heads: int) -> Tensor:
    """What is (batch and heads, windows, ...) as (batch and windows, heads, ...)."""
    return tensor.unflatten(0, (-1, heads)).transpose(1, 2).flatten(0, 1)


def _heads_first(tensor: Tensor, batch: int) -> Tensor:
    return tensor.unflatten(0, (batch, -1)).transpose(1, 2).flatten(0, 1)


def _are_weights(tensor: object) -> bool:
    if not isinstance(tensor, Tensor) or tensor.ndim not in _AXES:
        return False
    with torch.no_grad():
        if not tensor.min() >= 0:  # NaN too; a product of queries and keys ends here
            return False
        return bool(((tensor.sum(dim=-1) - 1).abs() <= _TOLERANCE).all())
