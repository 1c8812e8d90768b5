from pathlib import Path

from streamlit.testing.v1 import AppTest

from vitviz.core.errors import ImageError
from vitviz.ui import store, warm

APP = str(Path(__file__).parents[2] / "app.py")


def test_a_page_opens_without_a_word_of_complaint(visit):
    page = visit()
    assert not page.exception
    assert not page.warning
    assert not page.error


def test_a_photo_that_is_not_here_is_said_and_the_page_stays(visit):
    page = visit(photo="nothing")
    assert "There is no photo of this name" in page.warning[0].value
    assert not page.exception


def test_a_link_to_somebody_elses_photo_asks_for_it(visit):
    page = visit(photo="up-" + "0" * 32)
    assert "Drop the same photo" in page.warning[0].value


def test_a_model_that_is_not_there_is_said_and_the_page_stays(visit):
    page = visit(model="no_such_model")
    assert "No model is called no_such_model" in page.warning[0].value
    assert not page.exception


def test_the_language_of_the_link_is_spoken(visit):
    page = visit(photo="nothing", lang="zh")
    assert "照片" in page.warning[0].value


def test_a_failed_choice_leaves_what_was_on_screen(visit, monkeypatch):
    page = visit(photo="koala")
    page.query_params["photo"] = "nothing"
    shown, original = [], store.look

    def watched(recipe):
        shown.append(recipe.photo)
        return original(recipe)

    monkeypatch.setattr(store, "look", watched)
    page.run()
    assert shown == ["nothing", "koala"]


def test_before_the_process_is_warm_the_page_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(warm, "progress", lambda: warm.Progress("models", 3.4))
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert not page.exception
    (progress,) = page.get("progress")
    assert progress.proto.text == "Loading the models … 3 s"
    assert 0 < progress.proto.value < 100


def test_a_process_that_cannot_start_says_what_to_do(monkeypatch):
    broken = warm.Progress("models", 3.4, ImageError("weights_missing", file="/x/model.bin"))
    monkeypatch.setattr(warm, "progress", lambda: broken)
    page = AppTest.from_file(APP, default_timeout=60).run()
    assert "model.bin is missing" in page.error[0].value
    assert "/x/" not in page.error[0].value
