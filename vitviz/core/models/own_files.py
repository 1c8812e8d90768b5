"""A model of timm with the weights of a file: built as the file's shapes ask, then filled."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import nn

from vitviz.core.models.build import build, outline
from vitviz.core.models.checkpoints import Checkpoint, read_checkpoint
from vitviz.core.models.inferring import infer
from vitviz.core.models.loaded import Loaded, Note
from vitviz.core.models.weights import choose, pour, require_fit, shapes_of
from vitviz.errors import ModelError


def open_file(
    architecture: str,
    source: Path | Checkpoint,
    given: Mapping[str, Any],
    table: str | None = None,
    *,
    untrained: bool = False,
    size: tuple[int, int] | None = None,
) -> tuple[nn.Module, Loaded | None]:
    """Return the architecture with the weights of a file, and what was done to get them in.

    `untrained` leaves random weights in a module of the file's shapes. `given` are the caller's
    arguments to timm's constructor; those that the shapes decide need not be given
    (`inferring.infer`, to which `size` is what is said of the photos' height and width). `table`
    names the table to take, None the best. Raises ModelError as
    `build`, `read_checkpoint`, `choose` and `pour` do; before memory is set aside for a model, the
    file is known to fit it.
    """
    checkpoint = source if isinstance(source, Checkpoint) else read_checkpoint(source)
    sketch = outline(architecture, given)
    choice = choose(checkpoint, shapes_of(sketch), table)
    inferred = infer(sketch, choice.table.shapes, given, size)
    if inferred:
        try:
            require_fit(outline(architecture, {**given, **inferred}), choice)
        except ModelError as error:
            if error.reason != "weights_of_another_grid":
                require_fit(sketch, choice)  # told against the architecture as it was asked for
            raise
    else:
        require_fit(sketch, choice)
    module = build(architecture, {**given, **inferred}, published=False)
    if untrained:
        return module, None
    loaded = pour(module, choice)
    return module, dataclasses.replace(
        loaded, inferred=inferred, notes=(*_said(module, inferred), *loaded.notes)
    )


def _said(module: nn.Module, inferred: Mapping[str, Any]) -> list[Note]:
    notes = []
    if inferred:
        told = ", ".join(f"{name} = {value}" for name, value in inferred.items())
        notes.append(Note("inferred", {"arguments": told}))
    if getattr(module, "num_classes", 1) == 0:
        notes.append(Note("headless"))
    return notes
