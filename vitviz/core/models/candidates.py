"""Which architectures of timm a file of weights could belong to, told from its shapes.

Shapes leave open what has none (how many heads share a width, which activation), so candidates are
offered and none is chosen.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

import timm
from timm.models import model_entrypoint

from vitviz.core.models.build import outline
from vitviz.core.models.checkpoints import Checkpoint, read_checkpoint
from vitviz.core.models.counting import as_many, is_running
from vitviz.core.models.inferring import depth_of, infer
from vitviz.core.models.tables import Shapes, tables_of
from vitviz.core.models.weights import Choice, choose, require_fit, shapes_of
from vitviz.errors import ModelError

_FAMILIES = ("vision_transformer", "deit", "beit", "eva", "cait", "vision_transformer_relpos")
_ANY = "vit_tiny_patch16_224"  # whose names most families share
_DEFAULTS = {"embed_dim": 768, "depth": 12, "patch_size": 16, "num_heads": 12}  # timm's
_MOST = 20
_PATCHES = "patch_embed.proj.weight"


@dataclass(frozen=True)
class Candidate:
    """An architecture whose tensors are all in the file, in its shapes.

    `heads` a layer it would have, 0 where only building it tells. `inferred` are the arguments that
    it needs beside its name, as `load` infers them too.
    """

    architecture: str
    heads: int
    inferred: Mapping[str, Any]


def architectures(path: str | Path) -> tuple[Candidate, ...]:
    """Return the architectures of timm that fit the weights in `path`, the nearest first.

    Nearest: fewest arguments beside the name. At most 20. Of the families vision_transformer, deit,
    beit, eva, cait and relpos also those that fit with arguments of their own (size, registers,
    width of the MLP); of all others, CNNs too, those that fit but for the number of classes. Takes
    seconds. Raises ModelError as `read_checkpoint` does, and "weights_none".
    """
    checkpoint = read_checkpoint(Path(path).expanduser())
    near = tuple(_near(_as_transformer(checkpoint)))
    found = [_tried(name, checkpoint) for name in near]
    others = (name for name in as_many(tables_of(checkpoint.tree)) if name not in near)
    found += [_fitting(name, checkpoint) for name in others]
    fit = [each for each in found if each is not None]
    order = sorted(fit, key=lambda each: (len(each.inferred), len(each.architecture)))
    return tuple(order[:_MOST])


def _as_transformer(checkpoint: Checkpoint) -> Shapes:
    """The shapes of the table whose names are most a Vision Transformer's; {} where none are."""
    try:
        return choose(checkpoint, shapes_of(outline(_ANY, {"depth": 1}))).table.shapes
    except ModelError as error:
        if error.reason == "weights_do_not_fit":
            return {}
        raise


def _near(shapes: Shapes) -> Iterator[str]:
    """The names whose width, depth and patch are the file's."""
    if _PATCHES not in shapes:
        return
    width, depth, patch = shapes[_PATCHES][0], depth_of(shapes), shapes[_PATCHES][2:]
    for name in (name for family in _FAMILIES for name in timm.list_models(module=family)):
        told = built_with(name)
        sides = told["patch_size"]
        side = (sides, sides) if isinstance(sides, int) else tuple(sides)
        if (told["embed_dim"], told["depth"], side) == (width, depth, patch):
            yield name


def built_with(name: str) -> dict[str, Any]:
    """Return the arguments that timm's function of this name hands on, without building anything.

    The function runs among copies of its module's names, of which those that build are replaced.
    """
    told: dict[str, Any] = {}

    def creates(*_: object, **arguments: Any) -> None:  # noqa: ANN401 - whatever timm hands on
        told.update(arguments)

    function = inspect.unwrap(model_entrypoint(name))
    known: dict[str, Callable[..., Any]] = {
        key: creates if key.startswith("_create") else value
        for key, value in function.__globals__.items()
    }
    FunctionType(function.__code__, known, name, function.__defaults__)()
    return {**_DEFAULTS, **told}


def _fitting(name: str, checkpoint: Checkpoint) -> Candidate | None:
    """The candidate of this name where the file holds its tensors, and no running sums besides.

    Another kind of norm has weights of the same names and shapes.
    """
    try:
        sketch = outline(name, {})
        wanted = shapes_of(sketch)
        choice = choose(checkpoint, wanted)
        inferred = infer(sketch, choice.table.shapes, {})
        require_fit(outline(name, inferred) if inferred else sketch, choice)
    except ModelError:
        return None
    if any(is_running(each) for each in choice.table.shapes.keys() - wanted.keys()):
        return None
    return Candidate(name, 0, inferred)


def _tried(name: str, checkpoint: Checkpoint) -> Candidate | None:
    """The candidate of this name, None where it does not fit. One block stands for all."""
    given = {"depth": 1}
    try:
        sketch = outline(name, given)
        choice = choose(checkpoint, shapes_of(sketch))
        inferred = infer(sketch, _first_block(choice.table.shapes), given)
        fits = outline(name, {**given, **inferred}) if inferred else sketch
        require_fit(fits, Choice(choice.file, choice.table, ()))
    except ModelError:
        return None
    missing = _first_block(choice.table.shapes).keys() - shapes_of(fits).keys()
    inside = any(each.startswith("blocks.") and "index" not in each for each in missing)
    return None if inside else Candidate(name, built_with(name)["num_heads"], inferred)


def _first_block(shapes: Shapes) -> Shapes:
    later = {key for key in shapes if key.startswith("blocks.") and not key.startswith("blocks.0.")}
    return {key: shape for key, shape in shapes.items() if key not in later}
