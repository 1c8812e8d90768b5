"""The bundled models on the validation photos of Tiny ImageNet, over the 62 everyday classes.

    python -m benchmarks.validation PATH/tiny-imagenet-200 [--every 3] [--models NAME ...]

reads the layout of the official download (which is not part of this repository: its photos are
for research and teaching) and prints top-1 and top-5. The answers of a CNN of other labels are its
shared ones; 'something else' is left out of the ranking, as the ViT cannot say it either.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from vitviz.core import assets
from vitviz.core.framing import frame
from vitviz.core.models.load import Cnn, Vit, load
from vitviz.core.models.predictions import probabilities
from vitviz.core.models.sharing import vocabulary_of
from vitviz.core.models.vocabulary import shared_probabilities
from vitviz.images.decoder import decode

Photo = tuple[Path, int]


def photos_of(folder: Path, every: int) -> list[Photo]:
    """Return every nth validation photo of the 62 classes and its class."""
    labels = assets.read_labels(assets.MODELS / "everyday-vit-s14" / "labels.tsv")
    classes = {wnid: place for place, wnids in enumerate(labels.wnids) for wnid in wnids}
    lines = (folder / "val" / "val_annotations.txt").read_text().splitlines()
    named = [line.split("\t")[:2] for line in lines]
    known = [(file, classes[wnid]) for file, wnid in named if wnid in classes]
    return [(folder / "val" / "images" / file, place) for file, place in known[::every]]


def answers(model: Vit | Cnn, size: tuple[int, int], photos: list[Photo]) -> np.ndarray:
    """Return the probabilities of the 62 classes, photos x classes."""
    known = vocabulary_of(load("everyday-vit-s14", device="cpu"), model)
    rows = []
    for start in range(0, len(photos), 32):
        batch = photos[start : start + 32]
        framed = [frame(decode(path.read_bytes()), model, size)[0] for path, _ in batch]
        with torch.no_grad():
            said = [probabilities(row) for row in model.module(torch.cat(framed))]
        if known and known.vit_meaning == tuple(range(62)):
            said = [shared_probabilities(shares, known)[:-1] for shares in said]
        rows.extend(said)
    return np.stack(rows)


def report(name: str, size: tuple[int, int], photos: list[Photo]) -> str:
    """Return the line of a model: top-1, top-5, and the mass on the 62 classes."""
    shares = answers(load(name, device="cpu"), size, photos)
    truth = np.array([place for _, place in photos])
    ranked = np.argsort(-shares, axis=1, kind="stable")
    first = float((ranked[:, 0] == truth).mean())
    five = float((ranked[:, :5] == truth[:, None]).any(axis=1).mean())
    below = float((shares.sum(axis=1) < 0.5).mean())
    return f"{name} {size}: top-1 {first:.4f} top-5 {five:.4f}, mass below one half {below:.4f}"


def main() -> None:
    """Read the command line and print a line per model and size."""
    parser = argparse.ArgumentParser(description="Validation photos of Tiny ImageNet.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--models", nargs="+", default=["efficientnet-lite0", "everyday-vit-s14"])
    given = parser.parse_args()
    torch.set_num_threads(1)
    photos = photos_of(given.folder, given.every)
    print(f"{len(photos)} photos")
    for name in given.models:
        print(report(name, (224, 224), photos))


if __name__ == "__main__":
    main()
