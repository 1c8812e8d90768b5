"""Work that takes longer than an answer may: done aside, while somebody listens.

A job is a generator that yields how far it is, now and then a blob of what it has made so far, and
returns its blob. One thread works, on one job at a time; the next one is that of the visitor whose
turn it is (fair_queue.py), who may have but few, and one that takes minutes is laid aside between
two steps while others have their turns. Jobs that only wait for a process of their own (aside.py)
have another thread, and no turns: nobody waits for them, and two at once would measure each other.
A job lives exactly as long as it has listeners: it ends before its next step when the last one has
left. Two who ask for the same share one job. What is made goes into the cache and to every listener
directly, so that it is made once even where the cache drops it; an error goes to every listener and
is forgotten.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from vitviz.app.compute import analyses
from vitviz.app.compute.fair_queue import FairQueue
from vitviz.app.compute.visitors import Visitor, acting_for, current
from vitviz.errors import VitvizError

MOST = 32  # jobs that may be here: the last would wait an hour
OF_AN_ADDRESS = 24  # of these: a hall may share one address, and others must find room
OF_A_BROWSER = 3  # of these: two, and one that its page leaves while it begins the next
BEGUN = 3  # of these may be begun and laid aside: each holds its analysis
TURN = 10.0  # seconds: the curves of the usual size are not cut
Step = tuple[int, int]  # done, of how many
Steps = Generator[Step | bytes, None, bytes]  # bytes: a blob of what is made so far
Work = Callable[[], Steps]


@dataclass(frozen=True)
class Progress:
    """How far a job is: `done` of `total` steps, `ahead` other jobs before it."""

    done: int
    total: int
    ahead: int


@dataclass(frozen=True)
class Part:
    """What a job has made so far, as a blob; a later one holds all of it."""

    blob: bytes


Event = Progress | Part | bytes | Exception  # the last one of a job is its blob or its error
Tell = Callable[[Event], None]  # called from another thread; must neither wait nor raise


@dataclass(eq=False)
class _Lane:
    """A thread, the jobs that wait for it, and whether it lays long ones aside."""

    thread: str
    turns: bool = True
    waiting: FairQueue["_Job"] = field(default_factory=FairQueue)
    worker: threading.Thread | None = None


@dataclass(eq=False)
class _Job:
    name: str
    work: Work
    visitor: Visitor  # for whom it was begun; who joins later brings it no other turn
    lane: _Lane
    listeners: list[Tell] = field(default_factory=list)
    step: Step = (0, 0)
    part: Part | None = None
    ahead: int = 0
    running: bool = False
    begun: Steps | None = None


_jobs: dict[str, _Job] = {}  # all
_HERE, _ASIDE = _Lane("jobs"), _Lane("jobs aside", turns=False)
_changed = threading.Condition()


@contextmanager
def listening(name: str, work: Work, tell: Tell, *, aside: bool = False) -> Iterator[None]:
    """Be told of the job called `name`, which is begun if need be, until the block is left.

    `name` says all that the blob depends on; `aside`: it waits for a process. `tell` hears at once
    how far the job is, or gets the blob that is kept. Raises VitvizError where this would be one
    job too many: "many_waiting" of all visitors, "many_of_yours" of the one who asks.
    """
    job = _join(name, work, tell, _ASIDE if aside else _HERE)
    try:
        yield
    finally:
        if job is not None:
            _leave(job, tell)


def _join(name: str, work: Work, tell: Tell, lane: _Lane) -> _Job | None:
    with _changed:
        job = _jobs.get(name)
        if job is None:
            kept = analyses.cached_blob(name)
            if kept is not None:
                tell(kept)
                return None
            _require_room(current())
            job = _jobs[name] = _Job(name, work, current(), lane)
            lane.waiting.put(job.visitor, job)
            _start(lane)
        _tell_places()
        job.listeners.append(tell)
        tell(Progress(*job.step, job.ahead))
        if job.part is not None:
            tell(job.part)
        return job


def _require_room(visitor: Visitor) -> None:
    """Raises VitvizError where this visitor may begin no other job now."""
    heard = [job.visitor for job in _jobs.values() if job.listeners]
    near = [other for other in heard if other.address == visitor.address]
    if near.count(visitor) >= OF_A_BROWSER:
        raise VitvizError("many_of_yours", most=OF_A_BROWSER)
    if len(_jobs) >= MOST or len(near) >= OF_AN_ADDRESS:
        raise VitvizError("many_waiting")


def _order(lane: _Lane) -> list[_Job]:
    """The jobs as they would come if nobody else came: the one that is worked on is the first."""
    waiting = list(lane.waiting)
    return [job for job in _jobs.values() if job.lane is lane and job not in waiting] + waiting


def _leave(job: _Job, tell: Tell) -> None:
    with _changed:
        if tell in job.listeners:
            job.listeners.remove(tell)
        waits_unheard = not job.listeners and not job.running and _jobs.get(job.name) is job
        if waits_unheard:
            _remove(job)
    if waits_unheard and job.begun is not None:
        job.begun.close()


def _start(lane: _Lane) -> None:
    """Wakes the lane's thread, which its first job starts."""
    if lane.worker is None or not lane.worker.is_alive():
        lane.worker = threading.Thread(target=_run, args=(lane,), name=lane.thread, daemon=True)
        lane.worker.start()
    _changed.notify_all()


