"""What one plain pass of a module shows before anything is known of its attention calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vitviz.core.attention.tap import AttentionCall, AttentionTap
from vitviz.core.models.architecture import body, failed, head, overlapping

FAILURES = (RuntimeError, TypeError, AttributeError, AssertionError, ValueError, LookupError)


@dataclass(frozen=True, eq=False)
class Watched:
    """What a pass showed.

    `features` are what the body hands to the head. `calls` are all attention calls in their order,
    of which the body made the first `inside`. `convolved` says that a convolution mixed neighbours
    before the last one. `made` is the shape of what each module made, by the module's id.
    """

    features: Tensor
    calls: Sequence[AttentionCall]
    inside: int
    convolved: bool
    made: Mapping[int, tuple[int, ...]]


def watch(module: nn.Module, pixels: Tensor) -> Watched:
    """Tap a pass of the module's body and head.

    Raises ModelError("pass_failed") where it fails, "no_memory" where there was no room.
    """
    calls: list[AttentionCall] = []
    before: list[int] = []  # each of these convolutions
    hooks = [
        part.register_forward_hook(lambda *_: before.append(len(calls)))
        for part in overlapping(module)
    ]
    made: dict[int, tuple[int, ...]] = {}

    def note(part: nn.Module, _given: object, output: object) -> None:
        if isinstance(output, Tensor):
            made[id(part)] = tuple(output.shape)

    hooks += [part.register_forward_hook(note) for part in module.modules()]
    try:
        with torch.no_grad(), AttentionTap(calls.append):
            features = body(module, pixels)
            inside = len(calls)
            if head(module, features) is None:
                rest = len(calls)  # an encoder may still merge its patches, which binds its size
                module(pixels)
                del calls[rest:]
    except FAILURES as error:
        raise failed(module, error) from error
    finally:
        for hook in hooks:
            hook.remove()
    convolved = any(count < len(calls) for count in before)
    return Watched(features, calls, inside, convolved, made)
