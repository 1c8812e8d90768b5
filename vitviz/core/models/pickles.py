"""Reads a pickle of tensors and plain data, and imports nothing that it names.

torch's own `weights_only` reader calls what a list allows, some of which (bytearray, codecs) can
be made to fill the memory, and stumbles over the path or the configuration that training scripts
leave beside the weights. Here every name in a pickle becomes one of a few functions written below:
tensors are described, not read (`Stored`), harmless classes become a `Foreign` dictionary, and
any other name refuses the file.
"""

import io
import pickle
import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import Tensor

MOST_BYTES = 64_000_000  # of one pickle; a checkpoint of 20,000 tensors with its optimizer has 4 MB
_MOST_AXES = 16
_OPCODES = """
    PROTO FRAME STOP MARK POP POP_MARK DUP NONE NEWTRUE NEWFALSE INT BININT BININT1 BININT2 LONG
    LONG1 LONG4 FLOAT BINFLOAT STRING BINSTRING SHORT_BINSTRING UNICODE BINUNICODE
    SHORT_BINUNICODE BINBYTES SHORT_BINBYTES EMPTY_LIST LIST APPEND APPENDS EMPTY_TUPLE TUPLE
    TUPLE1 TUPLE2 TUPLE3 EMPTY_DICT DICT SETITEM SETITEMS EMPTY_SET ADDITEMS FROZENSET GET BINGET
    LONG_BINGET PUT BINPUT LONG_BINPUT MEMOIZE GLOBAL STACK_GLOBAL REDUCE BUILD NEWOBJ NEWOBJ_EX
    PERSID BINPERSID
"""
_STORAGES = {
    "FloatStorage": torch.float32, "DoubleStorage": torch.float64, "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16, "LongStorage": torch.int64, "IntStorage": torch.int32,
    "ShortStorage": torch.int16, "CharStorage": torch.int8, "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool, "ComplexFloatStorage": torch.complex64,
    "ComplexDoubleStorage": torch.complex128, "UntypedStorage": torch.uint8,
}  # fmt: skip
# Whose classes stand for data in training files: arguments, metrics, paths, configurations.
_PLAIN = """
    argparse pathlib datetime collections enum types uuid decimal fractions numpy omegaconf easydict
    yacs addict ml_collections mmengine mmcv pytorch_lightning lightning lightning_fabric
"""
_BUILTINS = """
    set frozenset complex slice range xrange bytearray list dict tuple int float str bytes bool
    object
"""
_PLAIN_NAMES = {
    ("copyreg", "_reconstructor"), ("copy_reg", "_reconstructor"), ("_codecs", "encode"),
    ("torch", "device"), ("torch", "Generator"), ("torch.serialization", "_get_layout"),
}  # fmt: skip


class ForeignCodeError(Exception):
    """The pickle names something that is neither a tensor nor plain data; the name is given."""


class Foreign(dict[Any, Any]):
    """What stands for an object of a class that is not imported: its fields, where it has any."""

    __hash__ = object.__hash__  # pyright: ignore[reportAssignmentType] - a path may be a key

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__()

    def __setstate__(self, state: object) -> None:
        if isinstance(state, dict):
            self.update(state)

    def append(self, _: object) -> None:
        """Take an item of a list of that class, which nobody reads."""


class _Table(dict[Any, Any]):
    """An OrderedDict; torch hangs the version of a state_dict on one."""

    def __init__(self, items: object = ()) -> None:
        super().__init__()
        if items:  # Python 2 wrote them so; torch writes them one by one
            raise pickle.UnpicklingError("an OrderedDict in an old form")

    def __setstate__(self, _: object) -> None:
        pass


@dataclass(frozen=True)
class Storage:
    """Where numbers lie: `count` of them of one kind, in what the file calls `key`."""

    key: str
    dtype: torch.dtype
    count: int

    @property
    def nbytes(self) -> int:
        """Bytes of all of it."""
        return self.count * self.dtype.itemsize


@dataclass(frozen=True)
class Stored:
    """A tensor of a file that has not been read: its numbers come by `read()`."""

    dtype: torch.dtype
    shape: tuple[int, ...]
    read: Callable[[], Tensor]

    @property
    def nbytes(self) -> int:
        """Bytes of its numbers, in the file's own kind."""
        return prod(self.shape) * self.dtype.itemsize


# Reads so many bytes of a storage, from the given one on, into a new tensor of bytes.
ReadBytes = Callable[[Storage, int, int], Tensor]


