import io
import tarfile

import numpy as np
import pytest
from PIL import Image

from tests.training.conftest import TRAIN, VAL
from vitviz.errors import ArgumentError
from vitviz.training.pictures import Pictures, decoded_in, pictures_of


def test_every_picture_is_there_with_the_class_of_its_synset(split):
    assert split.train.pixels.shape == (4 * TRAIN, 64, 64, 3)
    assert np.bincount(split.train.labels).tolist() == [2 * TRAIN, TRAIN, TRAIN]
    assert np.bincount(split.val.labels).tolist() == [2 * VAL, VAL, VAL]
    assert split.train.classes == split.val.classes == 3


def test_a_picture_is_what_its_file_holds(data, split):
    with tarfile.open(data / "train-1.tar.xz") as tar:
        content = tar.extractfile("tiny-imagenet-200/train/n01/images/n01_0.JPEG").read()
    assert (split.train.pixels[0] == np.asarray(Image.open(io.BytesIO(content)))).all()
    assert split.train.labels[0] == 0


def test_pictures_are_of_their_classes_colour(split):
    for part in (split.train, split.val):
        means = part.pixels.reshape(len(part.labels), -1, 3).mean(axis=1)
        assert (means.argmax(axis=1) == part.labels).all()


def test_a_folder_is_decoded_once(data, tmp_path):
    first = pictures_of(data, tmp_path)
    written = (tmp_path / "pictures.npy").stat().st_mtime_ns
    again = pictures_of(data, tmp_path)
    assert (tmp_path / "pictures.npy").stat().st_mtime_ns == written
    assert (first.train.pixels == again.train.pixels).all()


def test_a_decoding_that_was_stopped_is_begun_anew(data, tmp_path):
    (tmp_path / "pictures.npy").write_bytes(b"half")
    assert len(pictures_of(data, tmp_path).train.labels) == 4 * TRAIN


def test_a_damaged_array_is_refused(data, tmp_path):
    pictures_of(data, tmp_path)
    whole = bytearray((tmp_path / "pictures.npy").read_bytes())
    whole[5000] ^= 1
    (tmp_path / "pictures.npy").write_bytes(whole)
    with pytest.raises(ArgumentError, match=r"pictures\.json"):
        decoded_in(tmp_path)


def test_a_folder_without_archives_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match=r"classes\.tsv"):
        pictures_of(tmp_path, tmp_path / "out")


def test_other_pictures_than_before_are_refused(data, tmp_path):
    pictures_of(data, tmp_path)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "train-1.tar.xz").write_bytes(b"other")
    with pytest.raises(ArgumentError, match="was made from"):
        pictures_of(tmp_path / "more", tmp_path)


def test_a_folder_of_no_runs_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="a folder of runs"):
        decoded_in(tmp_path)


def test_a_label_beyond_the_classes_is_refused():
    with pytest.raises(ArgumentError, match="from 0 to 1"):
        Pictures(np.zeros((1, 2, 2, 3), np.uint8), np.array([2]), 2)
