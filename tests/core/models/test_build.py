import threading

import pytest
import timm
import torch
from huggingface_hub.errors import (
    GatedRepoError,
    HTTPError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
)
from safetensors import SafetensorError

from vitviz.core.models import hub
from vitviz.core.models.build import build, near, outline
from vitviz.errors import ModelError

TINY = {"depth": 1, "embed_dim": 48, "num_heads": 3}


def test_a_family_that_can_takes_pixels_of_any_size():
    assert build("vit_tiny_patch16_224", TINY, published=False).dynamic_img_size


def test_a_family_that_cannot_is_built_all_the_same():
    module = build("vit_relpos_small_patch16_224", TINY, published=False)
    assert len(module.blocks) == 1


def test_an_argument_of_the_callers_wins():
    arguments = {**TINY, "dynamic_img_size": False}
    assert not build("vit_tiny_patch16_224", arguments, published=False).dynamic_img_size


def test_random_weights_are_the_same_at_every_call_even_in_threads():
    made = []

    def make():
        made.append(build("vit_tiny_patch16_224", TINY, published=False).blocks[0].attn.qkv.weight)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    make()
    assert made[0].std() > 0
    assert all(torch.equal(weight, made[0]) for weight in made)


@pytest.mark.parametrize("name", ["vit_tiny_patch16_224", "test_convnext", "levit_128s"])
def test_an_outline_has_the_names_and_shapes_and_no_numbers(name):
    made, sketch = (each.state_dict() for each in (timm.create_model(name), outline(name, {})))
    assert {key: each.shape for key, each in sketch.items()} == {
        key: each.shape for key, each in made.items()
    }
    assert all(each.is_meta for each in sketch.values())


def test_an_outline_of_an_unknown_name_is_refused():
    with pytest.raises(ModelError, match="unknown_model"):
        outline("no_such_model", {})


def reason_of(name, arguments=None, *, published=False):
    with pytest.raises(ModelError) as caught:
        build(name, arguments or {}, published=published)
    return caught.value.reason


def test_a_model_for_which_there_is_no_room_is_told_as_such(monkeypatch):
    monkeypatch.setattr(timm, "create_model", lambda *_, **__: torch.empty(1 << 60))
    assert reason_of("vit_tiny_patch16_224") == "no_memory"


@pytest.mark.parametrize("name", ["no_such_model", "vit_tiny_patch16_224.no_such_tag", "", "../x"])
@pytest.mark.parametrize("published", [True, False])
def test_an_unknown_name_is_told(name, published):
    assert reason_of(name, published=published) == "unknown_model"


def test_a_model_that_was_never_published_is_told_before_anything_is_fetched():
    name = "vit_relpos_small_patch16_rpn_224"
    assert reason_of(name, published=True) == "no_published_weights"


@pytest.mark.parametrize(
    "arguments", [{"no_such": 1}, {"embed_dim": 50, "num_heads": 3}, {"depth": "x"}]
)
def test_arguments_that_timm_refuses_are_told(arguments):
    assert reason_of("vit_tiny_patch16_224", arguments) == "bad_arguments"


def with_response(kind):
    """An error of the hub needs the answer it stems from, whose content nobody reads here."""
    error = kind.__new__(kind)
    error.args = ("said the hub",)
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (LocalEntryNotFoundError("offline"), "hub_unreachable"),
        (ConnectionError("no route"), "hub_unreachable"),
        (HTTPError("cut off"), "hub_unreachable"),
        (with_response(GatedRepoError), "hub_gated"),
        (with_response(RepositoryNotFoundError), "hub_no_such"),
        (SafetensorError("cut short"), "weights_damaged"),
    ],
)
def test_what_the_hub_answers_becomes_a_reason(monkeypatch, error, reason):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(hub, "require_way", lambda *_: None)
    monkeypatch.setattr(timm, "create_model", fail)
    assert reason_of("test_vit", published=True) == reason


def test_a_hub_that_is_switched_off_is_out_of_reach(monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    arguments = {"cache_dir": str(tmp_path)}
    assert reason_of("test_vit", arguments, published=True) == "hub_offline"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("vit_tiny_patch16_22", "vit_tiny_patch16_224"),
        ("VIT_tiny_patch16_224", "vit_tiny_patch16_224"),
        ("vit_tiny_patch16_224.nope", "vit_tiny_patch16_224.augreg_in21k"),
    ],
)
def test_a_name_that_timm_has_not_is_told_with_those_that_may_be_meant(name, meant):
    assert meant in near(name).split(", ")
    with pytest.raises(ModelError) as caught:
        build(name, {}, published=False)
    assert f"{meant}" in str(caught.value.facts["near"])


def test_a_name_like_no_other_has_none_near():
    assert near("qqqqqqq") == ""
