"""A module by the name of its source: bundled, timm's, the hub's, a folder's or a file's."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from vitviz.core import assets
from vitviz.core.models.build import build
from vitviz.core.models.checkpoints import read_checkpoint
from vitviz.core.models.loaded import Loaded, Note
from vitviz.core.models.names import ModelName, parse
from vitviz.core.models.own_files import open_file
from vitviz.core.models.stated import Stated, stated_beside, stated_by, stated_in, weights_in
from vitviz.core.models.weights import fill
from vitviz.errors import ModelError

_MADE = ("published", "random")  # any other `weights` is a file


@dataclass(frozen=True)
class Sourced:
    """A module with its weights. `own`: they are from a file, whose classes timm cannot know."""

    module: nn.Module
    loaded: Loaded | None = None
    own: bool = False


def module_of(
    name: str,
    card: Mapping[str, Any],
    weights: str | Path,
    given: Mapping[str, Any],
    table: str | None = None,
    architecture: str = "",
) -> Sourced:
    """Return the module that this name means, with its weights.

    `card` is that of a bundled model, {} for others; the rest is as `load` takes it. Raises
    ModelError as `names.parse`, `build`, `open_file`, `stated_in` and `weights_in` do, and
    "architecture_unknown" for a file that does not say what it belongs to.
    """
    if card:
        return _bundled(name, card, weights, given, table)
    read = parse(name)
    found = _named(read, weights, given, table, architecture)
    if not read.supposed:
        return found
    note = Note("read_as", {"name": name, "read": str(read)})
    found = dataclasses.replace(found, loaded=found.loaded or Loaded(str(read)))
    return _noted(found, (note,))


def _bundled(
    name: str,
    card: Mapping[str, Any],
    weights: str | Path,
    given: Mapping[str, Any],
    table: str | None,
) -> Sourced:
    architecture = card["timm"]["architecture"]
    arguments = {**card["timm"]["arguments"], **given}
    if weights not in _MADE:
        return Sourced(*open_file(architecture, Path(weights), arguments, table), own=True)
    module = build(architecture, arguments, published=False)
    if weights == "published":
        fill(module, assets.MODELS / name / card["weights"]["file"], card["weights"])
    return Sourced(module)


def _named(
    read: ModelName,
    weights: str | Path,
    given: Mapping[str, Any],
    table: str | None,
    architecture: str,
) -> Sourced:
    own = None if weights in _MADE else Path(weights).expanduser()
    if not read.is_path and own is None:
        return Sourced(build(str(read), given, published=weights == "published"))
    path, stated = own, Stated(str(read))
    notes: tuple[Note, ...] = ()
    if read.is_path:
        place = Path(read.id).expanduser()
        folder = read.source == "local-dir"
        stated = stated_in(place) if folder else stated_beside(place)
        path = own or (weights_in(place) if folder else place)
    if read.is_path and architecture:
        stated = dataclasses.replace(stated, architecture=architecture)
    if read.source == "file" and not stated.architecture:
        stated = dataclasses.replace(stated, architecture=_within(Path(read.id).expanduser()))
        notes = (Note("architecture_stated", {"architecture": stated.architecture}),)
    found = _opened(stated, path or Path(), given, table, untrained=weights == "random")
    return _noted(found, notes)


def _within(file: Path) -> str:
    architecture = stated_by(read_checkpoint(file)).architecture
    if not architecture:
        raise ModelError("architecture_unknown", file=str(file))
    return architecture


def _noted(found: Sourced, notes: tuple[Note, ...]) -> Sourced:
    if found.loaded is None or not notes:
        return found
    loaded = dataclasses.replace(found.loaded, notes=(*notes, *found.loaded.notes))
    return dataclasses.replace(found, loaded=loaded)


def _opened(
    stated: Stated,
    path: Path,
    given: Mapping[str, Any],
    table: str | None,
    *,
    untrained: bool,
) -> Sourced:
    """The architecture with the weights of a file, prepared and labelled as is said beside them."""
    checkpoint = read_checkpoint(path)
    within = stated_by(checkpoint)
    built_for = given.get("img_size")  # what a file says of its own is another thing
    asked = {name: value for name, value in given.items() if name != "img_size"}
    arguments = {**within.arguments, **stated.arguments, **asked}
    told = {**within.config, **stated.config}
    size = told["input_size"][1:] if "input_size" in told else None
    module, loaded = open_file(
        stated.architecture,
        checkpoint,
        arguments,
        table,
        untrained=untrained,
        size=size,
        built_for=built_for,
    )
    published = getattr(module, "pretrained_cfg", None) or {}
    # As timm publishes it for the architecture, where nothing else is said; but not its labels.
    config = {key: value for key, value in dict(published).items() if not key.startswith("label_")}
    module.pretrained_cfg = {**config, **told}  # pyright: ignore[reportArgumentType]
    return Sourced(module, loaded, own=True)
