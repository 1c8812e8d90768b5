"""How a model comes into memory while somebody waits for it: fetched, loaded, probed, then ready.

Each model is opened once, in a thread of its own, however many wait; few are fetched at a time, and
those who use other models wait for none of it. Who waits hears how far it is. A model that nobody
waits for any more is not fetched on; what is here already is loaded to the end.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from vitviz.app.compute import budget, models, own
from vitviz.app.compute.jobs import Event, Progress, Tell
from vitviz.errors import ModelError, VitvizError
from vitviz.web.bundle import pack

MOST = 8  # models that may be on their way
AT_A_TIME = 3  # of these that are fetched
Stage = Literal["waiting", "downloading", "loading", "probing"]
_DONE = pack({}, {})
# Reasons that may be gone in a minute.
_PASSING = ("hub_", "disk_full", "many_", "not_here", "model_too_large")


@dataclass(frozen=True)
class Reached(Progress):
    """How far it is: of a download `done` of `total` bytes, else 0 of 0."""

    stage: Stage = "waiting"


@dataclass(eq=False)
class _Opening:
    name: str
    weights: str
    listeners: list[Tell] = field(default_factory=list)
    state: object = None  # of the operator's files as it began
    reached: Reached = Reached(0, 0, 0)

    def tell(self, stage: Stage, done: int = 0, total: int = 0) -> None:
        self.reached = Reached(done, total, 0, stage)
        self._say(self.reached)

    def end(self, how: Event, *, unless_heard: bool = False) -> bool:
        """Tell the end, unless somebody listens who should not hear it; whether it has ended."""
        key = self.name, self.weights
        with _lock:
            if unless_heard and self.listeners:
                return False
            _openings.pop(key, None)
            _ended[key] += 1
            if isinstance(how, ModelError) and not how.reason.startswith(_PASSING):
                _refused[key] = how.fresh(), self.state
        self._say(how)
        return True

    def stopped(self) -> bool:
        return not self.listeners

    def _say(self, event: Event) -> None:
        for tell in tuple(self.listeners):
            tell(event)


Key = tuple[str, str]  # name, weights
_openings: dict[Key, _Opening] = {}
_refused: dict[Key, tuple[VitvizError, object]] = {}  # what no second try of these files changes
_ended: Counter[Key] = Counter()
_lock = threading.Lock()
_fetching = threading.Semaphore(AT_A_TIME)


@dataclass(frozen=True)
class Standing:
    """How a model stands that is not in memory.

    `here`: it needs no network. `nbytes` is what its weights take, 0 where nobody knows yet;
    `refused` why it does not open, if it was tried. `tries` counts those that have ended: who asks
    again asks for another one.
    """

    here: bool
    nbytes: int
    refused: VitvizError | None
    tries: int


def standing(name: str, weights: str) -> Standing:
    """How this model stands; nothing is begun."""
    key = name, weights
    refused, state = _refused.get(key, (None, None))
    if state != own.state_of(name):
        refused = None  # a file that was still being copied may be whole by now
    return Standing(models.is_here(name, weights), estimated_bytes(name), refused, _ended[key])


@contextmanager
def listening(name: str, weights: str, tell: Tell) -> Iterator[None]:
    """Be told of this model, which is opened if need be, until the block is left.

    `tell` hears Reached, at last bytes (the model is in memory) or an error. Raises ModelError as
    `models.require_allowed`, "model_too_large", "many_opening".
    """
    name = models.canonical(name)
    models.require_allowed(name, weights, family=None)
    if models.is_loaded(name, weights):
        tell(_DONE)
        yield
        return
    opening = _join(name, weights, tell)
    try:
        yield
    finally:
        with _lock:
            if tell in opening.listeners:
                opening.listeners.remove(tell)


def _join(name: str, weights: str, tell: Tell) -> _Opening:
    with _lock:
        opening = _openings.get((name, weights))
        if opening is not None:
            opening.listeners.append(tell)
            tell(opening.reached)
            return opening
        if len(_openings) >= MOST:
            raise ModelError("many_opening", name=name)
        _require_room(name, estimated_bytes(name))
        opening = _openings[name, weights] = _Opening(name, weights, [tell], own.state_of(name))
        tell(opening.reached)
    threading.Thread(target=_open, args=(opening,), name="opening", daemon=True).start()
    return opening


def _require_room(name: str, needs: int) -> None:
    """Raises ModelError("model_too_large") for what this process has no memory for."""
    most = budget.total() - budget.LIBRARIES
    if needs > most:
        raise ModelError("model_too_large", name=name, needs=needs, most=most)


def estimated_bytes(name: str) -> int:
    """What the weights of a name take, in memory and about as much as a file; 0: unknown."""
    from vitviz.core.models.catalogue import catalogue
    from vitviz.core.models.names import parse

    place = own.place_of(name)
    if place is not None:
        return place.stat().st_size if place.is_file() else 0
    parsed = parse(name)
    facts = catalogue().get(parsed.id) if parsed.source == "timm" else None
    if facts is None:
        return 0
    import timm

    config = timm.get_pretrained_cfg(str(parsed))
    return 4 * facts.parameters_for(config.num_classes if config else 1000)


def _open(opening: _Opening) -> None:
    """The whole way, told to all who listen, its end too."""
    from vitviz.core.models.download_bar import Stopped

    while True:
        try:
            if not models.is_here(opening.name, opening.weights):
                with _fetching:
                    _fetch(opening)
            opening.tell("loading")
            models.model(opening.name, opening.weights, told=lambda: opening.tell("probing"))
        except Stopped:
            if opening.end(VitvizError("interrupted"), unless_heard=True):
                return  # else somebody came while it was being stopped
        except Exception as error:  # noqa: BLE001 - it goes to those who listen
            opening.end(error)
            return
        else:
            opening.end(_DONE)
            return


def _fetch(opening: _Opening) -> None:
    from vitviz.core.models import hub
    from vitviz.core.models.download_bar import Stopped

    if opening.stopped():
        raise Stopped
    name = opening.name
    remote = hub.remote_of(name)
    if remote is None:
        raise ModelError("no_published_weights", name=name)
    opening.tell("downloading")
    offer = hub.look_up(name, remote)
    _require_room(name, offer.nbytes)
    opening.tell("downloading", 0, offer.nbytes)
    hub.download(name, remote, offer, partial(opening.tell, "downloading"), opening.stopped)
