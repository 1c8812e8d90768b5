"""Checkpoints: written whole, the one before kept, and verified when they are read.

A file is one line with the length and the SHA-256 of what follows, then what torch.save wrote.
"""

import hashlib
import io
from pathlib import Path
from typing import Any

import torch

from vitviz.training.files import write_whole

_WORD = b"vitviz-checkpoint"


def write(path: Path, state: dict[str, Any]) -> None:
    """Make `state` (tensors, numbers, texts, lists and tables of them) the newest checkpoint.

    The one that was newest stays as the one before.
    """
    buffer = io.BytesIO()
    torch.save(state, buffer)
    data = buffer.getvalue()
    head = b"%s %d %s\n" % (_WORD, len(data), hashlib.sha256(data).hexdigest().encode())
    newer = path.with_name(path.name + ".new")
    write_whole(newer, lambda file: (file.write(head), file.write(data)))
    if path.exists():
        path.replace(_before(path))
    newer.replace(path)


def read(path: Path) -> dict[str, Any] | None:
    """Return the newest checkpoint that is undamaged, None where there is none.

    A kill between the two renames of `write` leaves the new one under its first name.
    """
    for candidate in (path.with_name(path.name + ".new"), path, _before(path)):
        data = _verified(candidate)
        if data is not None:
            return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    return None


def _before(path: Path) -> Path:
    return path.with_name(path.name + ".before")


def _verified(path: Path) -> bytes | None:
    """What follows the first line of a checkpoint, None if it is not what that line promises."""
    if not path.is_file():
        return None
    head, _, data = path.read_bytes().partition(b"\n")
    word, *promised = head.split(b" ")
    found = [str(len(data)).encode(), hashlib.sha256(data).hexdigest().encode()]
    return data if word == _WORD and promised == found else None
