import json

import torch

from tests.core.models.training_files import ARCHITECTURE, HEADS, timm_training, weights
from vitviz.core.models.load import load
from vitviz.core.models.own_models import own_models


def filled(folder):
    """A folder with a model of each kind, and what is none."""
    torch.save(timm_training(weights()), folder / "a.ckpt")
    torch.save(weights(), folder / "b.pth")
    (folder / "b.json").write_text(json.dumps({"architecture": ARCHITECTURE, "model_args": HEADS}))
    (folder / "b.labels.txt").write_text("\n".join("vwxyz"))
    torch.save(torch.nn.Linear(2, 2), folder / "c.pt")
    torch.save(weights(), folder / "d.pth.tar")
    (folder / "e").mkdir()
    config = {"architecture": ARCHITECTURE, "model_args": HEADS}
    (folder / "e/config.json").write_text(json.dumps(config))
    torch.save(weights(), folder / "e/pytorch_model.bin")
    (folder / "e/labels.csv").write_text("index,name\n0,first\n")
    (folder / "notes.txt").write_text("none")
    (folder / ".hidden.pth").write_bytes(b"")
    (folder / "empty").mkdir()
    return folder


def test_files_and_folders_are_listed_with_the_architecture_that_they_say(tmp_path):
    found = own_models(filled(tmp_path))
    assert [(each.title, each.architecture) for each in found] == [
        ("a.ckpt", ARCHITECTURE), ("b.pth", ARCHITECTURE), ("c.pt", ""), ("d.pth.tar", ""),
        ("e", ARCHITECTURE),
    ]  # fmt: skip
    assert [each.refusal.reason if each.refusal else None for each in found] == [
        None, None, "weights_code", None, None
    ]  # fmt: skip
    assert [each.labels.name if each.labels else None for each in found] == [
        None, "b.labels.txt", None, None, "labels.csv"
    ]  # fmt: skip
    assert found[0].size == (tmp_path / "a.ckpt").stat().st_size


def test_what_is_listed_opens_by_its_name_with_the_labels_beside_it(tmp_path):
    by_title = {each.title: each for each in own_models(filled(tmp_path))}
    labels = {title: load(by_title[title].name, device="cpu").labels for title in ("b.pth", "e")}
    assert labels == {"b.pth": tuple("vwxyz"), "e": ("first", "1", "2", "3", "4")}


def test_a_refusal_in_the_list_holds_nothing_of_what_was_read(tmp_path):
    torch.save(torch.nn.Linear(2, 2), tmp_path / "c.pt")
    refusal = own_models(tmp_path)[0].refusal
    assert (refusal.__traceback__, refusal.__cause__, refusal.__context__) == (None, None, None)


def test_a_folder_that_is_not_there_lists_nothing(tmp_path):
    assert own_models(tmp_path / "none") == ()
