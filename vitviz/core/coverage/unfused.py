"""Attention and its gradient by another way: the model's own unfused pass, taken by autograd.

Nothing of the tap is used here: a copy of the module computes every softmax itself, each is caught
as it goes on, and autograd gives the slopes. So what `capture` and `gradients` find can be held
against it. It costs what they avoid, all maps of all layers and a graph over them.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from vitviz.core.models.architecture import use_fused_attention
from vitviz.core.models.load import Vit, scores
from vitviz.core.models.probing import CallSpec


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
        if getattr(func, "__name__", "") == "softmax" and isinstance(made, Tensor):
            self.found.append(made)
        return made


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
    given = {call.name: _given_to_dropout(module, call) for call in vit.calls if call.by_hand}
    with torch.enable_grad(), _Caught() as caught:
        said = scores(vit, module(pixels.detach().to(dtype).requires_grad_()))[0]
    softmaxes = iter(caught.found)
    maps = [given[c.name][0] if c.by_hand else _next(softmaxes, c) for c in vit.calls]
    slopes: tuple[Tensor, ...] = ()
    if target is not None:
        slopes = torch.autograd.grad(said[target], maps, materialize_grads=True)
    return Unfused(
        said.detach(),
        tuple(_of_one(each.detach(), call) for each, call in zip(maps, vit.calls, strict=True)),
        tuple(map(_of_one, slopes, vit.calls)),
    )


def _given_to_dropout(module: nn.Module, call: CallSpec) -> list[Tensor]:
    given: list[Tensor] = []
    dropout = getattr(module.get_submodule(call.name), "attn_drop")  # noqa: B009
    dropout.register_forward_pre_hook(lambda _module, arguments: given.append(arguments[0]))
    return given


def _next(softmaxes: Any, call: CallSpec) -> Tensor:  # noqa: ANN401 - an iterator over tensors
    # What is not among the calls (talking heads, for one) asks another number of queries.
    for made in softmaxes:
        if call.windows is not None:
            count, size = call.windows.places.shape
            if (
                made.shape[-2:] == (size, size)
                and made[..., 0].numel() == count * call.heads * size
            ):
                return made
            continue
        asked = _of_one(made, call).shape
        own = asked[2] if call.queries is None else call.queries
        if made.ndim in (3, 4) and asked[:2] == (call.heads, own):
            return made
    raise LookupError(call.name)


def _of_one(tensor: Tensor, call: CallSpec) -> Tensor:
    if call.windows is not None:
        return tensor if tensor.ndim == 4 else tensor.unflatten(0, (-1, call.heads))
    return tensor[0] if tensor.ndim == 4 else tensor  # SAM has no axis for the batch
