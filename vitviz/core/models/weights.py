"""The weights of a file into a module: which table, what is dropped, what is refused.

Nothing is half loaded: a module is changed once all of its tensors have been found, read and
looked at. What is done on the way is told as notes (`loaded.Loaded`).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import isqrt
from pathlib import Path
from typing import Any

from timm.layers.pos_embed import resample_abs_pos_embed
from torch import Tensor, nn

from vitviz.core.models.checkpoints import BROKEN, Checkpoint, read_checkpoint
from vitviz.core.models.inferring import prefix_in_table
from vitviz.core.models.loaded import Loaded, Note
from vitviz.core.models.pickles import Stored
from vitviz.core.models.resampling import resampled
from vitviz.core.models.tables import Shapes, Table, alike, for_model, tables_of
from vitviz.errors import ModelError

_SHOWN = 5  # names of each side in a refusal
_COUNTERS = "num_batches_tracked"  # of BatchNorm's training steps; inference never reads them


@dataclass(frozen=True)
class Choice:
    """The table that was taken for a model, and the names of those that fit as well."""

    file: Path
    table: Table
    others: tuple[str, ...]


def fill(
    module: nn.Module,
    path: Path,
    promised: Mapping[str, Any] | None = None,
    *,
    table: str | None = None,
) -> Loaded:
    """Copy the weights in `path` into the module, cast to the module's own type.

    `promised` holds "bytes" and "sha256", in hexadecimal, of the file as it was published. Raises
    ModelError as `require_whole`, `read_checkpoint`, `choose` and `pour` do.
    """
    if promised:
        require_whole(path, promised)
    return pour(module, choose(read_checkpoint(path), shapes_of(module), table))


def shapes_of(module: nn.Module) -> Shapes:
    """Return the shapes of the module's tensors by name."""
    return {name: tuple(each.shape) for name, each in module.state_dict().items()}


def require_whole(path: Path, promised: Mapping[str, Any]) -> None:
    """Raise ModelError("weights_damaged"), `what` "bytes" or "sha256", for another file.

    ModelError("weights_missing") where there is none.
    """
    if not path.is_file():
        raise ModelError("weights_missing", file=str(path))
    size, facts = path.stat().st_size, {"file": str(path)}
    if size != promised.get("bytes", size):
        facts |= {"what": "bytes", "promised": promised["bytes"], "got": size}
        raise ModelError("weights_damaged", **facts)
    if "sha256" in promised:
        with path.open("rb") as file:
            got = hashlib.file_digest(file, "sha256").hexdigest()
        if got != promised["sha256"]:
            facts |= {"what": "sha256", "promised": promised["sha256"], "got": got}
            raise ModelError("weights_damaged", **facts)


def choose(checkpoint: Checkpoint, wanted: Shapes, asked: str | None = None) -> Choice:
    """Return the table of the file that fits the model best, or the one that is asked for.

    Raises ModelError: "weights_none" where the file holds no tensors by name,
    "weights_no_such_table" with those that there are, "weights_do_not_fit" where no name is the
    model's, "weights_too_many" where the tensors claim to be far more than the file.
    """
    path = checkpoint.path
    tables = tables_of(checkpoint.tree)
    if not tables:
        raise ModelError("weights_none", file=str(path))
    found = for_model(tables, wanted)
    if not found:
        largest = max(tables, key=lambda table: len(table.tensors))
        raise _misfit(path, largest, wanted)
    offered = [table for table in found if asked is None or table.called(asked)]
    if not offered:
        known = ", ".join(repr(table.name) for table in found)
        raise ModelError("weights_no_such_table", file=str(path), table=asked, known=known)
    taken = offered[0]
    # The same bytes may be named often: what is made of a file must not outgrow it much.
    if sum(each.nbytes for each in taken.tensors.values()) > 2 * path.stat().st_size:
        raise ModelError("weights_too_many", file=str(path))
    others = tuple(table.name for table in alike(found, wanted) if table != taken)
    return Choice(path, taken, others)


def require_fit(module: nn.Module, choice: Choice) -> None:
    """Raise ModelError("weights_do_not_fit") unless every tensor of the module is in the table.

    The facts show the first names of both sides that have no partner, and the first shapes that
    differ. "weights_of_another_grid" where it is the position table alone, whose `places` are no
    square, so that the size must be said. The module may be on the meta device.
    """
    table, shapes = choice.table, choice.table.shapes
    wanted = {name: shape for name, shape in shapes_of(module).items() if not _is_counter(name)}
    missing = [name for name in wanted if name not in shapes]
    other = [
        name
        for name, shape in wanted.items()
        if name in shapes and shapes[name] != shape and not _grids(module, name, shapes)
    ]
    tokens = {"cls_token", "dist_token", "reg_token"} & (shapes.keys() - wanted.keys())
    if not (missing or tokens) and other == ["pos_embed"] and len(shapes["pos_embed"]) == 3:
        places = shapes["pos_embed"][1]
        raise ModelError("weights_of_another_grid", file=str(choice.file), places=places)
    if missing or other:
        raise _misfit(choice.file, table, wanted)


