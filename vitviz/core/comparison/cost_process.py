"""What a pass of one model costs at several sizes, measured in a process of its own.

    python -m vitviz.core.comparison.cost_process \
        '{"model": "everyday-vit-s14", "fused": true, "sizes": [[224, 224], [448, 448]]}'

A server's memory is that of all its visitors, so a peak is taken in a process that does nothing
else, one for each way in which a model runs. The process runs one thread at the lowest priority,
may claim so much memory and no more, writes a line of JSON a size, and ends when its standard
input does, as it does when whoever began it has died.
"""

import ctypes
import gc
import json
import os
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn

from vitviz.core.models.architecture import use_fused_attention
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError

REPEATS = 5  # passes, of which the middle one counts
MOST_SECONDS = 4.0  # for all of them; two at least
MOST_BYTES = 3_000_000_000  # that the process may claim beyond what it begins with
_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Cost:
    """Of a pass of one picture: seconds, the middle of the repetitions, and bytes at the peak.

    Seconds are those of one processor core that worked on it, so that they do not grow with what
    others do meanwhile. Bytes are those that the process holds at most during the first pass
    beyond what it held before, so without weights and libraries; 0 where the pass finds room in
    what it holds already, NaN where the system does not tell.
    """

    seconds: float
    peak: float
    repeats: int

    def __post_init__(self) -> None:
        if not (self.seconds > 0 and self.repeats > 0):
            raise ArgumentError(
                "broken_invariant", argument="seconds", rule="above 0", got=self.seconds
            )


def cost_of(run: Callable[[], object]) -> Cost:
    """The cost of `run`: its peak the first time, its seconds in the times after that."""
    before = _rewound()
    run()
    peak = _status("VmHWM") - before
    seconds: list[float] = []
    began = time.perf_counter()
    while len(seconds) < 2 or (
        len(seconds) < REPEATS and time.perf_counter() - began < MOST_SECONDS
    ):
        start = time.thread_time()
        run()
        seconds.append(time.thread_time() - start)
    return Cost(median(seconds), peak, len(seconds))


def measure(
    model: str,
    fused: bool,
    sizes: Sequence[Sequence[int]],
    how: Mapping[str, Any] | None = None,
    further: Sequence[Mapping[str, Any]] | None = None,
) -> Iterator[Cost]:
    """Yield a pass of this model over a picture of each (height, width), in this very process.

    `fused` is how its attention is computed; one without attention knows no difference. `how` are
    the other arguments of `load`: the architecture of a file that says none. `further` are those of
    each size, for which the model is loaded anew; None where one takes them all. Weights are
    random: what a pass costs does not depend on them. Raises VitvizError for a model that cannot be
    opened.
    """
    known = {**(how or {}), "weights": "random", "device": "cpu"}
    told = [{}] if further is None else further
    for at, each in enumerate(told):
        module = load(model, **known, **each).module
        use_fused_attention(module, fused=fused)
        with torch.inference_mode():
            _warmed(module)
            for height, width in sizes if further is None else sizes[at : at + 1]:
                yield cost_of(partial(module, torch.zeros(1, 3, height, width)))
        del module  # before the next one is loaded


def _warmed(module: nn.Module) -> None:
    """What torch's libraries claim for themselves at their first product is no cost of the pass."""
    linear = (each.out_features for each in module.modules() if isinstance(each, nn.Linear))
    side = next(linear, 64)
    product: Tensor = torch.ones(64, side) @ torch.ones(side, side)
    torch.nn.functional.conv2d(torch.ones(1, 3, 32, 32), product.new_ones(8, 3, 4, 4))
    queries = torch.ones(1, 1, 8, 8)
    torch.nn.functional.scaled_dot_product_attention(queries, queries, queries)


def _rewound() -> float:
    """Bytes that the process holds, from which its peak is counted anew; NaN if nobody tells."""
    gc.collect()
    with suppress(OSError, AttributeError):  # what was freed is held no longer, with glibc
        ctypes.CDLL(None).malloc_trim(0)
    with suppress(OSError):
        _RESET.write_text("5")
    return _status("VmRSS")


def _status(name: str) -> float:
    """A number of Linux's /proc/self/status, in bytes; NaN elsewhere."""
    if not _STATUS.is_file():
        return float("nan")
    found = re.search(rf"^{name}:\s+(\d+) kB", _STATUS.read_text("ascii"), re.MULTILINE)
    return 1024.0 * int(found[1]) if found else float("nan")


def _behave() -> None:
    """Last in every queue, in one thread, within bounds, and gone with whoever began it."""
    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(19)
    with suppress(ImportError, ValueError, OSError):  # other systems have no such bound
        import resource

        most = int(_status("VmData")) + MOST_BYTES
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    threading.Thread(target=_end_with_input, daemon=True).start()


def _end_with_input() -> None:
    while os.read(0, 1024):  # not through sys.stdin, whose lock the end of the process waits for
        pass
    os._exit(1)


def main() -> None:
    """Writes the costs of what the one argument names to the standard output, a line each."""
    asked = json.loads(sys.argv[1])
    _behave()
    for cost in measure(**asked):
        sys.stdout.write(f"{json.dumps(asdict(cost))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
