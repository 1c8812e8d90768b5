import timm

from vitviz.app.compute import model_list, models
from vitviz.core.models import hub
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


def test_what_has_no_weights_is_said_so():
    assert row("vit_relpos_small_patch16_rpn_224")["published"] == 0


def test_what_is_here_is_what_the_cache_has(monkeypatch):
    name = "vit_small_patch16_224.augreg_in21k"
    monkeypatch.setattr(hub, "cached_repos", lambda: frozenset({f"timm/{name}"}))
    monkeypatch.setattr(models, "is_here", lambda asked: True)
    assert model_list.here()["here"] == [name]


def test_without_a_cache_no_name_is_asked_for(monkeypatch):
    monkeypatch.setattr(hub, "cached_repos", frozenset)
    assert model_list.here()["here"] == []


def test_timm_is_asked_for_its_names_once_however_often_the_page_asks(monkeypatch):
    asked, names = [], timm.list_pretrained()
    monkeypatch.setattr(timm, "list_pretrained", lambda: asked.append(1) or names)
    monkeypatch.setattr(hub, "cached_repos", lambda: frozenset({"nobody/nothing"}))
    for _ in range(3):
        model_list.here()
    assert len(asked) <= 1
