"""How long things take, of each kind the last few hundred: for whoever runs the server.

Kinds are a few names of ours, never anything that a visitor sent.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

LAST = 500  # measurements of a kind that are kept

_lock = threading.Lock()
_seconds: dict[str, deque[float]] = {}
_counts: dict[str, int] = {}


def note(kind: str, seconds: float) -> None:
    """Something of this kind has taken so long."""
    with _lock:
        _seconds.setdefault(kind, deque(maxlen=LAST)).append(seconds)
        _counts[kind] = _counts.get(kind, 0) + 1


@contextmanager
def measured(kind: str) -> Iterator[None]:
    """Notes how long the block takes, however it ends."""
    began = time.perf_counter()
    try:
        yield
    finally:
        note(kind, time.perf_counter() - began)


def told() -> dict[str, dict[str, float]]:
    """Of each kind how many since the start, and of the last ones two quantiles in milliseconds."""
    with _lock:
        kept = {kind: (sorted(seconds), _counts[kind]) for kind, seconds in _seconds.items()}
    return {
        kind: {
            "count": count,
            "p50_ms": _quantile(seconds, 0.50),
            "p95_ms": _quantile(seconds, 0.95),
        }
        for kind, (seconds, count) in sorted(kept.items())
    }


def _quantile(ordered: list[float], share: float) -> float:
    """The least of the values that so large a share does not exceed, in milliseconds."""
    at = max(0, -(-len(ordered) * share // 1) - 1)
    return round(1000 * ordered[int(at)], 1)
