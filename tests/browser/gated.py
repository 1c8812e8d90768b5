"""The app with a gate before the models: visitors' own photos wait in line while it is closed.

And with a start that can be made to last: its pages then wait for the models as on a cold server.
"""

from contextlib import contextmanager
from pathlib import Path

from tests.browser.server import serve

APP = Path(__file__).parents[2] / "app.py"
_FIRST = "import streamlit as st\n"
_PATCH = """
import sys
import time
from pathlib import Path

sys.path.insert(0, {root!r})
from vitviz.app.compute import passes, startup

GATE, COLD = Path({gate!r}), Path({cold!r})


def gated(pair, names, real=passes.passed):
    while GATE.exists() and any(name.startswith("up-") for name in names):
        time.sleep(0.05)
    return real(pair, names)


def progress(real=startup.progress):
    return startup.Progress("models", 1.0) if COLD.exists() else real()


if not hasattr(passes, "gated"):  # this script runs at every visit
    passes.passed = passes.gated = gated
    startup.progress = progress
"""


class Gated:
    """A server whose models see no own photo while its gate is closed."""

    def __init__(self, home):
        self._gate, self._cold = home / "closed", home / "cold"
        self.script = home / "app.py"
        patch = _PATCH.format(root=str(APP.parent), gate=str(self._gate), cold=str(self._cold))
        self.script.write_text(APP.read_text().replace(_FIRST, f"{patch}\n{_FIRST}", 1))

    def close(self):
        """Own photos wait from now on."""
        self._gate.touch()

    def open(self):
        """They go on."""
        self._gate.unlink(missing_ok=True)

    def cool(self):
        """The server says from now on that it has just started."""
        self._cold.touch()

    def warm(self):
        """It is ready again."""
        self._cold.unlink(missing_ok=True)


@contextmanager
def gated(home):
    """The address of such a server, warm and open, and its gate."""
    gate = Gated(home)
    with serve(gate.script, home) as address:
        try:
            yield address, gate
        finally:
            gate.open()
