import argparse
import json

import pytest
import torch
from safetensors.torch import save_file

from tests.core.models.training_files import ARCHITECTURE, lightning, timm_training
from vitviz.core.models.checkpoints import read_checkpoint
from vitviz.core.models.stated import stated_by, stated_in, weights_in
from vitviz.errors import ModelError

WEIGHTS = {"head.weight": torch.ones(2, 2)}


def stated(content, tmp_path):
    torch.save(content, tmp_path / "w.pth")
    return stated_by(read_checkpoint(tmp_path / "w.pth"))


def test_timms_training_arguments_say_the_architecture_and_the_preparation(tmp_path):
    said = stated(timm_training(WEIGHTS), tmp_path)
    assert said.architecture == ARCHITECTURE
    assert said.config == {
        "mean": (0.1, 0.2, 0.3), "std": (0.5, 0.6, 0.7), "crop_pct": 0.8,
        "interpolation": "bilinear",
    }  # fmt: skip
    assert said.arguments == {}


def test_the_arguments_of_the_model_are_kept_but_for_what_its_shapes_decide(tmp_path):
    kwargs = {"num_heads": 6, "depth": 10**9, "img_size": 10**9, "no_embed_class": True, "act": {}}
    args = argparse.Namespace(model=ARCHITECTURE, model_kwargs=kwargs, gp="avg", num_classes=10**9)
    assert stated({"args": args}, tmp_path).arguments == {
        "num_heads": 6, "no_embed_class": True, "global_pool": "avg"
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        lightning(WEIGHTS),
        {"arch": ARCHITECTURE},
        {"args": {"model": f"{ARCHITECTURE}.augreg_in21k"}},
        {"config": {"backbone": f"hf-hub:timm/{ARCHITECTURE}.augreg_in21k"}},
    ],
)
def test_other_training_files_say_it_in_their_own_places(content, tmp_path):
    assert stated(content, tmp_path).architecture == ARCHITECTURE


@pytest.mark.parametrize(
    "content", [WEIGHTS, [1], {"arch": "Net"}, {"args": {"model": "two words"}}]
)
def test_a_file_that_says_nothing_timm_knows_says_no_architecture(content, tmp_path):
    assert stated(content, tmp_path).architecture == ""


def test_the_texts_of_a_safetensors_file_say_it_too(tmp_path):
    save_file(WEIGHTS, tmp_path / "w.safetensors", {"architecture": ARCHITECTURE})
    assert stated_by(read_checkpoint(tmp_path / "w.safetensors")).architecture == ARCHITECTURE


@pytest.mark.parametrize(
    "content",
    [
        {"class_to_idx": {"cat": 0, "dog": 1}},
        {"hyper_parameters": {"class_to_idx": {"cat": 0, "dog": 1}}},
    ],
)
def test_a_table_of_classes_in_the_file_is_found(content, tmp_path):
    assert stated(content, tmp_path).config["label_names"] == {"cat": 0, "dog": 1}


def folder(tmp_path, config, *names):
    (tmp_path / "config.json").write_text(config if isinstance(config, str) else json.dumps(config))
    for name in names:
        (tmp_path / name).touch()
    return tmp_path


def test_a_folder_says_what_timm_writes_into_it(tmp_path):
    config = {
        "architecture": ARCHITECTURE,
        "num_classes": 2,
        "global_pool": "avg",
        "model_args": {"num_heads": 6, "depth": 3},
        "label_names": ["n1", "n2"],
        "label_descriptions": {"n1": "cat"},
        "pretrained_cfg": {"mean": [0.1, 0.2, 0.3], "crop_pct": 1.0, "input_size": [3, 64, 64]},
    }
    said = stated_in(folder(tmp_path, config))
    assert (said.architecture, said.arguments) == (
        ARCHITECTURE, {"num_heads": 6, "global_pool": "avg"}
    )  # fmt: skip
    assert said.config == {
        "mean": (0.1, 0.2, 0.3), "crop_pct": 1.0, "input_size": (3, 64, 64),
        "label_names": ["n1", "n2"], "label_descriptions": {"n1": "cat"},
    }  # fmt: skip


def test_an_older_folder_says_all_of_it_in_one_place(tmp_path):
    config = {"architecture": ARCHITECTURE, "labels": ["a", "b"], "std": [0.1, 0.2, 0.3]}
    assert stated_in(folder(tmp_path, config)).config == {
        "std": (0.1, 0.2, 0.3), "label_names": ["a", "b"]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("{", "folder_bad_config"),
        ("[]", "folder_bad_config"),
        ({"architectures": ["ViTForImageClassification"]}, "folder_bad_config"),
    ],
)
def test_a_folder_that_timm_did_not_write_is_refused(config, reason, tmp_path):
    with pytest.raises(ModelError, match=reason):
        stated_in(folder(tmp_path, config))


def test_a_folder_without_its_files_is_refused(tmp_path):
    for ask, reason in ((stated_in, "folder_no_config"), (weights_in, "folder_no_weights")):
        with pytest.raises(ModelError, match=reason):
            ask(tmp_path)
    with pytest.raises(ModelError, match="folder_missing"):
        stated_in(tmp_path / "none")


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (("a.pth", "model.safetensors", "pytorch_model.bin"), "model.safetensors"),
        (("b.pth", "b.safetensors", "a.safetensors"), "a.safetensors"),
        (("last.ckpt", "notes.txt"), "last.ckpt"),
    ],
)
def test_of_a_folders_files_timms_names_come_first(names, taken, tmp_path):
    assert weights_in(folder(tmp_path, {}, *names)).name == taken
