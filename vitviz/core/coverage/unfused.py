"""Attention and its gradient by another way: the model's own unfused pass, taken by autograd.

Nothing of the tap is used here: a copy of the module computes every softmax itself, each is caught
as it goes on, and autograd gives the slopes. So what `capture` and `gradients` find can be held
against it. It costs what they avoid, all maps of all layers and a graph over them.
"""

import copy
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from vitviz.core.models.architecture import use_fused_attention
from vitviz.core.models.call_spec import CallSpec
from vitviz.core.models.load import Vit, scores

_LESS = frozenset({"sub", "__sub__"})


@dataclass(frozen=True, eq=False)
class Unfused:
    """What an unfused pass gives: the logits, and each probed call's map and the slopes of it.

    `maps` are (heads, queries, tokens), in a call with windows (windows, heads, positions,
    positions), `slopes` the gradient of the asked logit by each; without
    a class to ask for there are none.
    """

    logits: Float[Tensor, " classes"]
    maps: tuple[Float[Tensor, "..."], ...]
    slopes: tuple[Float[Tensor, "..."], ...]


@dataclass
class _Caught(TorchFunctionMode):
    """Every softmax of a pass, in order, as it goes on into what follows."""

    found: list[Tensor] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def __torch_function__(
        self,
        func: Callable[..., object],
        _types: object,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> object:
        made = func(*args, **(kwargs or {}))
        name = getattr(func, "__name__", "")
        if name == "softmax" and isinstance(made, Tensor):
            self.found.append(made)
        elif name in _LESS and isinstance(made, Tensor) and self._is_of_two(args):
            self.found[-1] = made  # differential attention goes on with the difference of two maps
        return made

    def _is_of_two(self, given: tuple[Any, ...]) -> bool:
        """Whether a difference is of what was made from the last softmax: a view of its storage."""
        one = given[0]
        last = self.found[-1] if self.found else None
        if last is None or not isinstance(one, Tensor) or one.ndim != last.ndim:
            return False
        same = one.untyped_storage().data_ptr() == last.untyped_storage().data_ptr()
        return same and one.shape[-2:] == last.shape[-2:]


def unfused(
    vit: Vit,
    pixels: Float[Tensor, "1 3 height width"],
    target: int | None,
    dtype: torch.dtype = torch.float64,
) -> Unfused:
    """Return what a copy of the model that makes no fused call computes, in `dtype`.

    `target` is the class whose logit is differentiated, None for none. The maps of a module that
    makes its weights by hand, of several softmaxes perhaps, are what it gives to its dropout.
    """
    module = copy.deepcopy(vit.module).to(dtype)
    use_fused_attention(module, fused=False)
    by_hand = [call.name for call in vit.calls if call.by_hand]
    given = {
        name: each for name in by_hand if (each := _given_to_dropout(module, name)) is not None
    }
    with torch.enable_grad(), _Caught() as caught:
        said = scores(vit, module(pixels.detach().to(dtype).requires_grad_()))[0]
    softmaxes = iter(caught.found)
    maps = [given[c.name][0] if c.name in given else _next(softmaxes, c) for c in vit.calls]
    slopes: tuple[Tensor, ...] = ()
    if target is not None:
        slopes = torch.autograd.grad(said[target], maps, materialize_grads=True)
    axis = _axis_of_heads(maps, vit.calls)

    def each_of_one(every: Sequence[Tensor]) -> Iterator[Tensor]:
        for tensor, call in zip(every, vit.calls, strict=False):
            halo = hasattr(module.get_submodule(call.name), "halo_size")
            # HaloNet's heads come before its windows, and there is no axis for the batch.
            yield _of_one(tensor.detach().transpose(0, 1) if halo else tensor.detach(), call, axis)

    return Unfused(said.detach(), tuple(each_of_one(maps)), tuple(each_of_one(slopes)))


def _given_to_dropout(module: nn.Module, name: str) -> list[Tensor] | None:
    """What a module is going to give to its dropout; None where it has none: one softmax is all."""
    given: list[Tensor] = []
    dropout = getattr(module.get_submodule(name), "attn_drop", None)
    if not isinstance(dropout, nn.Module):
        return None
    dropout.register_forward_pre_hook(lambda _module, arguments: given.append(arguments[0]))
    return given


def _next(softmaxes: Any, call: CallSpec) -> Tensor:  # noqa: ANN401 - an iterator over tensors
    # What is not among the calls (talking heads, for one) asks another number of queries.
    for made in softmaxes:
        if call.windows is not None:
            count, size = call.windows.places.shape
            numbers = count * call.heads * size
            if made.shape[-2:] == (size, call.seen) and made[..., 0].numel() == numbers:
                return made
            continue
        if made.ndim not in (3, 4, 5):
            continue
        shape = _of_one(made, call, _axis_of_heads([made], [call])).shape
        own, looked = _asking(call) or shape[2], _looking(call) or shape[-1]
        if tuple(shape) == (call.heads, own, looked):
            return made
    raise LookupError(call.name)


def _asking(call: CallSpec) -> int | None:
    """How many queries a call has, None where that depends on the picture's size."""
    if call.queries is not None or call.grid is None:
        return call.queries
    return call.prefix + call.grid[0] * call.grid[1]


def _looking(call: CallSpec) -> int | None:
    """How many keys a call has, likewise."""
    if call.grid is None:
        return None
    return call.prefix + math.prod(call.looked or call.grid) + call.beyond


def _axis_of_heads(maps: Sequence[Tensor], calls: Sequence[CallSpec]) -> int:
    """Of maps with an axis for windows: 1 where the heads come before it, 2 where after, in Twins.

    A call with as many heads as windows does not tell; its model's others do.
    """
    for tensor, call in zip(maps, calls, strict=True):
        if tensor.ndim == 5 and tensor.shape[1] != tensor.shape[2]:
            return 2 if tensor.shape[2] == call.heads else 1
    return 2


def _of_one(tensor: Tensor, call: CallSpec, axis: int) -> Tensor:
    if tensor.ndim == 5:
        tensor = tensor[0].movedim(axis - 1, 1)
        return tensor if call.windows is not None else tensor.squeeze(0)
    if call.windows is not None:
        return tensor if tensor.ndim == 4 else tensor.unflatten(0, (-1, call.heads))
    return tensor[0] if tensor.ndim == 4 else tensor  # SAM has no axis for the batch
