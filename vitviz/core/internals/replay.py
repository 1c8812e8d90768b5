"""The end of a forward pass, run again and again with another output of its last block.

What ran before is not computed anew: every module that had ended by then gives back what it gave.
So the end runs as the model wrote it, whatever lies between its last block and its head.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

Hook = Callable[[nn.Module, object, object], None]


class Ending:
    """A module that is known up to the output of the block `last`; `of` runs the rest.

    `said` is what it said of the pixels, `made` what each watched block gave, and `after` names the
    modules without children that ran behind the last block, in their order. The module belongs to
    this object from then on, for its parts' forward is exchanged: it must be a clone (clones.py).
    """

    def __init__(
        self, module: nn.Module, pixels: Tensor, last: str, watched: Iterable[str] = ()
    ) -> None:
        self.after: list[str] = []
        self.made: dict[str, object] = {}
        self._module, self._pixels, self._last = module, pixels, last
        self._watched = {*watched, last}
        self._given: dict[str, list[object]] = {}
        self._reached = False
        hooks = [
            part.register_forward_hook(self._note(name, not any(part.children())))
            for name, part in module.named_modules()
        ]
        with torch.no_grad():
            self.said = module(pixels)
        for hook in hooks:
            hook.remove()
        self._replays = [
            _Replay(module.get_submodule(name), given) for name, given in self._given.items()
        ]
        self._end = _Replay(module.get_submodule(last), [self.made[last]])

    def of(self, made: object) -> Tensor:
        """Return what the module says if its last block gives this, of the kind that it gave."""
        self._end.given = [made]
        for replay in (*self._replays, self._end):
            replay.turn = 0
        with torch.no_grad():
            return self._module(self._pixels)

    def _note(self, name: str, single: bool) -> Hook:
        def note(_module: nn.Module, _inputs: object, out: object) -> None:
            if name in self._watched:
                self.made[name] = _kept(out)
            if self._reached:
                self.after += [name] if single else []
                return
            self._reached = name == self._last
            inner = f"{name}."  # a module that has ended gives all that its parts gave
            held = {key: each for key, each in self._given.items() if not key.startswith(inner)}
            if not self._reached:
                held.setdefault(name, []).append(_kept(out))
            self._given = held

        return note


class _Replay:
    """Stands in for a module's forward: gives what it gave, in that order, then computes."""

    def __init__(self, part: nn.Module, given: list[object]) -> None:
        self.given, self.turn = given, 0
        computed = part.forward

        def forward(*inputs: object, **named: object) -> object:
            self.turn += 1
            if self.turn > len(self.given):  # a part that the end uses too
                return computed(*inputs, **named)
            return _kept(self.given[self.turn - 1])

        part.forward = forward


def _kept(out: object) -> object:
    """A copy, laid out in memory as it is: what follows may write into it."""
    if isinstance(out, Tensor):
        return out.clone()
    if type(out) is tuple:
        return tuple(_kept(each) for each in out)
    return [_kept(each) for each in out] if type(out) is list else out
