"""Reading what is shipped: tables, labels, cards, the list of photos."""

from pathlib import Path

import pytest

from vitviz.core import assets
from vitviz.core.assets import (
    BundledPhoto,
    Labels,
    assets_folder,
    bundled_models,
    photos,
    read_card,
    read_labels,
    sample_photo,
)
from vitviz.errors import ArgumentError, ImageError, ModelError


def written(folder: Path, text: str) -> Path:
    path = folder / "labels.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_leaves_out_comments_and_keeps_empty_cells(tmp_path: Path):
    path = written(tmp_path, "# a word\nindex\ten\tzh\n0\tcat\t\n")
    assert assets.table(path) == [{"index": "0", "en": "cat", "zh": ""}]


def test_a_row_of_another_width_is_named_by_file_and_line(tmp_path: Path):
    path = written(tmp_path, "# a word\nindex\ten\n0\tcat\n1\n")
    with pytest.raises(ModelError) as caught:
        assets.table(path)
    assert caught.value.reason == "table_damaged"
    assert caught.value.facts == {"file": str(path), "line": 4}


def test_a_missing_table_is_named(tmp_path: Path):
    with pytest.raises(ModelError) as caught:
        assets.table(tmp_path / "labels.tsv")
    assert caught.value.reason == "file_missing"
    assert caught.value.facts == {"file": str(tmp_path / "labels.tsv")}


def test_a_table_that_is_no_text_is_damaged(tmp_path: Path):
    (tmp_path / "labels.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="table_damaged"):
        assets.table(tmp_path / "labels.tsv")


def test_a_sample_photo_whose_file_is_missing_is_named(tmp_path: Path, monkeypatch):
    (tmp_path / "photos.tsv").write_text((assets.PHOTOS / "photos.tsv").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(assets, "PHOTOS", tmp_path)
    with pytest.raises(ModelError, match="file_missing"):
        sample_photo("cat")


def test_labels_stand_at_the_index_of_their_class(tmp_path: Path):
    path = written(tmp_path, "index\ten\tzh\twnids\n0\tcat\t猫\tn1 n2\n1\tdog\t狗\tn3\n")
    assert read_labels(path) == Labels(("cat", "dog"), ("猫", "狗"), (("n1", "n2"), ("n3",)))


@pytest.mark.parametrize("index", ["0", "2", "-1", ""])
def test_labels_that_are_not_counted_from_zero_are_refused(tmp_path: Path, index: str):
    path = written(tmp_path, f"index\ten\tzh\twnids\n0\tcat\t猫\tn1\n{index}\tdog\t狗\tn2\n")
    with pytest.raises(ModelError, match="rows_miscounted"):
        read_labels(path)


def test_a_class_without_a_name_is_refused(tmp_path: Path):
    path = written(tmp_path, "index\ten\tzh\twnids\n0\tcat\t\tn1\n")
    with pytest.raises(ArgumentError, match="one name per class"):
        read_labels(path)


def test_the_bundled_models_are_vits_and_then_cnns_the_everyday_vit_first():
    families = [read_card(name)["family"] for name in bundled_models()]
    assert families == sorted(families, reverse=True)
    assert bundled_models()[0] == "everyday-vit-s14"
    assert "efficientnet-lite0" in bundled_models()
    assert [read_card(name)["name"] for name in bundled_models()] == list(bundled_models())


@pytest.mark.parametrize("name", ["resnet50", "", "..", "../models/efficientnet-lite0", "*"])
def test_a_name_that_is_no_bundled_model_opens_no_file(name: str):
    with pytest.raises(ModelError, match="unknown"):
        read_card(name)


@pytest.mark.parametrize("text", ["{", "[]", '"a"'])
def test_a_damaged_card_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str):
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "card.json").write_text(text)
    monkeypatch.setattr(assets, "MODELS", tmp_path)
    with pytest.raises(ModelError) as caught:
        read_card("one")
    assert caught.value.reason == "card_damaged"
    assert caught.value.facts["name"] == "one"


def test_the_cup_opens_first_and_the_strip_keeps_its_order():
    order = "coffee koala cat red-panda butterfly penguin camel gorilla bee dog"
    order += " moose astronaut rocket"
    assert [photo.id for photo in photos() if photo.offered] == order.split()


@pytest.mark.parametrize("name", ["crocodile", "panda", "polar-bear", "lemurs"])
def test_a_photo_that_an_old_link_names_is_there_still(name):
    assert name in {photo.id for photo in photos() if not photo.offered}
    assert sample_photo(name)


def test_a_sample_photo_is_the_file_of_its_name():
    found = {photo.id: photo.path for photo in photos()}
    assert sample_photo("koala") == found["koala"].read_bytes()


def test_a_sample_photo_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ImageError, match="There are: coffee, koala, cat"):
        sample_photo("../photos/koala")


@pytest.mark.parametrize("has_its_own", [True, False])
def test_assets_lie_in_an_installed_package_and_beside_one_in_a_checkout(tmp_path, has_its_own):
    package = tmp_path / "vitviz"
    folder = package / "assets" if has_its_own else tmp_path / "assets"
    folder.mkdir(parents=True)
    assert assets_folder(package) == folder


def test_a_photo_without_a_credit_cannot_be_listed():
    with pytest.raises(ArgumentError, match="author"):
        BundledPhoto("a", Path("a.jpg"), "a", "甲", "", "CC0 1.0", "here")
