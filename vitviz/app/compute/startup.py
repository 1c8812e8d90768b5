"""From a cold process to the first photo: libraries, models, one analysis.

A background thread does it while the page already answers and says how far it is. Afterwards
what is loaded is frozen out of the garbage collector's sight (torch and timm bring a million
objects that a collection would visit each time), and a slow timer collects the rest.
"""

import gc
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from vitviz.app.compute.heap import give_back
from vitviz.errors import VitvizError

STAGES = ("libraries", "models", "photo", "ready")
_COLLECT_EVERY = 30.0  # seconds


@dataclass(frozen=True)
class Progress:
    """How far the process is: a stage, the seconds since the start, what went wrong if anything."""

    stage: str
    seconds: float
    error: Exception | None = None

    @property
    def ready(self) -> bool:
        """Whether pages can be shown."""
        return self.stage == "ready"


_lock = threading.Lock()
_started: float | None = None
_stage = "libraries"
_error: Exception | None = None


def progress() -> Progress:
    """Where the process stands; the first call starts the work."""
    start(lambda _: None)
    return Progress(_stage, time.monotonic() - (_started or time.monotonic()), _error)


def start(told: Callable[[Progress], None], load: Callable[[], None] = lambda: None) -> None:
    """Begins to prepare for visitors, once per process, in a thread of its own.

    `told` hears how that ended; `load` is called before, for what else the first visitor needs.
    """
    global _started
    with _lock:
        if _started is not None:
            return
        _started = time.monotonic()
        thread = threading.Thread(target=_prepare, args=(told, load), name="startup", daemon=True)
        thread.start()


def _prepare(told: Callable[[Progress], None], load: Callable[[], None]) -> None:
    global _stage, _error
    try:
        import vitviz.core.attention.capture  # noqa: F401  (brings torch and timm)
        from vitviz.app.compute import analyses, blobs, models
        from vitviz.app.state.view_state import ViewState

        _stage = "models"
        state = ViewState()
        models.model(state.model)
        models.model(models.CNN)
        _stage = "photo"
        analysis = analyses.analysis(analyses.AnalysisSpec.of(state))
        blobs.keep_layers(analysis)
        blobs.picture(analysis.spec.photo, "large")
        blobs.picture(analysis.spec.photo, "small")
        load()
        gc.collect()
        gc.freeze()
        _stage = "ready"
    except Exception as error:  # whatever it is, the page must say so
        if not isinstance(error, VitvizError):  # its sentence says it all
            logging.getLogger(__name__).error("the server cannot start", exc_info=error)
        _error = error
    told(progress())
    if _error is None:
        _collect_forever()


def _collect_forever() -> None:
    while True:
        time.sleep(_COLLECT_EVERY)
        gc.collect()
        give_back()
