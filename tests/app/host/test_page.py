from importlib import import_module
from pathlib import Path

import pytest

from tests.app.host.said import said
from vitviz.app.compute import analyses
from vitviz.app.compute.photo_queue import Place
from vitviz.app.host import page as page_module
from vitviz.app.host.page import opened
from vitviz.app.pages import frame
from vitviz.app.state.view_state import ViewState
from vitviz.text import words
from vitviz.web.streamlit_component import Shown, message

APP = str(Path(__file__).parents[3] / "app.py")


def went_back(page, **parameters):
    """The browser's Back button to an address with these parameters."""
    page.query_params.clear()
    page.query_params.update(parameters)


def test_a_page_opens_without_a_word_of_complaint(visit):
    page = visit()
    assert not page.exception
    assert not said(page)


def test_a_photo_that_is_not_here_is_said_and_the_page_stays(visit):
    page = visit(photo="nothing")
    assert "There is no photo of this name" in said(page)[0]
    assert not page.exception


def test_a_link_to_somebody_elses_photo_asks_for_it(visit):
    page = visit(photo="up-" + "0" * 32)
    assert "Choose the same photo" in said(page)[0]


def test_a_model_that_is_not_there_is_said_and_the_page_stays(visit):
    page = visit(model="no_such_model")
    assert "No model is called no_such_model" in said(page)[0]
    assert not page.exception


def test_the_language_of_the_link_is_spoken(visit):
    page = visit(photo="nothing", lang="zh")
    assert "照片" in said(page)[0]


def test_a_failed_choice_leaves_what_was_on_screen(visit, monkeypatch):
    page = visit(photo="koala")
    went_back(page, photo="nothing")
    shown, original = [], analyses.analysis

    def watched(spec, tell):
        shown.append(spec.photo)
        return original(spec, tell)

    monkeypatch.setattr(analyses, "analysis", watched)
    page.run()
    assert shown == ["nothing", "koala"]


def test_both_columns_have_their_titles(visit):
    titles = [title.value for title in visit().subheader]
    assert titles == ["Rollout from the class token [CLS]", "Predictions"]


@pytest.mark.parametrize("name", ["explain", "inside", "positions"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_draws_in_both_languages(visit, name, lang):
    page = visit(go=name, lang=lang)
    assert not page.exception
    assert not said(page)


def test_a_link_with_anything_in_it_still_draws(visit):
    page = visit(go="positions", change="melt", amount="9", seed="-1", patch="9999")
    assert not page.exception


def test_query_and_head_are_where_the_models_card_opens_unless_the_state_names_them():
    found = analyses.analysis(analyses.AnalysisSpec.of(ViewState()))
    state = opened(ViewState(query="7"), found)
    assert state.query == "7"
    assert state.head == opened(ViewState(), found).head != ""


def messages(name, language):
    """Bytes of what each view of a page is sent in one run, head included."""
    _, state = words(language), ViewState(photo="koala")
    found = analyses.analysis(analyses.AnalysisSpec.of(state))
    state = opened(state, found)
    panels = import_module(f"vitviz.app.pages.{name}").panels(state, found, _)
    views = [frame.bar(name, state, ""), frame.tray(state, found, _), *panels]
    return {
        view.view: len(message(Shown(view.view, language, view.state, view.data)).encode())
        for view in views
    }


@pytest.mark.parametrize("name", ["explore", "explain", "inside", "positions"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_view_is_sent_stays_under_5_kilobytes(name, language):
    assert {view: n for view, n in messages(name, language).items() if n >= 5000} == {}


def test_what_the_views_of_explore_are_sent_for_another_photo_stays_under_12_kilobytes():
    assert sum(messages("explore", "en").values()) < 12_000


def test_what_was_said_while_the_photo_waited_is_gone_with_its_answer(visit, monkeypatch):
    told, original = [], analyses.analysis

    def waits(spec, tell):
        for place in (Place(2, 9.0), Place(1, 5.0), Place(0, 2.0)):
            tell(place)
            told.append(place.number)
        return original(spec, tell)

    monkeypatch.setattr(analyses, "analysis", waits)
    page = visit(photo="koala")
    assert told == [2, 1, 0]
    assert not page.exception
    assert not said(page)


def test_the_lesson_stands_while_its_photo_waits_behind_others(visit, monkeypatch):
    drawn, original, drawing = [], analyses.analysis, page_module.draw

    def waits(spec, tell=lambda _: None):
        if spec.photo == "koala":
            tell(Place(2, 9.0))
        return original(spec)

    def draws(_, panel, **how):
        drawn.append(panel)
        drawing(_, panel, **how)

    monkeypatch.setattr(analyses, "analysis", waits)
    monkeypatch.setattr(page_module, "draw", draws)
    page = visit(go="lesson", photo="koala", step="patches", answers="patches.256")
    assert not page.exception
    assert [panel.view for panel in drawn] == ["bar", "tray", "lesson", "glossary"]
    _bar, tray, lesson, _glossary = drawn
    assert tray.state["photo"] == "koala"
    assert lesson.data["waits"].startswith("api/in_line/")


@pytest.mark.parametrize(
    ("name", "wrong", "sentence"),
    [
        ("explore", {"cnn_size": "100"}, "cannot be given 100 px"),
        ("versus", {"cnn_size": "100"}, "cannot be given 100 px"),
        ("lesson", {"cnn": "no_such_model"}, "No model is called no_such_model"),
        ("inside", {"cnn": "everyday-vit-s14"}, "is not a CNN"),
        ("explain", {"model": "no_such_model"}, "No model is called no_such_model"),
        ("versus", {"rows": "60"}, "Choose 16 (4 × 4) to 2304"),
    ],
)
def test_a_setting_that_cannot_be_leaves_the_photo_that_the_link_names(
    visit, monkeypatch, name, wrong, sentence
):
    drawn, drawing = {}, page_module.draw

    def draws(_, panel, **how):
        drawn[panel.view] = panel
        drawing(_, panel, **how)

    monkeypatch.setattr(page_module, "draw", draws)
    page = visit(go=name, photo="koala", **wrong)
    assert not page.exception
    (told,) = said(page)
    assert sentence in told
    assert drawn["tray"].data["caption"][0].startswith("Photo: A koala")


def test_each_thing_that_is_wrong_has_its_sentence(visit):
    page = visit(go="versus", photo="nothing", cnn_size="100")
    assert ["no photo of this name" in said(page)[0], "100 px" in said(page)[1]] == [True, True]