def scan(data: bytes) -> int:
    """Return where the first pickle in `data` ends; nothing of it is built.

    Raises pickle.UnpicklingError for an operation that torch's files do not hold, and for an index
    into the memo that would make the reader set aside memory for nothing; ValueError for what is no
    pickle.
    """
    stream, usual = io.BytesIO(data), frozenset(_OPCODES.split())
    for count, (operation, argument, _) in enumerate(pickletools.genops(stream)):
        name = operation.name
        if name not in usual:
            raise pickle.UnpicklingError(f"unusual operation {name}")
        if name.endswith("PUT") and int(argument or 0) > count:
            raise pickle.UnpicklingError("unusual index in the memo")
    return stream.tell()


class TensorUnpickler(pickle.Unpickler):
    """Builds one pickle that `scan` has passed; storages are asked of `storage_of`."""

    def __init__(self, data: bytes, storage_of: Callable[[Any], Storage], read: ReadBytes) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", errors="replace")
        self._storage_of = storage_of
        self._read = read

    def persistent_load(self, pid: Any) -> Storage:  # noqa: ANN401 - whatever the file says
        """Return the storage that this name of the file means."""
        return self._storage_of(pid)

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - one of many functions
        """Return what stands for the global. Raises ForeignCodeError for one that is not data."""
        if module.startswith("torch") and name in _STORAGES:
            return _STORAGES[name]
        ours = {
            "torch._utils._rebuild_tensor": self._tensor,
            "torch._utils._rebuild_tensor_v2": self._tensor,
            "torch._utils._rebuild_tensor_v3": self._tensor_of_type,
            "torch._utils._rebuild_parameter": _first,
            "torch._utils._rebuild_parameter_with_state": _first,
            "torch._tensor._rebuild_from_type_v2": _of_type,
            "torch.nn.parameter.Parameter": _first,
            "torch.Tensor": Foreign,
            "torch.Size": _first,
            "collections.OrderedDict": _Table,
            "collections.defaultdict": Foreign,
        }
        found = ours.get(f"{module}.{name}")
        if found is not None:
            return found
        dtype = vars(torch).get(name)  # not getattr, which would import what is not there yet
        if module == "torch" and isinstance(dtype, torch.dtype):
            return dtype
        if _is_plain(module, name):
            return Foreign
        raise ForeignCodeError(f"{module}.{name}")

    def _tensor(self, storage: Storage, *geometry: Any) -> Stored | Foreign:  # noqa: ANN401
        return self._stored(storage, storage.dtype, *geometry[:3])

    def _tensor_of_type(self, storage: Storage, *rest: Any) -> Stored | Foreign:  # noqa: ANN401
        offset, shape, stride, _, _, dtype, *_ = rest
        return self._stored(storage, dtype, offset, shape, stride)

    def _stored(
        self,
        storage: Storage,
        dtype: torch.dtype,
        offset: int,
        shape: tuple[int, ...],
        stride: tuple[int, ...],
    ) -> Stored | Foreign:
        whole = all(type(each) is int and each >= 0 for each in (offset, *shape, *stride))
        if not whole or len(shape) != len(stride) or len(shape) > _MOST_AXES:
            raise pickle.UnpicklingError("a tensor of no sensible shape")
        steps = zip(shape, stride, strict=True)
        span = 1 + sum((n - 1) * step for n, step in steps) if prod(shape) else 0
        if (offset + span) * dtype.itemsize > storage.nbytes:
            raise pickle.UnpicklingError("a tensor reaches beyond its storage")
        if prod(shape) > span:
            return Foreign()  # one number spread over many; it could be as large as it likes

        def read() -> Tensor:
            if not span:
                return torch.empty(shape, dtype=dtype)
            data = self._read(storage, offset * dtype.itemsize, span * dtype.itemsize)
            return data.view(dtype).as_strided(shape, stride)

        return Stored(dtype, shape, read)


def _is_plain(module: str, name: str) -> bool:
    if module in ("builtins", "__builtin__"):
        return name in _BUILTINS.split()
    known = module.partition(".")[0] in _PLAIN.split() and "." not in name
    return known or (module, name) in _PLAIN_NAMES


def _first(value: object, *_: object) -> object:
    return value


def _of_type(build: Callable[..., object], _: object, arguments: Any, *__: object) -> object:  # noqa: ANN401
    return build(*arguments)
