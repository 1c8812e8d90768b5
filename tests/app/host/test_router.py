from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.app.host.said import said
from vitviz.app.compute import startup
from vitviz.errors import ModelError

APP = str(Path(__file__).parents[3] / "app.py")


def test_before_the_process_is_warm_the_page_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("models", 3.4))
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    (progress,) = page.get("progress")
    assert progress.proto.text == "Loading the models … 3 s"
    assert 0 < progress.proto.value < 100


def test_a_process_that_cannot_start_says_what_to_do(monkeypatch):
    broken = startup.Progress("models", 3.4, ModelError("weights_missing", file="/x/model.bin"))
    monkeypatch.setattr(startup, "progress", lambda: broken)
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert "There is no file model.bin" in said(page)[0]
    assert "/x/" not in said(page)[0]
