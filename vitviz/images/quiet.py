"""Silence for Pillow's warnings while a photo is decoded, shared safely by threads.

Pillow warns about odd metadata and large pictures; what matters of that is a refusal here, and the
rest is noise in a server's log. `warnings.catch_warnings` saves and restores one list for the whole
process, so two overlapping threads could leave each other's list behind. Here the first one in
saves it and the last one out restores it.
"""

import threading
import warnings


class Quiet:
    """A context that any number of threads may be inside of at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._saved = warnings.catch_warnings()

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._saved = warnings.catch_warnings()
                self._saved.__enter__()
                # Not DeprecationWarning: that one is for whoever maintains this code.
                for category in (UserWarning, RuntimeWarning):
                    warnings.filterwarnings("ignore", category=category, module=r"PIL|pillow_heif")
            self._inside += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._saved.__exit__(None, None, None)


quiet = Quiet()
