"""The operator's own models: from a folder to a model in memory, and nothing else of the disk."""

import json

import pytest
import timm
from safetensors.torch import save_file

from vitviz.app.compute import model_list, models, own
from vitviz.app.compute.cache import Cache
from vitviz.app.settings import Settings
from vitviz.errors import ModelError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a model of five classes, its architecture and its labels beside it."""
    inside = tmp_path / "models"
    inside.mkdir()
    state = timm.create_model("test_vit", num_classes=2).state_dict()
    save_file(state, inside / "mine.safetensors")
    (inside / "mine.json").write_text(json.dumps({"architecture": "test_vit", "num_classes": 2}))
    (inside / "mine.labels.txt").write_text("cat\ndog\n")
    save_file(state, tmp_path / "secret.safetensors")
    monkeypatch.setattr(own, "settings", lambda: Settings(models_dir=inside))
    monkeypatch.setattr(models, "_models", Cache(10**9, models.model_bytes))
    monkeypatch.setattr(models, "allowed", lambda: "bundled")
    return inside


def test_a_model_of_the_folder_opens_with_its_labels_whatever_else_may_be_opened(folder):
    name = "own:mine.safetensors"
    models.require_allowed(name)
    assert models.canonical(name) == name
    assert models.vit(name).labels == ("cat", "dog")


def test_the_list_has_it(folder):
    (row,) = model_list.here()["own"]
    assert (row["name"], row["architecture"]) == ("own:mine.safetensors", "test_vit")
    assert not row["why"]


def test_a_name_that_no_address_can_have_is_told(folder):
    (folder / "mine.safetensors").rename(folder / "my model.safetensors")
    assert [row["why"] for row in model_list.here()["own"]] == ["name"]


def test_a_file_that_does_not_say_its_architecture_is_listed_as_such(folder):
    (folder / "mine.json").unlink()
    (row,) = model_list.here()["own"]
    assert row["why"]
    with pytest.raises(ModelError) as refused:
        models.vit("own:mine.safetensors")
    assert refused.value.reason == "architecture_unknown"


@pytest.mark.parametrize(
    "name", ["own:../secret.safetensors", "own:..", "own:", "own:none.safetensors", "own:.hidden"]
)
def test_nothing_outside_of_the_folder_can_be_named(folder, name):
    assert own.place_of(name) is None
    with pytest.raises(ModelError):
        models.require_allowed(name)


def test_without_a_folder_there_are_none(monkeypatch):
    monkeypatch.setattr(own, "settings", Settings)
    assert own.listed() == ()
    assert own.place_of("own:mine.safetensors") is None
