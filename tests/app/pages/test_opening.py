from dataclasses import replace

import pytest

from vitviz.app.compute import models
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.pages import opening
from vitviz.app.state.view_state import ViewState
from vitviz.text import words

SHOWN = AnalysisSpec.of(ViewState())
NAME = "vit_tiny_patch16_224.augreg_in21k"


def waits(**fields):
    return opening.waiting(ViewState(**fields))


def panel(state, shown=SHOWN):
    return opening.panel(words("en"), opening.waiting(state), shown)


@pytest.fixture(autouse=True)
def any_model(monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "any")


def test_a_bundled_model_is_not_waited_for():
    assert not waits()


def test_a_model_that_is_not_in_memory_is():
    assert waits(model=NAME)


@pytest.mark.parametrize("model", ["no_such_model", "efficientnet-lite0", "a//b"])
def test_what_cannot_be_opened_is_not(model):
    assert not waits(model=model)


def test_what_may_not_be_opened_is_not(monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "bundled")
    assert not waits(model=NAME)


def test_the_panel_says_how_a_bare_name_was_read_and_how_large_it_is():
    state = ViewState(model="timm/" + NAME)
    data = panel(state).data
    assert (data["typed"], data["name"]) == (f"timm/{NAME}", f"hf-hub:timm/{NAME}")
    assert (data["here"], data["bytes"]) == (False, 0)


def test_the_size_of_a_name_of_timm_is_known_without_asking_anybody():
    state = ViewState(model="vit_small_patch16_224.augreg_in21k_ft_in1k")
    data = panel(state).data
    assert data["bytes"] == 4 * 22_050_664


def test_the_way_back_leads_to_the_weights_on_screen():
    shown = replace(SHOWN, weights="random")
    data = panel(ViewState(model=NAME), shown).data
    back = {"model": "everyday-vit-s14", "weights": "random", "rows": 0, "cols": 0}
    assert data["back"] == back
    assert data["shown_title"].endswith(", untrained")


CNN = "resnet18.a1_in1k"


@pytest.mark.parametrize("fields", [{}, {"model": "no_such_model"}])
def test_a_cnn_that_is_not_in_memory_is_waited_for_too(fields):
    assert waits(cnn=CNN, **fields) == opening.Waiting("cnn", CNN, "published")


def test_of_two_that_wait_the_vit_is_opened_first():
    assert waits(model=NAME, cnn=CNN).typed == NAME


@pytest.mark.parametrize("name", ["everyday-vit-s14", NAME, "no_such_model"])
def test_what_is_no_cnn_is_not_waited_for_beside_the_vit(name):
    assert not waits(cnn=name)


def test_while_a_cnn_waits_the_new_vit_stands_beside_the_last_cnn():
    good = replace(SHOWN, cnn="vgg11", cnn_weights="random", cnn_size=64)
    wanted = replace(SHOWN, model="other", cnn=CNN)
    shown = opening.meanwhile(wanted, good, waits(cnn=CNN))
    assert shown == replace(wanted, cnn="vgg11", cnn_weights="random", cnn_size=64)


def test_the_way_back_from_a_cnn_leads_to_the_last_one_and_leaves_the_vit():
    found = panel(ViewState(cnn=CNN))
    back = {"cnn": "efficientnet-lite0", "cnn_weights": "published", "cnn_size": 0}
    assert found.data["back"] == back
    assert found.data["shown_title"] == "EfficientNet-Lite0"
    assert found.state == {"cnn": CNN, "cnn_weights": "published"}
    assert f"model={CNN}&weights=published" in found.data["urls"]["open"]


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("xcit_nano_12_p16_224.fb_in1k", "It attends between channels, not between patches."),
        ("mixer_b16_224.goog_in21k_ft_in1k", "It is neither a Vision Transformer nor a CNN."),
        (NAME, ""),
        ("timm/" + NAME, ""),
        ("timm/xcit_nano_12_p16_224.fb_in1k", "It attends between channels, not between patches."),
    ],
)
def test_before_a_download_the_panel_says_why_its_architecture_did_not_open(model, known):
    assert panel(ViewState(model=model)).data["known"] == known
