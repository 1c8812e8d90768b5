"""The operator's own models: from a folder to a model in memory, and nothing else of the disk."""

import shutil

import pytest
import torch

from tests.own import own_model
from vitviz.app.compute import model_list, models, own
from vitviz.app.compute.cache import Cache
from vitviz.app.settings import Settings
from vitviz.errors import ModelError, VitvizError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a model, its architecture and its labels beside it."""
    inside = tmp_path / "models"
    inside.mkdir()
    shutil.copy(own_model(inside, "mine.safetensors"), tmp_path / "secret.safetensors")
    monkeypatch.setattr(own, "settings", lambda: Settings(models_dir=inside))
    monkeypatch.setattr(models, "_models", Cache(10**9, models.model_bytes))
    monkeypatch.setattr(models, "allowed", lambda: "bundled")
    return inside


def test_a_model_of_the_folder_opens_with_its_labels_whatever_else_may_be_opened(folder):
    name = "own:mine.safetensors"
    models.require_allowed(name)
    assert models.canonical(name) == name
    assert models.vit(name).labels == ("cat", "dog")


def test_it_is_called_by_the_name_that_visitors_use(folder):
    assert models.vit("own:mine.safetensors").name == "own:mine.safetensors"


def test_what_is_said_beside_it_is_heeded(folder):
    own_model(folder, "grey.safetensors", mean=[0.1, 0.2, 0.3])
    assert models.vit("own:grey.safetensors").mean == (0.1, 0.2, 0.3)


def test_untrained_it_has_other_weights_and_the_same_labels(folder):
    trained, random = (models.vit("own:mine.safetensors", each) for each in ("published", "random"))
    assert not torch.equal(trained.module.cls_token, random.module.cls_token)
    assert random.labels == ("cat", "dog")


@pytest.mark.parametrize("name", ["mine.safetensors", "mine.json", "mine.labels.txt"])
def test_no_refusal_tells_where_the_folder_lies(folder, name):
    (folder / name).write_bytes(b"\xff" * 20)
    with pytest.raises(VitvizError) as refused:
        models.vit("own:mine.safetensors")
    assert str(folder) not in str(refused.value.facts)
    assert refused.value.facts["name"] == "own:mine.safetensors"


def test_a_refusal_that_is_kept_is_not_the_one_that_is_raised(folder):
    (folder / "mine.safetensors").write_bytes(b"none")
    raised = []
    for _ in range(2):
        with pytest.raises(ModelError) as refused:
            models.vit("own:mine.safetensors")
        raised.append(refused.value)
    (kept,) = (one.refusal for one in own.listed())
    assert kept.reason == raised[0].reason
    assert kept.__traceback__ is None


def test_the_core_loads_it_by_its_place_or_as_if_it_lay_here(folder):
    (folder / "whole").mkdir()
    names = ("own:mine.safetensors", "own:whole", "everyday-vit-s14")
    assert [own.loadable(name, beside=True) for name in names] == [
        "file:mine.safetensors", "local-dir:whole", "everyday-vit-s14"
    ]  # fmt: skip
    assert own.loadable(names[0]) == f"file:{folder / 'mine.safetensors'}"


def test_a_link_to_nothing_hides_no_other_model(folder):
    (folder / "gone.safetensors").symlink_to(folder / "nowhere")
    assert [one.title for one in own.listed()] == ["gone.safetensors", "mine.safetensors"]


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
