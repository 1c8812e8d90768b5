"""A Python module of ours in a process of its own, whose lines are taken as they come.

One at a time: two would measure each other. It is ended with the generator that waits for it, and
ends by itself with the server (its standard input does).
"""

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import vitviz
from vitviz.errors import VitvizError

TICK = 0.25  # seconds between two looks
MOST = 600.0  # seconds for a process
_alone = threading.Lock()
# One thread; nothing is fetched, what is not on this machine cannot be measured on it.
_SETTINGS = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}


def lines_of(module: str, argument: str, most: float = MOST) -> Iterator[str | None]:
    """Yield each line that `python -m module argument` writes, None while there is none.

    Raises VitvizError("aside_failed") where the process ends otherwise than well, or has not ended
    after `most` seconds.
    """
    while not _alone.acquire(blocking=False):
        yield None
        time.sleep(TICK)
    try:
        yield from _lines(module, argument, most)
    finally:
        _alone.release()


def _lines(module: str, argument: str, most: float) -> Iterator[str | None]:
    package = str(Path(vitviz.__file__).parents[1])
    paths = filter(None, (package, os.environ.get("PYTHONPATH")))
    process = subprocess.Popen(
        [sys.executable, "-m", module, argument],
        env={**os.environ, **_SETTINGS, "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            yield from _read(process, most)
        finally:
            process.kill()


def _read(process: subprocess.Popen[str], most: float) -> Iterator[str | None]:
    written: queue.SimpleQueue[str] = queue.SimpleQueue()
    until = time.monotonic() + most
    reader = threading.Thread(target=_pass_on, args=(process.stdout, written), daemon=True)
    reader.start()
    while reader.is_alive() or not written.empty():
        try:
            yield written.get(timeout=TICK).rstrip()
        except queue.Empty:
            yield None
        if time.monotonic() > until:
            raise VitvizError("aside_failed", seconds=round(most))
    if process.wait():
        raise VitvizError("aside_failed", status=process.returncode)


def _pass_on(output: IO[str] | None, written: "queue.SimpleQueue[str]") -> None:
    for line in output or ():
        written.put(line)
