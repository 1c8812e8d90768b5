"""The models in memory, told by what the page asks of them."""

import dataclasses
from types import SimpleNamespace

import pytest
import torch
from huggingface_hub import constants

from tests.core.families import small
from vitviz.app.compute import models
from vitviz.core.models.classes import MOST_OF_A_LAYER
from vitviz.errors import ModelError
from vitviz.text import words
from vitviz.text.messages import sentence


def test_a_model_counts_what_its_tensors_hold_and_shared_ones_once():
    weight = torch.nn.Linear(10, 10)
    tied = torch.nn.Linear(10, 10, bias=False)
    tied.weight = weight.weight
    module = torch.nn.Sequential(weight, tied, torch.nn.BatchNorm1d(5))
    module.register_buffer("table", torch.zeros(7))
    expected = 4 * (100 + 10 + 4 * 5 + 7) + 8  # and the batch norm's count
    assert models.model_bytes(SimpleNamespace(module=module)) == expected


def test_a_models_bytes_are_counted_where_it_is():
    before = models.model_bytes(models.model("everyday-vit-s14"))
    assert models.nbytes() >= before >= 4 * 22_000_000


def test_the_cnn_is_no_vit():
    with pytest.raises(ModelError) as refused:
        models.vit(models.CNN)
    assert refused.value.reason == "not_a_vit"


def test_a_cnn_is_given_at_a_size_and_tried_there_once(monkeypatch):
    monkeypatch.setattr(models, "_taken", set())
    own = models.cnn()
    passes = []
    hook = own.module.register_forward_pre_hook(lambda _, given: passes.append(given[0].shape[2]))
    assert [models.cnn(models.CNN, "published", side).size for side in (64, 64, 0, 224)] == [
        (64, 64),
        (64, 64),
        (224, 224),
        (224, 224),
    ]
    hook.remove()
    assert passes == [64]
    assert models.cnn(models.CNN, "published", 64).module is own.module


@pytest.mark.parametrize("name", ["vit_giant_patch14_224", "hf-hub:nobody/nothing"])
def test_where_only_what_was_fetched_may_be_opened_nothing_else_is_untrained_either(
    name, tmp_path, monkeypatch
):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(models, "allowed", lambda: "cached")
    with pytest.raises(ModelError) as refused:
        models.require_allowed(name, "random")
    assert refused.value.reason == "not_allowed"


def test_what_only_the_hub_says_how_to_build_is_not_here_untrained_either(tmp_path, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    assert models.is_here("vit_giant_patch14_224", "random")
    assert not models.is_here("hf-hub:nobody/nothing", "random")


def test_what_no_browser_has_room_for_opens_in_a_notebook_and_not_on_the_page(monkeypatch):
    large = dataclasses.replace(small("vit"), largest=MOST_OF_A_LAYER + 1)
    monkeypatch.setattr("vitviz.core.models.load.load", lambda *_, **__: large)
    with pytest.raises(ModelError) as caught:
        models.model("samvit_base_patch16", "random")
    assert caught.value.reason == "layer_too_large"
    assert "256 MB" in sentence(words("en"), caught.value)
