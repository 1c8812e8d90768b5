"""The operator's own models: from a folder to a model in memory, and nothing else of the disk."""

import shutil

import pytest
import timm
import torch

from tests.own import own_model
from vitviz.app.compute import model_list, models, own
from vitviz.app.compute.cache import Cache
from vitviz.app.settings import Settings
from vitviz.errors import ModelError, VitvizError
from vitviz.text import words


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
        ("file:mine.safetensors", {}), ("local-dir:whole", {}), ("everyday-vit-s14", {})
    ]  # fmt: skip
    assert own.loadable(names[0])[0] == f"file:{folder / 'mine.safetensors'}"


def test_a_name_may_say_an_architecture_and_a_table_which_the_core_is_told(folder):
    name = "own:mine.safetensors:test_vit@state_dict"
    assert own.loadable(name, beside=True) == (
        "file:mine.safetensors", {"architecture": "test_vit", "table": "state_dict"}
    )  # fmt: skip
    assert own.loadable("own:mine.safetensors@")[1] == {"table": ""}


@pytest.mark.parametrize("title", ["a@b.pt", "a:b.pt", "a:b@c.pt"])
def test_a_file_that_bears_such_marks_itself_is_meant_first(folder, title):
    (folder / "a").touch()
    (folder / title).touch()
    assert own.meant(f"own:{title}") == own.Meant(folder / title)
    assert own.meant(f"own:{title}:x@y") == own.Meant(folder / title, "x", "y")


def test_a_table_that_was_chosen_is_taken_and_the_other_has_a_name_again(folder):
    state = timm.create_model("test_vit", num_classes=2).state_dict()
    averaged = {name: torch.full_like(each, 0.5) for name, each in state.items()}
    (folder / "mine.safetensors").unlink()
    torch.save({"state_dict": state, "state_dict_ema": averaged}, folder / "mine.pt")
    both = models.vit("own:mine.pt"), models.vit("own:mine.pt@state_dict")
    assert [vit.loaded.table for vit in both] == ["state_dict_ema", "state_dict"]
    assert both[0].module.cls_token.unique().tolist() == [0.5]
    assert torch.equal(both[1].module.cls_token, state["cls_token"])
    assert own.with_table(both[1].name, both[1].loaded.others[0]) == "own:mine.pt@state_dict_ema"


def test_a_table_that_no_address_can_name_has_no_name(folder):
    assert own.with_table("own:mine.safetensors", "a table") == ""
    assert own.with_table("own:none.safetensors", "ema") == ""


def test_a_link_to_nothing_hides_no_other_model(folder):
    (folder / "gone.safetensors").symlink_to(folder / "nowhere")
    assert [one.title for one in own.listed()] == ["gone.safetensors", "mine.safetensors"]


def test_the_list_has_it(folder):
    (row,) = model_list.here(words("en"))["own"]
    assert (row["name"], row["architecture"]) == ("own:mine.safetensors", "test_vit")
    assert not row["why"]


def test_a_name_that_no_address_can_have_is_told(folder):
    (folder / "mine.safetensors").rename(folder / "my model.safetensors")
    assert [row["why"] for row in model_list.here(words("en"))["own"]] == ["name"]


def test_a_file_that_does_not_say_its_architecture_is_listed_as_such(folder):
    (folder / "mine.json").unlink()
    (row,) = model_list.here(words("en"))["own"]
    assert (row["why"], row["said"]) == ("architecture_unknown", "")
    with pytest.raises(ModelError) as refused:
        models.vit("own:mine.safetensors")
    assert refused.value.reason == "architecture_unknown"


def test_one_that_fits_is_offered_with_its_heads_and_opens_with_the_labels(folder):
    (folder / "mine.json").unlink()
    offered = model_list.fitting("own:mine.safetensors")["fitting"]
    found = next(each for each in offered if each["architecture"] == "test_vit")
    assert found["name"] == "own:mine.safetensors:test_vit"
    assert (found["heads"], found["inferred"]) == (2, "num_classes = 2")
    opened = models.vit(found["name"])
    assert (opened.labels, opened.name) == (("cat", "dog"), found["name"])


def test_a_cnn_that_fits_is_told_apart_and_opens_beside_a_vit(folder):
    module = timm.create_model("resnet18", num_classes=2)
    torch.save(module.state_dict(), folder / "cnn.pt")
    offered = model_list.fitting("own:cnn.pt")["fitting"]
    found = next(each for each in offered if each["architecture"] == "resnet18")
    assert (found["kind"], found["heads"], found["inferred"]) == ("cnn", 0, "num_classes = 2")
    assert models.cnn(found["name"]).module.num_classes == 2


def test_another_architecture_than_those_that_fit_is_nobodys(folder):
    (folder / "mine.json").unlink()
    with pytest.raises(ModelError) as refused:
        models.vit("own:mine.safetensors:vit_giant_patch14_224")
    assert refused.value.reason == "unknown"


def test_what_is_no_file_of_the_folder_fits_nothing(folder):
    (folder / "whole").mkdir()
    assert model_list.fitting("own:whole") == model_list.fitting("everyday-vit-s14")
    assert model_list.fitting("own:none.pt") == {"fitting": []}


@pytest.mark.parametrize(("language", "said"), [("en", "mine.safetensors is"), ("zh", "mine")])
def test_why_one_cannot_be_read_is_said_in_its_row(folder, language, said):
    (folder / "mine.safetensors").write_bytes(b"\xff" * 20)
    (row,) = model_list.here(words(language))["own"]
    assert said in row["said"]
    assert str(folder) not in row["said"]


@pytest.mark.parametrize(
    "name", ["own:../secret.safetensors", "own:..", "own:", "own:none.safetensors", "own:.hidden",
             "own:../secret.safetensors@ema", "own:../secret.safetensors:test_vit"]
)  # fmt: skip
def test_nothing_outside_of_the_folder_can_be_named(folder, name):
    assert own.place_of(name) is None
    with pytest.raises(ModelError):
        models.require_allowed(name)


def test_one_that_is_gone_is_told_as_such_and_not_as_a_name_that_is_none(folder):
    with pytest.raises(ModelError) as refused:
        models.canonical("own:gone.pt")
    assert (refused.value.reason, refused.value.facts["name"]) == ("own_gone", "gone.pt")


def test_without_a_folder_there_are_none(monkeypatch):
    monkeypatch.setattr(own, "settings", Settings)
    assert own.listed() == ()
    assert own.place_of("own:mine.safetensors") is None
