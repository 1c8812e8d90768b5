"""A run's log: one JSON object a line, in the order in which things happened.

A kill can cut the last line short and can leave lines of steps that the last checkpoint does not
know; when the run goes on, both are taken out, so that every step stands there once.
"""

import json
from pathlib import Path
from typing import Any

from vitviz.training.files import write_whole

Record = dict[str, Any]


def append(path: Path, record: Record) -> None:
    """Write `record` as the log's last line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")


def read(path: Path) -> list[Record]:
    """Return the log's records; lines that are not whole are left out."""
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [record for line in lines if (record := _parsed(line)) is not None]


def rewind(path: Path, step: int) -> None:
    """Take out every record of a later step, and lines that are not whole."""
    kept = [record for record in read(path) if record.get("step", 0) <= step]
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in kept)
    write_whole(path, lambda file: file.write(text.encode()))


def _parsed(line: str) -> Record | None:
    try:
        record = json.loads(line)
    except json.JSONDecodeError:
        return None
    return record if isinstance(record, dict) else None
