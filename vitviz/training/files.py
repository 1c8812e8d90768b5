"""Files that are either whole or not there, however a run ends."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO


def write_whole(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Let `write` fill a file beside `path`, and give it that name once it is on the disk.

    Whoever reads `path` finds the old file or the new one, also after a kill or a loss of power.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def write_json(path: Path, value: object) -> None:
    """Write `value` as JSON that a person can read."""
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    write_whole(path, lambda file: file.write(text.encode()))


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever was written
    """Return what `write_json` wrote, None where there is no such file."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
