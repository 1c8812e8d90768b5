"""An archive can be read by itself: it says of every array what it is, and whose photo it shows."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tests.app.endpoints.snippets.ran import blob
from vitviz.app.compute import analyses, photos
from vitviz.app.endpoints import versus_cost
from vitviz.app.endpoints.archive import archive
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState

FIELDS = {
    "layer": {"layer": 3},
    "beside": {"second": "cat"},
    "head": {"layer": 3, "head": 2},
    "side_by_side": {"query": "7", "head": "9.4", "model_b": "hunger-vit-002"},
    "shown": {"a": "7@11.3", "b": "3@10.mean", "show": "diff"},
    "explain": {"target": "5", "against": "3"},
    "off": {"off": "11.3"},
    "position_arrays": {"table": "learned"},
    "position_change": {"change": "photo"},
}


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


@pytest.fixture(autouse=True)
def measured_at_once(monkeypatch):
    """What the process of a cost says, without its minutes of work."""

    def lines(_, argument):
        cost = {"seconds": 1e-3, "peak": 1e6, "repeats": 1}
        return (json.dumps(cost) for _ in json.loads(argument)["sizes"])

    monkeypatch.setattr(versus_cost, "lines_of", lines)


def loaded(analysis, what, **fields):
    """The arrays and what is told about them, as a notebook reads it."""
    endpoint = ENDPOINTS[what]
    state, own = endpoint.read({name: str(value) for name, value in fields.items()})
    packed = archive(endpoint, blob(analysis, what, **fields), analysis, state, **own)
    with np.load(io.BytesIO(packed)) as found:
        arrays = dict(found)
    return json.loads(str(arrays.pop("about"))), arrays


@pytest.mark.parametrize("what", ENDPOINTS)
def test_every_array_names_its_axes_its_unit_its_scaling_and_a_label_for_each_place(analysis, what):
    about, arrays = loaded(analysis, what, **FIELDS.get(what, {}))
    assert about["arrays"].keys() == arrays.keys()
    for name, array in arrays.items():
        told = about["arrays"][name]
        assert told["unit"]
        assert told["scaling"]
        assert told["shape"] == list(array.shape)
        sizes = dict(zip(told["axes"], array.shape, strict=True))
        assert {
            axis: len(labels) for axis, labels in told["labels"].items()
        }.items() <= sizes.items()


def test_labels_say_what_stands_at_each_place(analysis):
    labels = loaded(analysis, "attention")[0]["arrays"]["layer_11"]["labels"]
    assert labels["tokens"][:2] == ["class", "patch 1 (row 1, column 1)"]
    assert labels["tokens"][-1] == "patch 16 (row 4, column 4)"
    assert labels["heads"] == [f"head {number}" for number in range(1, 7)]
    labels = loaded(analysis, "ablation")[0]["arrays"]["without_head"]["labels"]
    assert labels["classes"][5] == "koala"
    labels = loaded(analysis, "explain")[0]["arrays"]["agreement"]["labels"]
    assert labels["maps"][3:5] == ["relevance from layer 1", "relevance from layer 2"]


def test_an_archive_says_what_led_to_it(analysis):
    about, _ = loaded(analysis, "explain", target="3")
    assert about["settings"] == {
        "photo": "koala",
        "model": "everyday-vit-s14",
        "weights": "published",
        "cnn": "efficientnet-lite0",
        "cnn_weights": "published",
        "cnn_size": [224, 224],
        "size": [56, 56],
        "target": "3",
        "against": "",
    }
    assert about["photo"]["author"] == "BurningWell"
    assert about["photo"]["licence"] == "public domain"
    assert about["model"]["title"] == "Everyday ViT-S/14"
    assert about["date"].endswith("+00:00")
    assert about["facts"]["target"] == 3


def test_an_archive_names_no_photo_where_none_has_a_part_in_it(analysis):
    about, _ = loaded(analysis, "versus_cost")
    assert about["settings"] == {
        "model": "everyday-vit-s14",
        "weights": "published",
        "cnn": "efficientnet-lite0",
        "cnn_weights": "published",
    }
    assert about["cnn"]["title"] == "EfficientNet-Lite0"
    assert not about.keys() & {"photo", "grid"}
    about, _ = loaded(analysis, "data_hunger")
    assert not about.keys() & {"photo", "grid", "model", "cnn", "settings"}


def test_an_archive_of_an_upload_does_not_hold_its_secret_name(analysis):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    upload = photos.add(file.getvalue())
    packed = blob(analysis, "predictions")
    own = replace(analysis, spec=replace(analysis.spec, photo=upload.id))
    asked = ViewState()  # the address of an answer does not name the photo
    with np.load(io.BytesIO(archive(ENDPOINTS["predictions"], packed, own, asked))) as found:
        about = json.loads(str(found["about"]))
    assert about["settings"]["photo"] == "own photo"
    assert upload.id not in str(about)
