"""What a name of timm turns out to be when it is built with random weights and tried.

Nothing is downloaded: shapes and the way of the calls do not depend on what the weights are. The
random numbers repeat a short block, for what takes most of the time otherwise is to draw them, and
of many large tensors of one shape the later ones share the numbers of the first: a model of five
billion parameters is tried whole, with all of its blocks, in the memory of a few.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import timm
import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from vitviz.core.models.architecture import attends, family
from vitviz.core.models.candidates import built_with
from vitviz.core.models.catalogue import UNTRIED, Facts
from vitviz.core.models.classes import require_room
from vitviz.core.models.load import Cnn, Vit, load
from vitviz.core.models.numbers import numbers_of
from vitviz.core.positions.embedding import kind
from vitviz.errors import ModelError, VitvizError

_BLOCK = 1 << 20  # random numbers that are drawn; a larger tensor repeats them
_APART = 8  # large tensors of a shape with numbers of their own: more than a block has alike
# What a constructor says of an argument that it does not know, or of a device without numbers.
_FAILS = (TypeError, ValueError, RuntimeError, NotImplementedError, AssertionError)


def counted(architecture: str) -> Facts:
    """Return what is known of this architecture of timm without a pass: it is UNTRIED."""
    try:
        with torch.device("meta"):
            module = timm.create_model(architecture, pretrained=False)
    except _FAILS:
        return Facts(kind="other", refused=UNTRIED)
    return _of_module(module)


def tried(architecture: str, blocks: int = 0) -> Facts:
    """Return what it is, tried with random weights at its own size.

    Where it does not open, or in a notebook alone, `refused` says why, as `load` or the page does.
    With `blocks` so many of a stack are tried in place of all, and the whole is counted.
    """
    given = _cut(architecture, blocks) if blocks else None
    try:
        with _Repeating() as drawn:
            read = drawn.end_sharing
            model = load(architecture, weights="random", device="cpu", arguments=given, read=read)
    except VitvizError as error:
        known = counted(architecture)
        if error.reason == "no_memory":  # of this machine, not of the model
            return known
        return replace(known, kind="vit" if known.kind == "vit" else "other", refused=error.reason)
    known = replace(_of_module(model.module), refused="", size=model.size)
    if isinstance(model, Cnn):
        return replace(known, kind="cnn")
    try:
        require_room(model)
    except ModelError as error:
        known = replace(known, refused=error.reason)
    found = _of_vit(model, known)
    return _of_whole(found, architecture, blocks) if blocks else found


def _cut(architecture: str, blocks: int) -> dict[str, Any]:
    """Arguments for so many blocks: what is said for each is taken from the first and last ones."""
    own = built_with(architecture)
    each = {
        name: value[: blocks // 2] + value[len(value) - (blocks - blocks // 2) :]
        for name, value in own.items()
        if isinstance(value, tuple) and len(value) == own["depth"] > blocks
    }
    return {"depth": blocks} | each


def _of_whole(found: Facts, architecture: str, blocks: int) -> Facts:
    """What was found of some blocks, with the parameters and layers of all."""
    with torch.device("meta"):
        module = timm.create_model(architecture, pretrained=False)
    known, layers = _of_module(module), sum(map(attends, module.modules()))
    return replace(found, parameters=known.parameters, layers=layers, blocks=blocks)


def _of_module(module: nn.Module) -> Facts:
    """Its kind as far as its parts tell, and its parameters with and without the head."""
    classes, head = int(getattr(module, "num_classes", 0)), _parameters_of_head(module)
    return Facts(
        kind="vit" if any(hasattr(part, "num_heads") for part in module.modules()) else "cnn",
        refused=UNTRIED,
        family=family(module),
        parameters=_count(module) - head,
        a_class=head // classes if classes else 0,
    )


def _parameters_of_head(module: nn.Module) -> int:
    """How many parameters lie in the layers that timm calls its classifier."""
    named = (getattr(module, "pretrained_cfg", None) or {}).get("classifier") or ()
    names = (named,) if isinstance(named, str) else named
    parts = dict(module.named_modules())
    return sum(_count(parts[name]) for name in names if name in parts)


def _of_vit(vit: Vit, known: Facts) -> Facts:
    numbers, grid = numbers_of(vit), vit.layout.grid
    told = tuple(side // part for side, part in zip(vit.size, vit.patch, strict=True)) == grid
    return replace(
        known,
        kind="vit",
        patch=vit.patch,
        grid=None if told else grid,
        convolved=vit.convolved,
        dynamic=vit.dynamic,
        prefix=vit.layout.prefix_roles,
        reads=vit.layout.reads,
        positions=kind(vit),
        layers=numbers.layers,
        heads=numbers.heads[1],
        width=numbers.width,
        unseen=len(vit.unseen),
    )


def _count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


class _Repeating(TorchFunctionMode):
    """Draws a block of random numbers for a large tensor and repeats it.

    While a module is made, the ninth large tensor of a shape is the first one again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[object, list[Tensor]] | None = {}

    def end_sharing(self) -> None:
        """Let tensors be apart from now on: what a pass makes is no parameter."""
        self.made = None

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - torch's signature
        kwargs = kwargs or {}
        if func is torch.empty and self.made is not None:
            return _shared(self.made, args, kwargs)
        name, given = getattr(func, "__name__", ""), args[0] if args else None
        if not isinstance(given, Tensor) or given.numel() <= _BLOCK or not given.is_contiguous():
            return func(*args, **kwargs)
        if name == "erfinv_":  # the rest of a normal distribution: not needed here
            return given
        if name not in ("uniform_", "normal_"):
            return func(*args, **kwargs)
        block = torch.empty(_BLOCK, dtype=given.dtype)
        func(block, *args[1:], **kwargs)
        with torch.no_grad():
            for part in given.view(-1).split(_BLOCK):
                part.copy_(block[: part.numel()])
        return given


def _shared(
    made: dict[object, list[Tensor]], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Tensor:
    """A new tensor, or if it is large and there are enough alike, the one whose turn it is."""
    new = torch.empty(*args, **kwargs)
    if new.numel() <= _BLOCK:
        return new
    # What is not handed on was never written to, and such pages take no memory.
    alike = made.setdefault((new.shape, new.dtype, new.device), [])
    alike.append(new if len(alike) < _APART else alike[-_APART])
    return alike[-1]
