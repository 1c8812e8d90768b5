"""A model of timm with the weights of a file: built as the file's shapes ask, then filled."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import nn

from vitviz.core.models.architecture import Size
from vitviz.core.models.build import build, outline
from vitviz.core.models.checkpoints import Checkpoint, read_checkpoint
from vitviz.core.models.inferring import infer
from vitviz.core.models.loaded import Loaded, Note
from vitviz.core.models.resampling import is_resampled
from vitviz.core.models.weights import Choice, choose, pour, require_fit, shapes_of
from vitviz.errors import ModelError


def open_file(
    architecture: str,
    source: Path | Checkpoint,
    given: Mapping[str, Any],
    table: str | None = None,
    *,
    untrained: bool = False,
    size: Size | None = None,
    built_for: int | Size | None = None,
) -> tuple[nn.Module, Loaded | None]:
    """Return the architecture with the weights of a file, and what was done to get them in.

    `untrained` leaves random weights in a module of the file's shapes. `given` are the caller's
    arguments to timm's constructor; those that the shapes decide need not be given
    (`inferring.infer`, to which `size` is what is said of the photos' height and width). `table`
    names the table to take, None the best. `built_for` is the size to build for, None the file's:
    tables of another size are resampled as timm does it, where it does (`resampling`). Raises
    ModelError as `build`, `read_checkpoint`, `choose` and `pour` do; before memory is set aside for
    a model, the file is known to fit it.
    """
    checkpoint = source if isinstance(source, Checkpoint) else read_checkpoint(source)
    choice, inferred, resampling = _fitting(architecture, checkpoint, given, table, size, built_for)
    sized = {} if built_for is None else {"img_size": built_for}
    module = build(architecture, {**given, **inferred, **sized}, published=False)
    if untrained:
        return module, None
    loaded = pour(module, choice, resampling=resampling)
    return module, dataclasses.replace(
        loaded, inferred=inferred, notes=(*_said(module, inferred), *loaded.notes)
    )


def _fitting(
    architecture: str,
    checkpoint: Checkpoint,
    given: Mapping[str, Any],
    table: str | None,
    size: Size | None,
    built_for: int | Size | None,
) -> tuple[Choice, dict[str, Any], bool]:
    """The table, the arguments that were inferred, and whether it is of another size."""
    if built_for is None:
        return *_fit(architecture, checkpoint, given, table, size), False
    try:
        asked = {**given, "img_size": built_for}
        return *_fit(architecture, checkpoint, asked, table, size), False
    except ModelError:
        if not is_resampled(outline(architecture, given)):
            raise
    return *_fit(architecture, checkpoint, given, table, size), True


def _fit(
    architecture: str,
    checkpoint: Checkpoint,
    given: Mapping[str, Any],
    table: str | None,
    size: Size | None,
) -> tuple[Choice, dict[str, Any]]:
    """The table that fits, and the arguments that it asks for."""
    sketch = outline(architecture, given)
    choice = choose(checkpoint, shapes_of(sketch), table)
    inferred = infer(sketch, choice.table.shapes, given, size)
    if not inferred:
        require_fit(sketch, choice)
        return choice, {}
    try:
        require_fit(outline(architecture, {**given, **inferred}), choice)
    except ModelError as error:
        if error.reason != "weights_of_another_grid":
            require_fit(sketch, choice)  # told against the architecture as it was asked for
        raise
    return choice, inferred


def _said(module: nn.Module, inferred: Mapping[str, Any]) -> list[Note]:
    notes = []
    if inferred:
        told = ", ".join(f"{name} = {value}" for name, value in inferred.items())
        notes.append(Note("inferred", {"arguments": told}))
    if getattr(module, "num_classes", 1) == 0:
        notes.append(Note("headless"))
    return notes
