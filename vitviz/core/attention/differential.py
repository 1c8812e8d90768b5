"""Differential attention, shown to the taps as the one signed map that it is.

timm's DiffAttention and its parallel block make two fused calls over the same values and go on
with the first less lambda times the second. Inside their forward pass both calls are held back
until that difference is made; it is shown as one call, with the lambda that the module itself
multiplied by. Nothing is computed anew, and the pass stays the module's own to the last bit. What
the module does afterwards (its norm of each head) is outside the map.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from vitviz.core.attention.subtracted import Subtracted
from vitviz.core.attention.tap import AttentionCall, call_of, held_back, is_open

_OWN = "lambda_init"  # of a differential attention and no other
_FUSED = "scaled_dot_product_attention"
_TIMES = frozenset({"mul", "__mul__", "__rmul__"})
_LESS = frozenset({"sub", "__sub__"})


class _Differential(nn.Module):
    """Let the difference that the class behind it in its bases makes be seen by open taps."""

    def forward(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the module takes
        if not is_open():
            return super().forward(*args, **kwargs)  # pyright: ignore[reportAttributeAccessIssue]
        with held_back() as show, _Differences(self, show):
            return super().forward(*args, **kwargs)  # pyright: ignore[reportAttributeAccessIssue]


class _Differences(TorchFunctionMode):
    """Show the difference of two calls that is made while it is on, and no other."""

    def __init__(self, owner: nn.Module, show: Callable[[AttentionCall], Tensor]) -> None:
        super().__init__()
        self.owner = owner
        self.show = show
        self.calls: list[AttentionCall] = []
        self.factor: Tensor | None = None  # that the last call was multiplied by
        self.times: Tensor | None = None  # and what came of it

    def __torch_function__(
        self,
        func: Callable[..., object],
        _types: object,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> object:
        made = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "")
        if not isinstance(made, Tensor):
            return made
        if name == _FUSED:
            self.calls.append(call_of(self.owner, None, made, *args, **(kwargs or {})))
        elif len(self.calls) == 2 and name in _TIMES:
            self._multiplied(made, args)
        elif name in _LESS and self.factor is not None and self._are_both(args):
            return self._shown(self.factor, made)
        return made

    def _multiplied(self, made: Tensor, args: tuple[Any, ...]) -> None:
        second = self.calls[1].output
        others = [each for each in args if each is not second]
        if len(others) == 1 and isinstance(others[0], Tensor) and others[0].ndim == 0:
            self.factor, self.times = others[0].detach(), made

    def _are_both(self, args: tuple[Any, ...]) -> bool:
        return args[0] is self.calls[0].output and args[1] is self.times

    def _shown(self, factor: Tensor, made: Tensor) -> Tensor:
        first, second = self.calls
        less = Subtracted(second.queries, second.keys, factor)
        plain = first.plain and second.plain and _alike(first, second)
        return self.show(replace(first, less=less, plain=plain, output=made))


def _alike(first: AttentionCall, second: AttentionCall) -> bool:
    """Whether both maps are of the same values, with the same scale and bias."""
    one, other = first.bias, second.bias
    same = one is other or (one is not None and other is not None and torch.equal(one, other))
    return same and first.values is second.values and first.scale == second.scale


def show_differences(module: nn.Module) -> None:
    """Let taps see each differential attention inside `module` as one call."""
    for part in module.modules():
        if hasattr(part, _OWN) and hasattr(part, "fused_attn"):
            own = type(part)
            part.__class__ = type(
                own.__name__, (_Differential, own), {"__module__": own.__module__}
            )
