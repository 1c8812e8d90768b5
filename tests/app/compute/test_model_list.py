import pytest
import timm

from vitviz.app.compute import model_list, models
from vitviz.core.models import hub
from vitviz.text import words
from vitviz.web.bundle import unpack


def columns():
    return unpack(model_list.packed())[0]["columns"]


def row(name):
    held = columns()
    at = held["name"].index(name)
    return {column: values[at] for column, values in held.items()}


def test_every_name_that_timm_publishes_is_listed_once_and_every_other_architecture():
    names = columns()["name"]
    assert set(timm.list_pretrained()) <= set(names)
    assert {name.partition(".")[0] for name in names} == set(timm.list_models())
    assert len(names) == len(set(names))


def test_a_row_tells_what_the_registry_and_the_table_know():
    found = row("vit_small_patch16_224.augreg_in21k")
    assert (found["kind"], found["why"], found["licence"]) == ("vit", "", "apache-2.0")
    assert (found["classes"], found["tokens"], found["prefix"]) == (21843, 197, ["class"])
    whole = timm.create_model("vit_small_patch16_224", num_classes=21843)
    assert found["parameters"] == sum(p.numel() for p in whole.parameters())


@pytest.mark.parametrize(
    ("name", "tokens", "patch"),
    [
        ("swin_tiny_patch4_window7_224.ms_in1k", 56 * 56, 4),
        ("hiera_tiny_224.mae", 56 * 56, 0),
        ("pit_ti_224.in1k", 27 * 27 + 1, 0),
        ("pvt_v2_b0.in1k", 56 * 56, 0),
        ("levit_128s.fb_dist_in1k", 14 * 14, 0),
        ("maxvit_pico_rw_256", 64 * 64, 0),
    ],
)
def test_models_with_several_grids_open_and_only_plain_patches_have_a_size(name, tokens, patch):
    found = row(name)
    assert (found["why"], found["tokens"], found["patch"]) == ("", tokens, patch)


def test_what_has_no_weights_is_said_so():
    assert row("vit_relpos_small_patch16_rpn_224")["published"] == 0


def test_what_is_here_is_what_the_cache_has(monkeypatch):
    name = "vit_small_patch16_224.augreg_in21k"
    monkeypatch.setattr(hub, "cached_repos", lambda: frozenset({f"timm/{name}"}))
    monkeypatch.setattr(models, "is_here", lambda asked: True)
    assert model_list.here(words("en"))["here"] == [name]


def test_without_a_cache_no_name_is_asked_for(monkeypatch):
    monkeypatch.setattr(hub, "cached_repos", frozenset)
    assert model_list.here(words("en"))["here"] == []


def test_timm_is_asked_for_its_names_once_however_often_the_page_asks(monkeypatch):
    asked, names = [], timm.list_pretrained()
    monkeypatch.setattr(timm, "list_pretrained", lambda: asked.append(1) or names)
    monkeypatch.setattr(hub, "cached_repos", lambda: frozenset({"nobody/nothing"}))
    for _ in range(3):
        model_list.here(words("en"))
    assert len(asked) <= 1


def test_vits_at_hand_say_what_they_have_learned_from_and_their_grid(monkeypatch):
    names = ["vit_small_patch16_224.dino", "resnet18.a1_in1k", "vit_small_patch14_dinov2.lvd142m"]
    monkeypatch.setattr(hub, "cached_repos", lambda: frozenset(f"timm/{name}" for name in names))
    monkeypatch.setattr(models, "is_here", lambda asked: True)
    monkeypatch.setattr(model_list, "allowed", lambda: "cached")
    found = {one["name"]: one for one in model_list.here(words("en"))["vits"]}
    assert found.keys() == {names[0], names[2]}
    assert [found[name]["rows"] for name in (names[0], names[2])] == [14, 37]
    assert {one["learning"] for one in found.values()} == {"self-supervised"}


def test_where_only_bundled_models_open_none_is_at_hand(monkeypatch):
    monkeypatch.setattr(hub, "cached_repos", lambda: frozenset({"timm/vit_small_patch16_224.dino"}))
    monkeypatch.setattr(models, "is_here", lambda asked: True)
    monkeypatch.setattr(model_list, "allowed", lambda: "bundled")
    assert model_list.here(words("en"))["vits"] == []


def test_the_address_of_the_list_is_that_of_its_version(monkeypatch):
    monkeypatch.setattr(hub, "cached_repos", frozenset)
    assert model_list.here(words("en"))["list"].endswith(model_list.version())
