"""A folder of labelled photos as one array: decoded once, then mapped into memory.

The folder holds classes.tsv (index, en, zh, wnids) and archives (*.tar.xz) that unpack into the
layout of the official tiny-imagenet-200: train/<synset>/images/*.JPEG, and val/images/*.JPEG with
val/val_annotations.txt. Nothing of it is copied anywhere but into the folder of the runs.
"""

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from jaxtyping import Int64, UInt8

from vitviz.core import assets
from vitviz.errors import ArgumentError
from vitviz.images.decoder import decode
from vitviz.training.files import read_json, write_json, write_whole

_ANNOTATIONS = "val_annotations.txt"


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures, all of one size, and the class of each; `classes` is how many classes there are."""

    pixels: UInt8[np.ndarray, "count height width 3"]
    labels: Int64[np.ndarray, " count"]
    classes: int

    def __post_init__(self) -> None:
        _require(len(self.pixels) == len(self.labels), "labels", "one a picture", len(self.labels))
        held = bool(((self.labels >= 0) & (self.labels < self.classes)).all())
        _require(held, "labels", f"from 0 to {self.classes - 1}", self.classes)


@dataclass(frozen=True)
class Split:
    """The training and the validation pictures."""

    train: Pictures
    val: Pictures


def pictures_of(data: Path, out: Path) -> Split:
    """Return the pictures of the folder `data`, decoded into `out` on the first call.

    Raises ArgumentError where the folder is not as described above, or is not the one that `out`
    was made from.
    """
    about = out / "pictures.json"
    sources = {path.name: path.stat().st_size for path in sorted(data.glob("*.tar.xz"))}
    _require(bool(sources), "data", "a folder with *.tar.xz and classes.tsv", str(data))
    known = read_json(about)
    if known is None:
        known = _decoded(data, out / "pictures.npy") | {"sources": sources}
        write_json(about, known)
    _require(known["sources"] == sources, "data", "the folder that --out was made from", str(data))
    return decoded_in(out)


def decoded_in(out: Path) -> Split:
    """Return the pictures that were decoded into `out`, as a mapped file.

    Raises ArgumentError where they are not there or damaged.
    """
    array, about = out / "pictures.npy", out / "pictures.json"
    _require(about.is_file() and array.is_file(), "out", "a folder of runs", str(out))
    known = read_json(about)
    _require(_sha256(array) == known["sha256"], "out", "whole: remove pictures.json", str(array))
    pixels, labels = np.load(array, mmap_mode="r"), np.array(known["labels"], np.int64)
    train, classes = known["train"], known["classes"]
    return Split(
        Pictures(pixels[:train], labels[:train], classes),
        Pictures(pixels[train:], labels[train:], classes),
    )


def _decoded(data: Path, array: Path) -> dict[str, object]:
    """Write the array and say what is in it: training pictures first, each part by file name."""
    rows = assets.numbered(data / "classes.tsv")
    classes = {synset: int(row["index"]) for row in rows for synset in row["wnids"].split()}
    train, val = {}, {}
    synsets: dict[str, str] = {}
    for path, content in _files(data):
        if path.name == _ANNOTATIONS:
            lines = content.decode().splitlines()
            synsets |= {line.split("\t")[0]: line.split("\t")[1] for line in lines}
        elif path.suffix == ".JPEG":
            (val if "val" in path.parts else train)[path.name] = np.asarray(decode(content))
    labels = [classes[name.rsplit("_", 1)[0]] for name in sorted(train)]
    labels += [classes[synsets[name]] for name in sorted(val)]
    pixels = np.stack([kept[name] for kept in (train, val) for name in sorted(kept)])
    write_whole(array, lambda file: np.save(file, pixels))
    counts: dict[str, object] = {"train": len(train), "classes": len(rows)}
    return counts | {"sha256": _sha256(array), "labels": labels}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(data: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    for archive in sorted(data.glob("*.tar.xz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                wanted = path.suffix == ".JPEG" or path.name == _ANNOTATIONS
                file = tar.extractfile(member) if wanted else None
                if file is not None:
                    yield path, file.read()


def _require(holds: bool, argument: str, rule: str, got: object) -> None:
    if not holds:
        raise ArgumentError("broken_invariant", argument=argument, rule=rule, got=got)
