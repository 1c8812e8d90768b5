"""A folder of made-up pictures in Tiny ImageNet's layout: no test needs the real one."""

import io
import tarfile

import numpy as np
import pytest
from PIL import Image

CLASSES = {"cat": ("n01", "n02"), "dog": ("n03",), "cup": ("n04",)}
TRAIN, VAL = 6, 3  # pictures of each synset


def jpeg(seed, hue):
    noise = np.random.default_rng(seed).integers(0, 120, (64, 64, 3))
    noise[..., hue % 3] += 120  # a class is a colour: there is something to learn
    buffer = io.BytesIO()
    Image.fromarray(noise.astype(np.uint8)).save(buffer, "JPEG")
    return buffer.getvalue()


def add(tar, name, content):
    member = tarfile.TarInfo(f"tiny-imagenet-200/{name}")
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """A folder with classes.tsv and archives, as `pictures_of` reads it."""
    folder = tmp_path_factory.mktemp("data")
    rows = [f"{index}\t{en}\t猫\t{' '.join(s)}" for index, (en, s) in enumerate(CLASSES.items())]
    table = "\n".join(["index\ten\tzh\twnids", *rows]) + "\n"
    (folder / "classes.tsv").write_text(table, encoding="utf-8")
    named = [(hue, synset) for hue, synsets in enumerate(CLASSES.values()) for synset in synsets]
    for half in (0, 1):
        with tarfile.open(folder / f"train-{half + 1}.tar.xz", "w:xz") as tar:
            for hue, synset in named[half::2]:
                for k in range(TRAIN):
                    path = f"train/{synset}/images/{synset}_{k}.JPEG"
                    add(tar, path, jpeg(100 * hue + k, hue))
                add(tar, f"train/{synset}/{synset}_boxes.txt", b"")
    with tarfile.open(folder / "val.tar.xz", "w:xz") as tar:
        lines = []
        for number, (hue, synset) in enumerate(named * VAL):
            add(tar, f"val/images/val_{number}.JPEG", jpeg(1000 + number, hue))
            lines.append(f"val_{number}.JPEG\t{synset}\t0\t0\t62\t62")
        add(tar, "val/val_annotations.txt", "\n".join(lines).encode())
    return folder


@pytest.fixture(scope="session")
def split(data, tmp_path_factory):
    """The pictures of `data`, decoded."""
    from vitviz.training.pictures import pictures_of

    return pictures_of(data, tmp_path_factory.mktemp("decoded"))
