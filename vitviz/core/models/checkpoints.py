"""A file of weights as a tree of what it holds, its tensors not yet read; no code of it is run.

Three formats: safetensors, torch's zip archives, and torch's older files of pickles in a row. What
a file claims to hold is held against its size before any memory is set aside for it.
"""

import pickle
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from vitviz.core.models.pickles import (
    MOST_BYTES,
    ForeignCodeError,
    Storage,
    Stored,
    TensorUnpickler,
    scan,
)
from vitviz.core.models.strangers import strange
from vitviz.errors import ModelError

# What readers of pickles, archives and tensors, made for whole files, stumble over in others.
BROKEN = (
    SafetensorError, pickle.UnpicklingError, zipfile.BadZipFile, OSError, EOFError, RuntimeError,
    LookupError, ValueError, TypeError, AttributeError, struct.error, OverflowError,
    NotImplementedError, MemoryError, RecursionError,
)  # fmt: skip
_ZIP = b"PK\x03\x04"  # how an archive begins
_OLD = 0x1950A86A20F9469CFC6C  # what torch's older files begin with, as a pickle of its own
_SAFE_KINDS = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2, "I64": torch.int64,
    "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool,
}  # fmt: skip


@dataclass(frozen=True)
class Checkpoint:
    """What a file holds: `tree` nests dictionaries, lists, `Stored` tensors and plain values.

    `metadata` are the texts that a safetensors file carries beside its tensors.
    """

    path: Path
    tree: Any
    metadata: Mapping[str, str]


def read_checkpoint(path: Path) -> Checkpoint:
    """Return what the file at `path` holds.

    Raises ModelError("weights_missing"); ModelError("weights_code") with the name of a Python
    object that would have to be run; a reason of `strangers.strange` for what is none of the
    formats; ModelError("weights_damaged", what="unreadable") with the cause for what is cut short.
    """
    if not path.is_file():
        raise ModelError("weights_missing", file=str(path))
    try:
        with path.open("rb") as file:
            start = file.read(9)
            if start.startswith(_ZIP):
                return Checkpoint(path, _read_zip(path), {})
            # Safetensors' header stands after its length, and begins so; any name will do.
            if start[8:] != b"{":
                return Checkpoint(path, _read_old(path, file), {})
        return _read_safetensors(path)
    except ForeignCodeError as error:
        raise ModelError("weights_code", file=str(path), code=str(error)) from error
    except BROKEN as error:
        cause = str(error) or type(error).__name__
        facts = {"file": str(path), "what": "unreadable", "cause": cause}
        raise ModelError(strange(path) or "weights_damaged", **facts) from error


def _read_safetensors(path: Path) -> Checkpoint:
    with path.open("rb") as file:
        header = struct.unpack("<Q", file.read(8))[0]
    if header > min(path.stat().st_size - 8, MOST_BYTES):
        raise ValueError("a header longer than the file may have")
    # The library holds every shape against the file's size itself.
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata() or {}
        tree = {name: _safe_tensor(path, file, name) for name in file.keys()}  # noqa: SIM118
    return Checkpoint(path, tree, metadata)


def _safe_tensor(path: Path, file: Any, name: str) -> Stored | None:  # noqa: ANN401 - untyped
    part = file.get_slice(name)
    kind = _SAFE_KINDS.get(part.get_dtype())

    def read() -> Tensor:
        with safe_open(path, framework="pt") as again:
            return again.get_tensor(name)

    return Stored(kind, tuple(part.get_shape()), read) if kind else None


def _read_zip(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """A zip archive of torch: one pickle, and an entry for each storage, none compressed."""
    with zipfile.ZipFile(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if any(each.compress_type != zipfile.ZIP_STORED for each in entries.values()):
            raise ValueError("compressed entries, which torch never writes")
        if sum(each.file_size for each in archive.infolist()) > path.stat().st_size:
            raise ValueError("entries larger than the file")
        main = next((name for name in entries if name.endswith("/data.pkl")), None)
        if main is None or entries[main].file_size > MOST_BYTES:
            raise ValueError("no data.pkl of a sensible size")
        folder = main.removesuffix("data.pkl")
        order = entries.get(f"{folder}byteorder")
        if order and archive.read(order).strip() != b"little":
            raise ValueError("written by a big-endian machine")
        data = archive.read(main)

    def storage_of(pid: Any) -> Storage:  # noqa: ANN401 - whatever the file says
        storage = _storage(pid)
        if storage.nbytes > entries[f"{folder}data/{storage.key}"].file_size:
            raise ValueError("a storage larger than its entry")
        return storage

    def read(storage: Storage, start: int, count: int) -> Tensor:
        entry = entries[f"{folder}data/{storage.key}"]
        with path.open("rb") as file:
            file.seek(entry.header_offset)
            # The sums of an archive are not checked: torch may be told to leave them out.
            name, extra = struct.unpack("<26xHH", file.read(30))
            return _bytes(file, entry.header_offset + 30 + name + extra + start, count)

    scan(data)
    return TensorUnpickler(data, storage_of, read).load()


def _read_old(path: Path, file: BinaryIO) -> Any:  # noqa: ANN401 - whatever the file holds
    """A file of before torch 1.6: a mark, a version, the machine, the data, the storages' names.

    The storages follow, each after its length.
    """
    file.seek(0)
    head = file.read(MOST_BYTES)
    places: dict[str, int] = {}  # filled below, before anything is read
    storages: dict[str, Storage] = {}

    def storage_of(pid: Any) -> Storage:  # noqa: ANN401 - whatever the file says
        if len(pid) > 5 and pid[5] is not None:
            raise ValueError("a view of a storage, in an old form")
        storage = _storage(pid)
        storages[storage.key] = storage
        return storage

    def read(storage: Storage, start: int, count: int) -> Tensor:
        with path.open("rb") as again:
            return _bytes(again, places[storage.key] + start, count)

    at, parts = 0, []
    for _ in range(5):
        end = at + scan(head[at:])
        parts.append(TensorUnpickler(head[at:end], storage_of, read).load())
        at = end
        if parts[0] != _OLD:
            raise ValueError("of no known format")
    if not parts[2].get("little_endian", True):
        raise ValueError("written by a big-endian machine")
    size = path.stat().st_size
    for key in parts[4]:
        file.seek(at)
        count = struct.unpack("<q", file.read(8))[0]
        places[key] = at + 8
        at += 8 + storages[key].nbytes
        if count != storages[key].count or at > size:
            raise ValueError("cut short")
    if storages.keys() - places.keys():
        raise ValueError("a storage is missing")
    return parts[3]


def _storage(pid: Any) -> Storage:  # noqa: ANN401 - whatever the file says
    word, dtype, key, _, count = pid[:5]
    if word != "storage" or not isinstance(dtype, torch.dtype) or type(count) is not int:
        raise ValueError("no storage")
    if count < 0:
        raise ValueError("no storage")
    return Storage(str(key), dtype, count)


def _bytes(file: BinaryIO, start: int, count: int) -> Tensor:
    data = torch.empty(count, dtype=torch.uint8)
    file.seek(start)
    if file.readinto(data.numpy()) != count:  # pyright: ignore[reportAttributeAccessIssue, reportArgumentType]
        raise ValueError("cut short")
    return data
