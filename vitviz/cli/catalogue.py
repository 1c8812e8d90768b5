"""`python -m vitviz.cli.catalogue`: tries every architecture of timm and writes what it is.

Each is tried in a process of its own with random weights: one that needs too much memory or time
takes nobody else down and stays untried. What was tried is not tried again, so a run that was
stopped goes on; `--again REASON` tries those that were refused for it once more, after a change of
ours. What is too large for the usual bounds is tried with `--bytes` and `--each` of more, or some
of its blocks alone (`--blocks`), which the table then says.
"""

import argparse
import logging
import multiprocessing
import resource
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import timm

from vitviz.cli.measured import counted, tried
from vitviz.core.models import catalogue
from vitviz.core.models.catalogue import Facts
from vitviz.errors import ModelError

_SECONDS = 240.0  # for one
_BYTES = 9_000_000_000  # of address space for one
_SIZES = (
    {"test", "tiny", "atto", "femto", "pico", "nano", "xxtiny", "xtiny"},
    {"small", "mini", "s", "t"},
    {"medium"},
    {"base", "b"},
    {"large", "l", "so150m2", "so400m"},
    {"xlarge", "xl", "huge", "giant", "gigantic", "1b", "2b", "3b", "7b"},
)
_log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what has no row, the smallest first as far as names tell; write the table after each."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    over = time.monotonic() + asked.seconds
    found = _held(asked.out)
    names = sorted(
        (name for name in timm.list_models(asked.only) if _wanted(name, found, asked)), key=_size
    )
    for count, name in enumerate(names, start=1):
        if time.monotonic() > over:
            return 1
        found[name] = _aside(name, asked.each, asked.bytes, asked.blocks) or counted(name)
        catalogue.write(found, timm.__version__, asked.out)
        said = f"{found[name].kind} {found[name].refused or 'opens'}"
        _log.info("%d of %d: %s: %s", count, len(names), name, said)
    return 0


def _size(name: str) -> tuple[int, int, str]:
    """A rank by what the name says of its size, and by how many pixels it reads."""
    parts = set(name.split("_"))
    rank = max((rank for rank, of in enumerate(_SIZES) if parts & of), default=2)
    pixels = max((int(part) for part in parts if part.isdecimal() and len(part) == 3), default=224)
    return rank, pixels, name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vitviz.cli.catalogue", description=__doc__)
    parser.add_argument("--out", type=Path, default=catalogue.TABLE)
    parser.add_argument("--only", default="", help="names of this form, as vit_small*")
    parser.add_argument("--again", nargs="*", default=[], help="reasons to try once more; or all")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="end after these")
    parser.add_argument("--each", type=float, default=_SECONDS, help="seconds for one")
    parser.add_argument("--blocks", type=int, default=0, help="try so many alone")
    parser.add_argument("--bytes", type=int, default=_BYTES, help="of address space for one")
    return parser


def _held(path: Path) -> dict[str, Facts]:
    """The table, without names that timm does not know any more."""
    try:
        held = catalogue.read(path)
    except ModelError:
        return {}
    names = set(timm.list_models())
    return {name: facts for name, facts in held.items() if name in names}


def _wanted(name: str, found: dict[str, Facts], asked: argparse.Namespace) -> bool:
    return name not in found or bool({"all", found[name].refused} & set(asked.again))


def _aside(
    name: str, seconds: float = _SECONDS, room: int = _BYTES, blocks: int = 0
) -> Facts | None:
    """What it is, None where its process found no answer."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(
        target=_answer, args=(name, theirs, room, blocks)
    )
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(seconds) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()
        ours.close()


def _answer(name: str, told: Connection, room: int, blocks: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    told.send(tried(name, blocks))


if __name__ == "__main__":
    raise SystemExit(main())
