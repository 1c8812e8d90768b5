"""Pages without a browser: the app in Streamlit's own test runner, warm.

On the CPU, so that tests may lay arrays side by side; test_accelerator.py asks a GPU for the same.
"""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from vitviz.app.compute import analyses, startup
from vitviz.core.models import device

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(scope="session", autouse=True)
def on_the_cpu():
    """The device that is taken where none is named, by the Python lines of a panel too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(device, "preferred", lambda: "cpu")
        yield


@pytest.fixture(scope="session")
def warmed():
    """The process as after its start: models loaded, pages allowed."""
    analyses.analysis(analyses.AnalysisSpec("coffee", "everyday-vit-s14", "published", 0))


@pytest.fixture
def visit(warmed, monkeypatch):
    """A function that opens the page at an address and returns it, run once."""
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("ready", 1.0))

    def open_page(*, go="", **parameters):
        page = AppTest.from_file(str(APP), default_timeout=60)
        if go:
            page.session_state["go"] = go
        for name, value in parameters.items():
            page.query_params[name] = value
        return page.run()

    return open_page
