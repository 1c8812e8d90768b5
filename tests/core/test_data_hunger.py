import json

import numpy as np
import pytest

from vitviz.core import assets
from vitviz.core.data_hunger import FILE, DataHunger, data_hunger
from vitviz.errors import ArgumentError, ModelError

TOLD = {
    "pictures": {"train": 100, "val": 40, "classes": 4, "largest": 0.375},
    "recipe": {"batch": 8, "steps": 5},
    "parameters": {"vit": 30, "cnn": 20},
    "runs": [
        {"arm": "vit", "share": 0.1, "seed": 1, "pictures": 12, "top1": 0.25},
        {"arm": "cnn", "share": 1.0, "seed": 0, "pictures": 100, "top1": 0.5},
    ],
    "missing": [
        {"arm": "probe", "share": 0.1, "seed": 0},
        {"arm": "stem_vit", "share": 0.1, "seed": 0},
    ],
}


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A function that ships this text in place of the file."""
    monkeypatch.setattr(assets, "ASSETS", tmp_path)

    def ship(text):
        (tmp_path / FILE).parent.mkdir(exist_ok=True)
        (tmp_path / FILE).write_text(text)

    return ship


def test_every_run_stands_in_its_place_and_what_is_missing_is_no_number(shipped):
    shipped(json.dumps(TOLD))
    found = data_hunger()
    assert (found.arms, found.shares, found.seeds) == (
        ("cnn", "vit", "stem_vit", "probe"),
        (0.1, 1.0),
        (0, 1),
    )
    assert found.accuracy[1, 0, 1] == 0.25
    assert found.accuracy[0, 1, 0] == 0.5
    assert np.isnan(found.accuracy).sum() == 14


def test_it_says_how_many_photos_parameters_and_pictures_there_were(shipped):
    shipped(json.dumps(TOLD))
    found = data_hunger()
    assert found.photos == (12, 100)
    assert found.parameters == (20, 30, 0, 0)
    assert (found.seen, found.validation, found.classes) == (40, 40, 4)
    assert found.largest == 0.375


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", json.dumps(TOLD | {"runs": [{"arm": "vit", "share": "x", "seed": 0}]})]
)
def test_a_file_that_is_not_what_it_should_be_is_named(shipped, text):
    shipped(text)
    with pytest.raises(ModelError, match="file_damaged"):
        data_hunger()


def test_a_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    with pytest.raises(ModelError, match="file_missing"):
        data_hunger()


def test_an_accuracy_beyond_one_is_refused():
    with pytest.raises(ArgumentError, match="from 0 to 1"):
        DataHunger(("a",), (1.0,), (0,), np.full((1, 1, 1), 50.0), (1,), (1,), 1, 1, 1, 1.0)


def test_an_array_of_another_shape_is_refused():
    with pytest.raises(ArgumentError, match="accuracy"):
        DataHunger(("a",), (1.0,), (0,), np.zeros((1, 2, 1)), (1,), (1,), 1, 1, 1, 1.0)


def test_what_is_shipped_names_every_planned_run_once():
    told = json.loads((assets.ASSETS / FILE).read_text())
    found = data_hunger()
    every = [(run["arm"], run["share"], run["seed"]) for run in [*told["runs"], *told["missing"]]]
    assert len(every) == len(set(every)) == found.accuracy.size
