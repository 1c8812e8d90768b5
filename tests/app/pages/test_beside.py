import json

import pytest

from tests.app.endpoints.snippets.ran import uploaded
from tests.app.pages.shown import analysis, shown
from vitviz.app.compute import analyses, models
from vitviz.app.pages import beside, explore
from vitviz.app.pages.beside import beside as panel
from vitviz.app.state.view_state import ViewState
from vitviz.core.models import hub
from vitviz.text import words


def told(language="en", **fields):
    """What the panel is given."""
    return panel(ViewState(photo="koala", **fields), analysis(), words(language)).data


def test_with_nothing_beside_the_first_it_is_told_little():
    data = told()
    assert not data["two"]
    assert "photo" not in data
    assert len(json.dumps(data)) < 1200


@pytest.mark.parametrize("fields", [{"second": "cat"}, {"model_b": "hunger-vit-100"}])
def test_of_the_first_side_it_is_told_what_the_explorer_is(fields):
    found = {one.view: one.data for one in shown(explore, **fields)}
    data, known = found["beside"], found["explorer"]
    assert data["two"]
    for name in ("trace", "photo", "prefix"):
        assert data[name] == known[name]
    assert data["urls"]["rollout"] == known["urls"]["rollout"]


def test_no_second_side_is_made_by_the_page(monkeypatch):
    known = analysis()
    monkeypatch.setattr(analyses, "analysis", lambda spec: pytest.fail("the page would wait"))
    state = ViewState(photo="koala", second="cat", model_b="hunger-vit-002")
    assert panel(state, known, words("en")).data["two"]


def test_both_sides_are_named_in_the_visitors_language():
    names = told("zh", model_b="hunger-vit-100", second="cat")["names"]
    assert names[0] == {"title": "日常 ViT-S/14", "photo": "树上的考拉"}
    assert names[1]["title"] == "数据量实验 ViT，100% 的照片"


def test_a_picture_of_both_says_whose_photos_and_which_models_they_are():
    lines = told(model_b="hunger-vit-100", second="cat")["caption"]["lines"]
    assert [line.partition(":")[0] for line in lines] == ["Photo", "Photo", "Model", "B"]
    assert "Data-hunger ViT, 100% of the photos" in lines[-1]
    assert len(told(model_b="hunger-vit-100")["caption"]["lines"]) == 3


@pytest.mark.parametrize("name", ["nothing_of_the_kind", "efficientnet-lite0"])
def test_a_second_model_that_cannot_be_opened_is_refused_in_a_sentence(name):
    data = told(model_b=name)
    assert data["two"]
    assert data["refused"].endswith(".")
    assert data["opening"] is None


def test_a_second_model_that_may_not_be_opened_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "bundled")
    assert told(model_b="vit_small_patch16_224.dino")["refused"].endswith(".")


def test_a_second_model_that_is_not_in_memory_says_how_it_stands(monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "any")
    opening = told(model_b="vit_tiny_patch16_224.augreg_in21k")["opening"]
    assert opening["name"] == "vit_tiny_patch16_224.augreg_in21k"
    assert not opening["here"]
    assert opening["bytes"] > 1e7
    assert opening["urls"]["open"].startswith("api/models/open?")
    assert opening["back"]["model_b"] == ""


def test_a_second_photo_that_is_gone_is_said_in_a_sentence():
    assert told(second=f"up-{'0' * 32}")["lost"].endswith(".")
    assert told(second=uploaded())["lost"] == ""


@pytest.mark.parametrize(
    ("allowed", "offline", "download"),
    [("any", False, True), ("any", True, False), ("cached", False, False)],
)
def test_a_download_is_offered_where_one_is_possible(monkeypatch, allowed, offline, download):
    monkeypatch.setattr(beside, "allowed", lambda: allowed)
    monkeypatch.setattr(hub, "offline", lambda: offline)
    assert told()["download"] == download


def test_what_the_first_model_has_learned_from_is_said():
    assert told()["learning"] == "supervised"
    state = ViewState(photo="koala", weights="random")
    assert panel(state, analysis(weights="random"), words("en")).data["learning"] == ""
