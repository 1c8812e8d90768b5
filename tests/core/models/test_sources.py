import json

import pytest
import timm
import torch
from safetensors.torch import save_file

from tests.core.models.training_files import ARCHITECTURE, HEADS, source, timm_training, weights
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError, ModelError


def file_of(content, tmp_path, name="my.ckpt"):
    torch.save(content, tmp_path / name)
    return str(tmp_path / name)


def opened(name, **options):
    return load(name, device="cpu", **{"arguments": HEADS, **options})


def reasons(model):
    return [note.reason for note in model.loaded.notes]


def test_a_checkpoint_opens_in_the_named_architecture_with_the_labels_of_a_file(tmp_path):
    (tmp_path / "names.txt").write_text("a\nb\nc\nd\ne\n")
    path = file_of(timm_training(weights()), tmp_path)
    vit = opened(ARCHITECTURE, weights=path, labels=str(tmp_path / "names.txt"))
    assert vit.labels == tuple("abcde")
    assert (vit.size, len(vit.calls), vit.mean, vit.crop) == ((64, 64), 2, (0.1, 0.2, 0.3), 0.8)
    pixels = torch.randn(1, 3, 64, 64)
    assert torch.equal(vit.module(pixels), source().eval()(pixels))


@pytest.mark.parametrize("prefix", ["", "file:"])
def test_a_file_that_says_its_architecture_opens_by_its_path_alone(prefix, tmp_path):
    vit = opened(prefix + file_of(timm_training(weights()), tmp_path))
    assert vit.family == "vision_transformer"
    assert ("read_as" in reasons(vit)) == (prefix == "")
    assert "architecture_stated" in reasons(vit)


def test_a_file_that_says_none_is_refused_with_its_name(tmp_path):
    path = file_of(weights(), tmp_path)
    with pytest.raises(ModelError) as caught:
        opened(path)
    assert (caught.value.reason, caught.value.facts["file"]) == ("architecture_unknown", path)


def test_it_opens_in_an_architecture_that_is_given_trained_or_not(tmp_path):
    path = file_of(weights(), tmp_path)
    trained, random = (
        opened(path, architecture=ARCHITECTURE, weights=each) for each in ("published", "random")
    )
    assert (len(trained.calls), trained.size) == (len(random.calls), random.size) == (2, (64, 64))
    assert torch.equal(trained.module.pos_embed, weights()["pos_embed"])
    assert not torch.equal(random.module.pos_embed, weights()["pos_embed"])


@pytest.mark.parametrize(
    "said",
    [{"pretrained_cfg": {"input_size": [3, 32, 96]}}, {"model_args": {"img_size": [32, 96]}}],
)
def test_a_size_that_is_no_square_is_said_beside_the_file_else_it_is_asked_for(said, tmp_path):
    path = file_of(weights(img_size=(32, 96)), tmp_path, "wide.pt")
    with pytest.raises(ModelError) as caught:
        opened(path, architecture=ARCHITECTURE)
    assert (caught.value.reason, caught.value.facts["places"]) == ("weights_of_another_grid", 13)
    (tmp_path / "wide.json").write_text(json.dumps({"architecture": ARCHITECTURE, **said}))
    vit = opened(path)
    assert (vit.size, vit.layout.grid) == ((32, 96), (2, 6))


def test_another_table_is_taken_by_its_name(tmp_path):
    path = file_of(timm_training(weights(), weights(1)), tmp_path)
    vit = opened(ARCHITECTURE, weights=path, table="state_dict")
    assert (vit.loaded.table, vit.loaded.others) == ("state_dict", ("state_dict_ema",))
    assert torch.equal(vit.module.pos_embed, weights()["pos_embed"])


def test_classes_that_the_file_names_are_taken_and_the_callers_come_first(tmp_path):
    names = {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4}
    path = file_of({"model": weights(), "class_to_idx": names}, tmp_path)
    assert opened(ARCHITECTURE, weights=path).labels == tuple("abcde")
    assert opened(ARCHITECTURE, weights=path, labels={0: "z"}).labels == ("z", "1", "2", "3", "4")


def test_labels_of_another_length_are_refused_with_both_numbers(tmp_path):
    path = file_of(weights(), tmp_path)
    with pytest.raises(ArgumentError, match="labels_count") as caught:
        opened(ARCHITECTURE, weights=path, labels=["a", "b"])
    assert (caught.value.facts["classes"], caught.value.facts["got"]) == (5, 2)


def test_a_file_of_ones_own_has_no_labels_of_timms(tmp_path):
    module = timm.create_model("test_vit", num_classes=1000)
    path = file_of(module.state_dict(), tmp_path)
    assert load("test_vit", weights=path, device="cpu").labels == ()


@pytest.fixture
def folder(tmp_path):
    config = {
        "architecture": ARCHITECTURE,
        "model_args": HEADS,
        "label_names": {"0": "x", "4": "y"},
    }
    config["pretrained_cfg"] = {"mean": [0.1, 0.2, 0.3], "std": [1, 1, 1], "num_classes": 5}
    (tmp_path / "config.json").write_text(json.dumps(config))
    save_file(weights(), tmp_path / "model.safetensors")
    return tmp_path


@pytest.mark.parametrize("prefix", ["", "local-dir:"])
def test_a_folder_of_timms_opens_with_what_it_says(prefix, folder):
    vit = opened(f"{prefix}{folder}", arguments={})
    assert (vit.labels, vit.mean) == (("x", "1", "2", "3", "y"), (0.1, 0.2, 0.3))
    assert torch.equal(vit.module.pos_embed, weights()["pos_embed"])
    assert ("read_as" in reasons(vit)) == (prefix == "")


def test_a_folders_architecture_opens_with_another_file(folder, tmp_path):
    other = file_of(weights(1), tmp_path)
    vit = load(f"local-dir:{folder}", weights=other, device="cpu")
    assert torch.equal(vit.module.pos_embed, weights(1)["pos_embed"])


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_an_own_model_opens_untrained_in_the_same_shapes(kind, folder, tmp_path):
    path = file_of(timm_training(weights()), tmp_path) if kind == "file" else f"local-dir:{folder}"
    trained, untrained = opened(path), opened(path, weights="random")
    shapes = [{k: v.shape for k, v in m.module.state_dict().items()} for m in (trained, untrained)]
    assert shapes[0] == shapes[1]
    assert not torch.equal(trained.module.head.weight, untrained.module.head.weight)


def test_what_was_done_reads_as_sentences(tmp_path):
    said = str(opened(file_of(timm_training(weights(), weights(1)), tmp_path)).loaded).split("\n")
    assert said[1:] == [
        f"The file itself says its architecture: {ARCHITECTURE}.",
        "Told from the shapes in the file: num_classes = 5, depth = 2, img_size = (64, 64).",
        "The weights were taken from state_dict_ema: averages over training (EMA). "
        "These fit as well: state_dict.",
    ]
