"""Work that takes longer than an answer may: done aside, with its progress, while someone waits.

A job is a generator that yields how far it is and returns its blob. One thread works, on one job
at a time, and takes its turn with the visitors' forward passes batch by batch. Who waits asks
again and again; a job that nobody asked for in a while ends by itself, so a closed page or a
pressed "stop" costs little more. Two visitors who ask for the same share one job, and it goes on
as long as one of them waits.
"""

import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from vitviz.app.compute import analyses
from vitviz.errors import VitvizError

PATIENCE = 6.0  # seconds without a question after which nobody waits any more
_OTHERS = 2.0  # seconds in which another who waits asks again after somebody has stopped waiting
MOST = 32  # jobs that may wait: each holds its photo's trace, and the last would wait an hour
Step = tuple[int, int]  # done, of how many
Work = Callable[[], Generator[Step, None, bytes]]


@dataclass(eq=False)
class _Job:
    name: str
    work: Work
    asked: float = field(default_factory=time.monotonic)
    step: Step = (0, 0)
    error: Exception | None = None


@dataclass(frozen=True)
class Waiting:
    """How far a job is: `done` of `total` steps, `ahead` other jobs before it."""

    done: int
    total: int
    ahead: int


_jobs: dict[str, _Job] = {}  # in the order they were asked for
_changed = threading.Condition()
_worker: threading.Thread | None = None


def ask(name: str, work: Work) -> bytes | Waiting:
    """The blob called `name` if it is there; if not, it is being made and this says how far it is.

    `name` says all that the blob depends on. An error of the work is raised to who asks next,
    and VitvizError("many_waiting") to who would be one too many.
    """
    global _worker  # one thread for the process, started by the first job
    kept = analyses.kept_blob(name)
    if kept is not None:
        return kept
    with _changed:
        if name not in _jobs and len(_jobs) >= MOST:
            raise VitvizError("many_waiting")
        job = _jobs.setdefault(name, _Job(name, work))
        job.asked = time.monotonic()
        if job.error is not None:
            del _jobs[name]
            raise job.error
        if _worker is None or not _worker.is_alive():
            _worker = threading.Thread(target=_run, name="jobs", daemon=True)
            _worker.start()
        _changed.notify()
        ahead = [other.name for other in _jobs.values() if other.error is None].index(name)
        return Waiting(*job.step, ahead)


def stop(name: str) -> None:
    """Says that one who waited for a job does so no more: it ends unless another asks soon."""
    with _changed:
        job = _jobs.get(name)
        if job is not None:
            job.asked = min(job.asked, time.monotonic() - PATIENCE + _OTHERS)


def _run() -> None:
    while True:
        with _changed:
            waiting = [job for job in _jobs.values() if job.error is None]
            if not waiting:
                _changed.wait()
                continue
        _work(waiting[0])


def _work(job: _Job) -> None:
    steps = job.work()

    def go_on() -> None:
        job.step = next(steps)

    try:
        while _wanted(job):
            analyses.in_turn(go_on)
    except StopIteration as end:
        made: bytes = end.value
        analyses.blob(job.name, lambda: made)
        with _changed:
            _jobs.pop(job.name, None)
    except Exception as error:  # noqa: BLE001 - it goes to who asked, in ask()
        job.error = error
    finally:
        steps.close()


def _wanted(job: _Job) -> bool:
    """Whether anybody still waits; also forgets what went wrong unasked."""
    now = time.monotonic()
    with _changed:
        for other in list(_jobs.values()):
            if now - other.asked > PATIENCE:
                del _jobs[other.name]
        return _jobs.get(job.name) is job
