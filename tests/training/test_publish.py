import hashlib
import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from vitviz.core import assets
from vitviz.core.models.cnn_size import BY_SIDE
from vitviz.core.models.load import Cnn, load
from vitviz.errors import ArgumentError
from vitviz.training import finetune, hunger, probe, publish
from vitviz.training.arms import arm
from vitviz.training.files import write_json
from vitviz.training.pictures import decoded_in, pictures_of

LABELS = 62


@pytest.fixture
def out(data, tmp_path):
    """A folder of runs in which nothing has ended."""
    pictures_of(data, tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """An assets folder of its own, with the labels of the bundled ViT."""
    monkeypatch.setattr(assets, "ASSETS", tmp_path / "assets")
    models = tmp_path / "assets" / "models"
    shutil.copytree(assets.MODELS / "everyday-vit-s14", models / "everyday-vit-s14",
                    ignore=shutil.ignore_patterns("*.safetensors"))  # fmt: skip
    monkeypatch.setattr(assets, "MODELS", models)
    return tmp_path / "assets"


def end(out, cell, top1=0.25, **recipe):
    """Let this run have ended with random weights."""
    folder = out / "hunger" / cell.name
    how = json.loads(json.dumps(hunger.recipe().told())) | recipe
    asked = {"arm": cell.arm, "share": cell.share, "seed": cell.seed, "pictures": 890}
    shares = {"top1": top1, "top5": 2 * top1, "by_class": top1}
    point = {"step": 1875, "seen": 240_000, "loss": 2.5, **shares}
    write_json(folder / "result.json", {
        "asked": asked | {"recipe": how}, "parameters": 313_000, "points": [point],
        "measured": [{"size": 32, "filter": "box", **shares}], "ended": "2026-11-29",
    })  # fmt: skip
    save_file(arm(cell.arm, LABELS, 0).state_dict(), folder / "weights.safetensors")
    return folder


@pytest.fixture(scope="module")
def fine_tuned():
    """The weights of the baseline before its first step."""
    return finetune.network(LABELS, 0).state_dict()


@pytest.fixture
def baseline(out, fine_tuned, shipped):
    """The folder of its run, which has ended with these weights."""
    asked = {"base": finetune.BASE, "seed": 0, "pictures": 890}
    shares = {"top1": 0.5, "top5": 0.75, "by_class": 0.5}
    folder = out / "finetune-cnn-0"
    write_json(folder / "result.json", {
        "asked": asked | {"recipe": finetune.recipe().told()}, "parameters": 3_450_000,
        "points": [{"step": 3647, "seen": 233_408, "loss": 1.5, **shares}],
        "measured": [{"size": 224, "filter": "bicubic", **shares}], "ended": "2026-11-29",
    })  # fmt: skip
    contiguous = {name: tensor.contiguous() for name, tensor in fine_tuned.items()}
    save_file(contiguous, folder / "weights.safetensors")
    return folder


CELL = hunger.Cell("vit", 0.02, 0)


def test_the_curves_hold_what_has_ended_and_name_what_is_missing(out, shipped):
    end(out, hunger.Cell("cnn", 0.02, 0))
    (path,) = publish.published(out)
    found = json.loads(path.read_text())
    assert path == shipped / "training" / "data-hunger.json"
    (run,) = found["runs"]
    assert (run["arm"], run["share"], run["seed"], run["top1"]) == ("cnn", 0.02, 0, 0.25)
    assert run["points"] == [[240_000, 2.5, 0.25]]
    assert len(found["missing"]) == len(hunger.plan()) + len(probe.plan()) - 1
    assert found["pictures"] == {"train": 24, "val": 12, "classes": 3, "largest": 0.5}


def test_what_was_published_stays_where_a_new_folder_of_runs_lacks_it(out, shipped, data, tmp_path):
    end(out, hunger.Cell("cnn", 0.02, 0), top1=0.25)
    end(out, hunger.Cell("cnn", 0.1, 0), top1=0.5)
    publish.published(out)
    pictures_of(data, tmp_path / "next")
    end(tmp_path / "next", hunger.Cell("cnn", 0.1, 0), top1=0.375)
    end(tmp_path / "next", hunger.Cell("stem_vit", 0.02, 0), top1=0.125)
    (path,) = publish.published(tmp_path / "next")
    found = json.loads(path.read_text())
    shown = [(run["arm"], run["share"], run["top1"]) for run in found["runs"]]
    assert shown == [("cnn", 0.02, 0.25), ("cnn", 0.1, 0.375), ("stem_vit", 0.02, 0.125)]
    assert len(found["missing"]) == len(hunger.plan()) + len(probe.plan()) - 3


def test_what_was_stopped_before_it_was_measured_is_measured_at_the_next_call(out, shipped):
    end(out, CELL)
    publish.published(out)
    card = assets.read_card("hunger-vit-002")
    stopped = {name: value for name, value in card.items() if name != "measured"}
    write_json(shipped / "models/hunger-vit-002/card.json", stopped)
    publish.published(out)
    assert assets.read_card("hunger-vit-002")["measured"] == card["measured"]


def test_runs_of_two_recipes_make_no_table(out, shipped):
    end(out, hunger.Cell("cnn", 0.02, 0))
    end(out, CELL, peak=0.5)
    with pytest.raises(ArgumentError, match="of one recipe"):
        publish.curves(out, decoded_in(out))


def test_a_published_vit_opens_by_name_with_the_weights_of_its_run(out, shipped):
    folder = end(out, CELL)
    assert shipped / "models/hunger-vit-002/model.safetensors" in publish.published(out)
    vit = load("hunger-vit-002", device="cpu")
    weights = load_file(folder / "weights.safetensors")
    assert all(
        torch.equal(vit.module.state_dict()[name], tensor.half().float())
        for name, tensor in weights.items()
    )
    assert (vit.size, vit.patch, vit.layout.grid, len(vit.labels)) == ((32, 32), (4, 4), (8, 8), 62)


def test_a_card_says_what_was_measured_with_the_file_that_is_shipped(out, shipped):
    end(out, CELL)
    publish.published(out)
    card = assets.read_card("hunger-vit-002")
    data = (shipped / "models/hunger-vit-002/model.safetensors").read_bytes()
    assert card["weights"]["bytes"] == len(data) < 700_000
    assert card["weights"]["sha256"] == hashlib.sha256(data).hexdigest()
    vit = load("hunger-vit-002", device="cpu")
    right = 0
    for pixels, label in zip(decoded_in(out).val.pixels, decoded_in(out).val.labels, strict=True):
        from PIL import Image

        from vitviz.core.framing import frame
        from vitviz.core.models.load import logits

        framed, _ = frame(Image.fromarray(pixels), vit)
        right += int(logits(vit, framed).argmax() == label)
    measured = {row["what"]: row["value"] for row in card["measured"]}
    assert measured["top-1 accuracy"] == pytest.approx(right / 12, abs=1e-4)
    photos = next(row for row in card["measured"] if row.get("size") == [32, 32])
    assert photos["value"].keys() == {photo.id for photo in assets.photos()}


def test_publishing_again_changes_nothing(out, shipped):
    end(out, CELL)
    publish.published(out)
    files = [path for path in shipped.rglob("*") if path.is_file()]
    before = {path: path.read_bytes() for path in files}
    publish.published(out)
    assert {path: path.read_bytes() for path in files} == before


def test_the_published_baseline_opens_as_a_cnn_that_says_the_vits_labels(out, shipped, baseline):
    assert shipped / "models/efficientnet-lite0-everyday/model.safetensors" in publish.published(
        out
    )
    cnn = load("efficientnet-lite0-everyday", device="cpu")
    assert isinstance(cnn, Cnn)
    labels = assets.read_labels(shipped / "models/everyday-vit-s14/labels.tsv")
    assert (cnn.labels, cnn.labels_zh) == (labels.en, labels.zh)
    assert (cnn.size, cnn.mean, cnn.crop) == ((224, 224), (0.5, 0.5, 0.5), 1.0)
    weights = load_file(baseline / "weights.safetensors")
    ours = cnn.module.state_dict()
    floating = {name for name, tensor in weights.items() if tensor.is_floating_point()}
    assert all(torch.equal(ours[name], weights[name].half().float()) for name in floating)
    card = assets.read_card("efficientnet-lite0-everyday")
    sizes = {tuple(row["size"]) for row in card["measured"] if "size" in row}
    assert sizes == {(128, 128), (224, 224)}
    shares = next(row["value"] for row in card["measured"] if row["what"] == BY_SIDE)
    assert shares.keys() == {str(side) for side in publish.SIDES}
    assert card["learned_at"] == [98, 168]
