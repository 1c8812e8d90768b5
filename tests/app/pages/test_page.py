from pathlib import Path

from vitviz.app.compute import analyses

APP = str(Path(__file__).parents[3] / "app.py")


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
    assert "Choose the same photo" in page.warning[0].value


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
    shown, original = [], analyses.analysis

    def watched(spec):
        shown.append(spec.photo)
        return original(spec)

    monkeypatch.setattr(analyses, "analysis", watched)
    page.run()
    assert shown == ["nothing", "koala"]
