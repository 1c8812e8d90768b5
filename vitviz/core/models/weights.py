"""A file of weights into a module: safetensors, or a .pth that holds nothing but tensors.

No pickle is ever run. A file that is not there, cut short, altered or made for another model is
refused with a ModelError that names the file and what is wrong with it.
"""

import hashlib
import pickle
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from vitviz.errors import ModelError

# What torch's reader of pickles, made for whole files, stumbles over in others.
_BROKEN = (pickle.UnpicklingError, OSError, EOFError, RuntimeError, LookupError, ValueError,
           TypeError, AttributeError, AssertionError, struct.error)  # fmt: skip
_WRAPPERS = ("state_dict_ema", "state_dict", "model")  # under these names training scripts save


def fill(module: nn.Module, path: Path, promised: Mapping[str, Any] | None = None) -> None:
    """Copy the weights in `path` into the module, cast to the module's own type.

    `promised` holds "bytes" and "sha256", in hexadecimal, of the file as it was published.
    Raises ModelError("weights_missing"), or ModelError("weights_damaged") whose `what` is
    "bytes", "sha256", "unreadable" or "keys".
    """
    if not path.is_file():
        raise ModelError("weights_missing", file=str(path))
    _check(path, promised or {})
    state = _read(path)
    wanted = module.state_dict()
    # BatchNorm counts its training steps; older files leave that out and inference never reads it.
    counters = [name for name in wanted if name.endswith("num_batches_tracked")]
    state = {name: wanted[name] for name in counters} | state
    odd = {name for name in wanted if name not in state or state[name].shape != wanted[name].shape}
    odd |= state.keys() - wanted.keys()
    if odd:
        raise _damage(path, "keys", odd=sorted(odd)[:8], count=len(odd))
    module.load_state_dict(state)


def _damage(path: Path, what: str, **facts: object) -> ModelError:
    return ModelError("weights_damaged", file=str(path), what=what, **facts)


def _check(path: Path, promised: Mapping[str, Any]) -> None:
    size = path.stat().st_size
    if size != promised.get("bytes", size):
        raise _damage(path, "bytes", promised=promised["bytes"], got=size)
    if "sha256" in promised:
        with path.open("rb") as file:
            got = hashlib.file_digest(file, "sha256").hexdigest()
        if got != promised["sha256"]:
            raise _damage(path, "sha256", promised=promised["sha256"], got=got)


def _read(path: Path) -> dict[str, Tensor]:
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (*_BROKEN, SafetensorError) as error:
        raise _damage(path, "unreadable", cause=str(error)) from error
    for wrapper in _WRAPPERS:
        if isinstance(state, dict) and isinstance(state.get(wrapper), dict):
            state = state[wrapper]
    if not isinstance(state, dict) or not all(isinstance(each, Tensor) for each in state.values()):
        raise _damage(path, "unreadable", cause="no table of tensors")
    return {name.removeprefix("module."): tensor for name, tensor in state.items()}
