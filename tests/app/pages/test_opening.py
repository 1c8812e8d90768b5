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
    return opening.waits(ViewState(**fields))


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
    data = opening.panel(words("en"), state, SHOWN).data
    assert (data["typed"], data["name"]) == (f"timm/{NAME}", f"hf-hub:timm/{NAME}")
    assert (data["here"], data["bytes"]) == (False, 0)


def test_the_size_of_a_name_of_timm_is_known_without_asking_anybody():
    state = ViewState(model="vit_small_patch16_224.augreg_in21k_ft_in1k")
    data = opening.panel(words("en"), state, SHOWN).data
    assert data["bytes"] == 4 * 22_050_664


def test_the_way_back_leads_to_the_weights_on_screen():
    shown = replace(SHOWN, weights="random")
    data = opening.panel(words("en"), ViewState(model=NAME), shown).data
    assert (data["shown"], data["shown_weights"]) == ("everyday-vit-s14", "random")
    assert data["shown_title"].endswith(", untrained")
