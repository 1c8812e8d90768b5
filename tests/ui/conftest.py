"""Pages without a browser: the app in Streamlit's own test runner, warm.

On the CPU, so that tests may lay arrays side by side; test_accelerator.py asks a GPU for the same.
"""

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from vitviz.ui import store, warm

os.environ.setdefault("VITVIZ_DEVICE", "cpu")

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture(scope="session")
def warmed():
    """The process as after its start: models loaded, pages allowed."""
    store.look(store.Recipe("coffee", "everyday-vit-s14", "published", 0))


@pytest.fixture
def visit(warmed, monkeypatch):
    """A function that opens the page at an address and returns it, run once."""
    monkeypatch.setattr(warm, "progress", lambda: warm.Progress("ready", 1.0))

    def open_page(*, painted=False, go="", **parameters):
        page = AppTest.from_file(str(APP), default_timeout=60)
        if go:
            page.session_state["go"] = go
        for name, value in parameters.items():
            page.query_params[name] = value
        page.run()
        if painted:
            page.session_state["painted"] = page.session_state["key"]
            page.run()
        return page

    return open_page
