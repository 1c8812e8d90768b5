"""Work that takes longer than an answer may: done aside, while somebody listens.

A job is a generator that yields how far it is and returns its blob. One thread works, on one job
at a time, in the order in which they were asked for. A job lives exactly as long as it has
listeners: it ends before its next step when the last one has left. Two who ask for the same share
one job. What is made goes into the cache and to every listener directly, so that it is made once
even where the cache drops it; an error goes to every listener and is forgotten.
"""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from vitviz.app.compute import analyses
from vitviz.errors import VitvizError

MOST = 32  # jobs that may wait: the last would wait an hour
Step = tuple[int, int]  # done, of how many
Work = Callable[[], Generator[Step, None, bytes]]


@dataclass(frozen=True)
class Progress:
    """How far a job is: `done` of `total` steps, `ahead` other jobs before it."""

    done: int
    total: int
    ahead: int


Event = Progress | bytes | Exception  # the last one of a job is its blob or its error
Tell = Callable[[Event], None]  # called from another thread; must neither wait nor raise


@dataclass(eq=False)
class _Job:
    name: str
    work: Work
    listeners: list[Tell] = field(default_factory=list)
    step: Step = (0, 0)
    running: bool = False


_jobs: dict[str, _Job] = {}  # in the order they were asked for
_changed = threading.Condition()
_worker: threading.Thread | None = None


@contextmanager
def listening(name: str, work: Work, tell: Tell) -> Iterator[None]:
    """Be told of the job called `name`, which is begun if need be, until the block is left.

    `name` says all that the blob depends on. `tell` hears at once how far the job is, or gets the
    blob that is kept. Raises VitvizError("many_waiting") where this would be one job too many.
    """
    job = _join(name, work, tell)
    try:
        yield
    finally:
        if job is not None:
            _leave(job, tell)


def _join(name: str, work: Work, tell: Tell) -> _Job | None:
    with _changed:
        job = _jobs.get(name)
        if job is None:
            kept = analyses.cached_blob(name)
            if kept is not None:
                tell(kept)
                return None
            if len(_jobs) >= MOST:
                raise VitvizError("many_waiting")
            job = _jobs[name] = _Job(name, work)
            _start()
        job.listeners.append(tell)
        tell(Progress(*job.step, list(_jobs).index(name)))
        return job


def _leave(job: _Job, tell: Tell) -> None:
    with _changed:
        if tell in job.listeners:
            job.listeners.remove(tell)
        waits_unheard = not job.listeners and not job.running
        if waits_unheard and _jobs.get(job.name) is job:
            _remove(job)


def _start() -> None:
    global _worker  # one thread for the process, started by the first job
    if _worker is None or not _worker.is_alive():
        _worker = threading.Thread(target=_run, name="jobs", daemon=True)
        _worker.start()
    _changed.notify()


def _remove(job: _Job) -> None:
    """Takes a job out and tells the others that they have moved up; `_changed` is held."""
    _jobs.pop(job.name, None)
    for ahead, other in enumerate(_jobs.values()):
        for tell in other.listeners:
            tell(Progress(*other.step, ahead))


def _run() -> None:
    while True:
        with _changed:
            while not _jobs:
                _changed.wait()
            job = next(iter(_jobs.values()))
            job.running = True
        outcome = _outcome(job)
        if outcome is None:
            continue
        with _changed:
            listeners, job.listeners = job.listeners, []
            _remove(job)
        for tell in listeners:
            tell(outcome)


def _outcome(job: _Job) -> bytes | Exception | None:
    """What the job made, its error, or None where nobody listens any more."""
    try:
        made = _made(job)
        return None if made is None else analyses.blob(job.name, lambda: made)
    except Exception as error:  # noqa: BLE001 - it goes to those who listen
        return error
    except BaseException as error:  # noqa: BLE001 - an exit of this thread would jam all jobs
        return RuntimeError(repr(error))


def _made(job: _Job) -> bytes | None:
    steps = job.work()
    try:
        while _wanted(job):
            step = next(steps)
            with _changed:
                job.step = step
                for tell in job.listeners:
                    tell(Progress(*step, 0))
    except StopIteration as end:
        made: bytes = end.value
        return made
    finally:
        steps.close()
    return None


def _wanted(job: _Job) -> bool:
    """Whether anybody listens; if not, the job is over."""
    with _changed:
        if not job.listeners:
            _remove(job)
        return bool(job.listeners)
