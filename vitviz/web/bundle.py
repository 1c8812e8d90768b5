"""Small JSON and arrays in one answer, as the browser half fetches them.

Layout: the header's length as little-endian uint32, the header (UTF-8 JSON), zeros up to a
multiple of 8, then each array at its offset from there, little-endian, starting at a multiple of
8. The header's "arrays" says of each array its dtype, shape and offset. `frontend/net/bundle.js`
reads it; float16 reaches the browser's code as float32.
"""

import io
import json
from collections.abc import Mapping
from importlib.metadata import version

import numpy as np

import vitviz

_DTYPES = {"float16": "<f2", "float32": "<f4", "uint8": "|u1", "int32": "<i4"}
_PARTS = ("numpy", "timm", "torch")  # whose versions decide the numbers


def pack(header: Mapping[str, object], arrays: Mapping[str, np.ndarray]) -> bytes:
    """Return header and arrays as one blob; arrays are float16, float32, uint8 or int32.

    Raises ValueError for another dtype.
    """
    places: dict[str, dict[str, object]] = {}
    parts: list[bytes] = []
    at = 0
    for name, array in arrays.items():
        if str(array.dtype) not in _DTYPES:
            raise ValueError(f"{name} is {array.dtype}, not one of {sorted(_DTYPES)}")
        data = array.astype(_DTYPES[str(array.dtype)], copy=False).tobytes()
        places[name] = {"dtype": str(array.dtype), "shape": list(array.shape), "at": at}
        parts.append(_padded(data))
        at += len(parts[-1])
    text = json.dumps({**header, "arrays": places}, allow_nan=False).encode()
    return _padded(len(text).to_bytes(4, "little") + text) + b"".join(parts)


def unpack(blob: bytes) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """Return the header without "arrays", and the arrays, of what `pack` made."""
    length = int.from_bytes(blob[:4], "little")
    header = json.loads(blob[4 : 4 + length])
    start = len(_padded(blob[: 4 + length]))
    arrays = {}
    for name, place in header.pop("arrays").items():
        dtype = np.dtype(_DTYPES[place["dtype"]])
        count = int(np.prod(place["shape"], dtype=np.int64))
        flat = np.frombuffer(blob, dtype, count, start + place["at"])
        arrays[name] = flat.reshape(place["shape"])
    return header, arrays


def npz(blob: bytes, about: Mapping[str, object]) -> bytes:
    """Return what `pack` made as a NumPy archive to export.

    Beside the arrays stands `about`, a JSON text that loads without pickle: what is told in
    `about`, the versions of what computed it, and the header as "facts".
    """
    header, arrays = unpack(blob)
    versions = {"vitviz": vitviz.__version__} | {name: version(name) for name in _PARTS}
    told = {**about, "versions": versions, "facts": header}
    file = io.BytesIO()
    text = np.array(json.dumps(told, ensure_ascii=False))
    np.savez(file, allow_pickle=False, about=text, **arrays)
    return file.getvalue()


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 8)