def pour(module: nn.Module, choice: Choice, *, resampling: bool = False) -> Loaded:
    """Copy the table's tensors into the module and say what was done.

    `resampling`: the module is the file's, built for another size; timm resamples what differs.
    Raises ModelError as `require_fit` does; "weights_not_floating" with the tensor and its kind for
    whole numbers where the model computes with fractions; "weights_not_finite" with the tensor and
    how many of its numbers are NaN or infinite.
    """
    if not resampling:
        require_fit(module, choice)
    tensors, notes = choice.table.tensors, [_taken(choice)]
    state: dict[str, Tensor] = {}
    for name, own in module.state_dict().items():
        if name in tensors:
            state[name] = _checked(choice.file, name, tensors[name], own)
    kinds = {str(tensors[name].dtype).removeprefix("torch.") for name in state}
    for name, tensor in state.items():
        grids = _grids(module, name, choice.table.shapes)
        if grids and not resampling:
            prefix = prefix_in_table(module, choice.table.shapes)
            state[name] = resample_abs_pos_embed(
                tensor, list(grids[1]), list(grids[0]), num_prefix_tokens=prefix
            )
            notes.append(Note("positions_resampled", dict(zip(("old", "new"), grids, strict=True))))
    if resampling:
        state, names = _resampled(module, choice, state)
        notes.append(Note("tables_resampled", {"count": len(names), "names": _listed(names)}))
    dropped, said = _dropped(module, choice)
    module.load_state_dict(state, strict=not _lacks_counters(module, state))
    if kinds - {"float32", "int64"}:
        notes.append(Note("cast", {"kinds": ", ".join(sorted(kinds - {"float32", "int64"}))}))
    return Loaded(
        str(choice.file), choice.table.name, choice.others, dropped, notes=(*notes, *said)
    )


def _resampled(
    module: nn.Module, choice: Choice, state: Mapping[str, Tensor]
) -> tuple[dict[str, Tensor], list[str]]:
    """The tensors in the module's size, and the names of those that had another."""
    wanted, shapes = shapes_of(module), choice.table.shapes
    found = resampled(module, state)
    # A counter that is not in the file stays the module's own.
    if any(tuple(each.shape) != wanted.get(name) for name, each in found.items()):
        raise _misfit(choice.file, choice.table, wanted)
    if any(name not in found and not _is_counter(name) for name in wanted):
        raise _misfit(choice.file, choice.table, wanted)
    return found, [name for name in found if shapes.get(name) != wanted[name]]


def _taken(choice: Choice) -> Note:
    table, facts = choice.table, {"table": choice.table.name, "others": ", ".join(choice.others)}
    reason = "table_averaged" if table.averaged else "table_taken"
    return Note(f"{reason}_of_several" if choice.others else reason, facts)


def _checked(file: Path, name: str, stored: Stored, own: Tensor) -> Tensor:
    if own.is_floating_point() and not stored.dtype.is_floating_point:
        kind = str(stored.dtype).removeprefix("torch.")
        raise ModelError("weights_not_floating", file=str(file), tensor=name, kind=kind)
    try:
        tensor = stored.read().to(own.dtype)
    except BROKEN as error:  # a place in the archive that is not where its directory says
        facts = {"what": "unreadable", "cause": f"{name}: {error}"}
        raise ModelError("weights_damaged", file=str(file), **facts) from error
    strange = int(tensor.isfinite().logical_not().sum()) if own.is_floating_point() else 0
    if strange:
        raise ModelError("weights_not_finite", file=str(file), tensor=name, count=strange)
    return tensor


def _grids(
    module: nn.Module, name: str, shapes: Shapes
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The file's grid and the module's, where this is a position table to be resampled."""
    new = getattr(getattr(module, "patch_embed", None), "grid_size", None)
    own = getattr(module, name, None) if name == "pos_embed" else None
    shape = shapes.get(name, ())
    if new is None or own is None or own.ndim != 3 or len(shape) != 3 or own.shape[2] != shape[2]:
        return None
    prefix = prefix_in_table(module, shapes)
    side = isqrt(max(shape[1] - prefix, 0))
    square = side and side * side + prefix == shape[1]
    takes = own.shape[1] == int(new[0]) * int(new[1]) + prefix and own.shape[1] != shape[1]
    return ((side, side), (int(new[0]), int(new[1]))) if square and takes else None


def _dropped(module: nn.Module, choice: Choice) -> tuple[tuple[str, ...], list[Note]]:
    """The names of the file that are not the module's, and what is to be said of them."""
    table, own = choice.table, module.state_dict()
    constants = {name for name, _ in module.named_buffers()}  # made anew with the module
    unused = [name for name in table.tensors if name not in own and name not in constants]
    parts = {name.partition(".")[0] for name in own if "." in name}
    within = [
        name
        for name in unused
        if name.partition(".")[0] in parts and table.tensors[name].dtype.is_floating_point
    ]
    aside = [*table.outside, *(name for name in unused if name not in within)]
    said = [
        Note(reason, {"count": len(names), "names": _listed(names)})
        for reason, names in (("dropped", aside), ("dropped_within", within))
        if names
    ]
    return (*aside, *within), said


def _misfit(file: Path, table: Table, wanted: Shapes) -> ModelError:
    shapes = table.shapes
    missing = [name for name in wanted if name not in shapes and not _is_counter(name)]
    unknown = [*(name for name in shapes if name not in wanted), *table.outside]
    other = [
        f"{name} {shapes[name]} ≠ {shape}"
        for name, shape in wanted.items()
        if shapes.get(name, shape) != shape
    ]
    facts = {"file": str(file), "table": table.name, "missing": _listed(missing)}
    facts |= {"unknown": _listed(unknown), "shapes": _listed(other)}
    return ModelError("weights_do_not_fit", **facts)


def _listed(names: list[str]) -> str:
    more = f" … ({len(names)})" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more if names else "–"


def _is_counter(name: str) -> bool:
    return name.endswith(_COUNTERS)


def _lacks_counters(module: nn.Module, state: Mapping[str, Tensor]) -> bool:
    return any(name not in state for name in module.state_dict())
