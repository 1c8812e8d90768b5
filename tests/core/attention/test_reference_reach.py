import json

import numpy as np
import pytest

from vitviz.core import assets
from vitviz.core.attention.reference_reach import FILE, ReferenceReach, reference_reach
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError, ModelError

VITS = [name for name in assets.bundled_models() if assets.read_card(name)["family"] == "vit"]


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A function that ships this table beside the card of a model "a"."""
    monkeypatch.setattr(assets, "MODELS", tmp_path)
    (tmp_path / "a").mkdir()
    card = {"name": "a", "family": "vit", "weights": {"sha256": "12"}}
    (tmp_path / "a" / "card.json").write_text(json.dumps(card))

    def ship(text):
        (tmp_path / "a" / FILE).write_text(text)

    return ship


def told(**changed):
    table = {"size": [32, 48], "layers": [0, 2]}
    table |= {"mean": [[1.5, 2], [3, None]], "deviation": [[0.5, 0], [1, None]]}
    given = {"command": "python", "photos": {"of_folder": 5, "bundled": 2}, "sha256": "12"}
    return json.dumps(given | {"tables": [table]} | changed)


def test_a_size_has_its_own_table_and_a_missing_head_is_no_number(shipped):
    shipped(told())
    found = reference_reach("a", (32, 48))
    assert (found.layers, found.photos, found.bundled, found.command) == ((0, 2), 7, 2, "python")
    np.testing.assert_array_equal(found.mean, np.float32([[1.5, 2], [3, np.nan]]))
    np.testing.assert_array_equal(found.deviation, np.float32([[0.5, 0], [1, np.nan]]))


def test_of_another_size_other_weights_or_no_table_nothing_is_known(shipped):
    assert reference_reach("a", (32, 48)) is None
    shipped(told())
    assert reference_reach("a", (48, 32)) is None
    assert reference_reach("timm/b", (32, 48)) is None
    shipped(told(sha256="34"))
    assert reference_reach("a", (32, 48)) is None


@pytest.mark.parametrize("text", ["{", "[]", told(tables=[{}]), told(photos=3)])
def test_a_damaged_table_is_named(shipped, text):
    shipped(text)
    with pytest.raises(ModelError, match=FILE):
        reference_reach("a", (32, 48))


def test_a_table_has_a_row_for_each_layer_and_some_photos():
    two = np.zeros((2, 2), np.float32)
    with pytest.raises(ArgumentError, match="a row for each layer"):
        ReferenceReach((0,), two, two, 3, 1, "")
    with pytest.raises(ArgumentError, match="some photos"):
        ReferenceReach((0, 1), two, two, 0, 0, "")


@pytest.mark.parametrize("name", VITS)
def test_each_bundled_vit_has_a_table_of_its_weights_at_its_own_size_at_least(name):
    vit = load(name, device="cpu")
    tables = {tuple(size): reference_reach(name, tuple(size)) for size in vit.card["sizes"]}
    assert tables[vit.size]
    for size, found in tables.items():
        if found is None:
            continue
        assert found.photos >= 200
        assert found.mean.shape == (len(vit.calls), vit.calls[0].heads)
        assert (found.mean > 0).all()
        assert (found.mean + found.deviation < np.hypot(*size)).all()
