"""How long a photo takes of late, by kind: the estimate that who waits is told.

Kinds are few: the pairs of models and the sizes that are in use. What is counted is the time that
the server was at it, so that whatever else keeps it busy meanwhile counts too.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable

LAST = 8  # batches of a kind that count: the load of a minute ago says nothing
KINDS = 64


class Rates:
    """Seconds a photo; whoever shares them among threads guards them by a lock."""

    def __init__(self) -> None:
        self._noted: OrderedDict[Hashable, deque[tuple[int, float]]] = OrderedDict()

    def note(self, kind: Hashable, photos: int, seconds: float) -> None:
        """So many photos of this kind, at least one, have taken so long in all."""
        self._noted.setdefault(kind, deque(maxlen=LAST)).append((photos, seconds))
        self._noted.move_to_end(kind)
        if len(self._noted) > KINDS:
            self._noted.popitem(last=False)

    def of(self, kind: Hashable) -> float | None:
        """Seconds that a photo of this kind has taken in the mean, None where none was noted."""
        noted = self._noted.get(kind)
        if noted is None:
            return None
        return sum(seconds for _, seconds in noted) / sum(photos for photos, _ in noted)
