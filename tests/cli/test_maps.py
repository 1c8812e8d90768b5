import json
import logging

import numpy as np
import pytest
import timm
import torch
from safetensors.torch import save_file

import vitviz
from vitviz import __main__
from vitviz.core import assets
from vitviz.core.models.load import logits

CAT = next(photo.path for photo in assets.photos() if photo.path.stem == "cat")
SMALL = "hunger-vit-100"  # 64 patches: quick


def made(folder, *words):
    """What the command writes for these words: the arrays of each archive, by its name."""
    assert __main__.main(["maps", *map(str, words), "--out", str(folder), "--device", "cpu"]) == 0
    return {path.name: dict(np.load(path)) for path in folder.glob("*.npz")}


@pytest.fixture(scope="module")
def known():
    vit = vitviz.load(SMALL, device="cpu")
    pixels, framing = vitviz.frame(vitviz.decode(CAT.read_bytes()), vit)
    return vit, pixels, framing


def test_an_archive_has_what_the_model_says_and_every_map_of_the_photo(tmp_path, known):
    vit, pixels, _ = known
    (found,) = made(tmp_path, CAT, "--model", SMALL).values()
    said, trace = logits(vit, pixels), vitviz.capture(vit, pixels)
    target = int(said.argmax())
    np.testing.assert_allclose(found["logits"], said, atol=1e-5)
    for number, layer in enumerate(trace.layers):
        row = vitviz.attention(layer, [0])[:, 0, 1:].reshape(-1, *layer.grid)
        np.testing.assert_allclose(found[f"read_{number}"], row, atol=1e-6)
    rolled = vitviz.rollout(trace, [0])[0, 1:].reshape(trace.grid)
    np.testing.assert_allclose(found["rollout"], rolled, atol=1e-6)
    for name in ("gradcam", "relevance", "gradient_rollout"):
        want = getattr(vitviz, name)(vit, pixels, target)
        np.testing.assert_allclose(found[name], want, atol=1e-6)


def test_an_archive_explains_itself(tmp_path, known):
    vit, _, framing = known
    (found,) = made(tmp_path, CAT, "--model", SMALL, "--target", 5, "--attention").values()
    about = json.loads(str(found.pop("about")))
    assert (about["photo"], about["model"], about["target"]) == ("cat.jpg", SMALL, 5)
    assert (about["label"], about["seen"]) == (vit.labels[5], list(framing.box))
    assert about["arrays"].keys() == found.keys()
    for name, told in about["arrays"].items():
        assert told["shape"] == list(found[name].shape)
        assert len(told["axes"]) == found[name].ndim
    assert about["arrays"]["attention_0"]["axes"] == ["heads", "queries", "tokens"]
    np.testing.assert_allclose(found["attention_0"].sum(-1), 1, atol=1e-5)


def test_weights_and_labels_of_ones_own_open_as_in_a_notebook(tmp_path):
    save_file(
        timm.create_model("test_vit", num_classes=3).state_dict(), tmp_path / "mine.safetensors"
    )
    (tmp_path / "names.txt").write_text("ant\nbee\ncat\n", "utf-8")
    words = ["--model", "test_vit", "--weights", tmp_path / "mine.safetensors", "--target", 1]
    (found,) = made(tmp_path, CAT, *words, "--labels", tmp_path / "names.txt").values()
    about = json.loads(str(found["about"]))
    assert (about["label"], about["weights"]) == ("bee", "mine.safetensors")
    assert found["logits"].shape == (3,)


def test_a_cnn_has_its_grad_cam_alone(tmp_path):
    (found,) = made(tmp_path, CAT, "--model", "efficientnet-lite0").values()
    assert found.keys() == {"about", "logits", "gradcam"}


def test_over_several_grids_the_last_one_alone_is_read(tmp_path):
    (found,) = made(tmp_path, CAT, "--model", "levit_128s", "--weights", "random").values()
    assert "rollout" not in found
    assert "relevance" not in found
    read = [name for name in found if name.startswith("read_")]
    assert {found[name].shape[1:] for name in read} <= {(4, 4), (7, 7)}
    assert read


def test_a_photo_that_cannot_be_read_is_told_and_the_others_are_written(tmp_path, caplog):
    broken, gone = tmp_path / "broken.jpg", tmp_path / "gone.jpg"
    broken.write_bytes(b"no picture")
    words = ["maps", str(broken), str(gone), str(CAT), "--model", SMALL, "--out", str(tmp_path)]
    with caplog.at_level(logging.INFO):
        assert __main__.main([*words, "--device", "cpu"]) == 2
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert [line.partition(":")[0] for line in told] == [str(broken), str(gone)]
    assert [path.name for path in tmp_path.glob("*.npz")] == [f"cat-{SMALL}.npz"]


def test_photos_of_the_same_name_do_not_overwrite_each_other(tmp_path):
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / CAT.name
    twin.write_bytes(CAT.read_bytes())
    assert made(tmp_path, CAT, twin, "--model", SMALL).keys() == {
        f"1-cat-{SMALL}.npz",
        f"2-cat-{SMALL}.npz",
    }


def test_a_class_that_is_not_there_is_refused(tmp_path, caplog):
    words = ["maps", str(CAT), "--model", SMALL, "--target", "62", "--out", str(tmp_path)]
    assert __main__.main([*words, "--device", "cpu"]) == 2
    assert "61" in caplog.text
    assert not list(tmp_path.glob("*.npz"))


def test_a_model_that_is_not_there_is_refused(tmp_path, caplog):
    assert __main__.main(["maps", str(CAT), "--model", "vit_nowhere", "--out", str(tmp_path)]) == 2
    assert "vit_nowhere" in caplog.text


def test_the_head_of_an_attention_pool_reads_by_its_own_row(tmp_path):
    (found,) = made(tmp_path, CAT, "--model", "test_vit3", "--weights", "random").values()
    vit = vitviz.load("test_vit3", weights="random", device="cpu")
    pixels, _ = vitviz.frame(vitviz.decode(CAT.read_bytes()), vit)
    last = vitviz.capture(vit, pixels).layers[-1]
    assert last.kind == "pool"
    want = vitviz.attention(last)[:, 0, last.prefix :].reshape(-1, *last.grid)
    read = max(int(name[5:]) for name in found if name.startswith("read_"))
    np.testing.assert_allclose(found[f"read_{read}"], want, atol=1e-6)
    assert torch.tensor(found["read_0"]).isfinite().all()