def _remove(job: _Job) -> None:
    """Takes a job out; `_changed` is held."""
    _jobs.pop(job.name, None)
    job.lane.waiting.remove(job.visitor, job)
    _tell_places()


def _tell_places() -> None:
    """Tells whoever listens to a job that has moved up, or down as another's turn comes first."""
    placed = (each for lane in (_HERE, _ASIDE) for each in enumerate(_order(lane)))
    for ahead, job in placed:
        moved, job.ahead = ahead != job.ahead, ahead
        for tell in job.listeners if moved else ():
            tell(Progress(*job.step, ahead))


def _run(lane: _Lane) -> None:
    while True:
        with _changed:
            while (job := lane.waiting.take(_may_run)) is None:
                _changed.wait()
            job.running = True
        with acting_for(job.visitor):
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
    """Works on a job until it is made; None where nobody listens or it is laid aside."""
    over = time.monotonic() + TURN
    steps = job.begun = job.begun or job.work()
    try:
        while _wanted(job):
            step = next(steps)
            with _changed:
                said = _said(job, step)
                for tell in job.listeners:
                    tell(said)
                if time.monotonic() >= over and _laid_aside(job):
                    return None
    except StopIteration as end:
        made: bytes = end.value
        return made
    steps.close()
    return None


def _said(job: _Job, step: Step | bytes) -> Progress | Part:
    """What listeners are told of a step, which the job also keeps for who comes later."""
    if isinstance(step, bytes):
        job.part = Part(step)
        return job.part
    job.step = step
    return Progress(*step, 0)


def _may_run(_: Visitor, job: _Job) -> bool:
    begun = [each for each in _jobs.values() if each.lane is job.lane and each.begun is not None]
    return job in begun or len(begun) < BEGUN


def _laid_aside(job: _Job) -> bool:
    """Lets the job wait for its visitor's next turn, if it is another's now; `_changed` is held.

    Not one that nobody listens to: it is over, and would keep a place of those that are begun.
    """
    lane = job.lane
    others = lambda who, it: who != job.visitor and _may_run(who, it)  # noqa: E731
    if lane.turns and job.listeners and lane.waiting.first(others):
        job.running = False
        lane.waiting.put(job.visitor, job, before=True)
        _tell_places()
    return not job.running


def _wanted(job: _Job) -> bool:
    """Whether anybody listens; if not, the job is over."""
    with _changed:
        if not job.listeners:
            _remove(job)
        return bool(job.listeners)


def count() -> int:
    """How many jobs there are, the one that is worked on among them."""
    with _changed:
        return len(_jobs)
