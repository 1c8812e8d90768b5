"""Own photos that a tab has said it will give again, after the server that held them was gone.

Until they come the page says nothing of a photo that is missing, and keeps the step for them.
"""

import threading
from collections import deque

_MOST = 4096
_names: deque[str] = deque(maxlen=_MOST)  # of two tabs with one photo each says so
_lock = threading.Lock()


def expect(photo: str) -> None:
    """The photo that was called so is on its way; beyond `_MOST` the oldest is expected no more."""
    with _lock:
        _names.append(photo)


def taken(photo: str) -> bool:
    """Whether the photo of this name was expected: true once for each time that it was said."""
    with _lock:
        if photo not in _names:
            return False
        _names.remove(photo)
        return True
