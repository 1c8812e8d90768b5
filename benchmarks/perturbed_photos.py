"""What shuffled blocks and dropped patches leave of both models, over many validation photos.

    python -m benchmarks.perturbed_photos PATH/tiny-imagenet-200 [--every 20] [--cnn NAME]
        [--cnn-size 128]

Of every nth validation photo of the 62 classes (`benchmarks.validation` says how they are read)
each model is asked for its own likeliest shared label of the unaltered picture: the mean of its
probability, and how often it stays the likeliest, with 95 % intervals (bootstrap over the photos).
One seed a photo, its place in the list. Any pair by name; a model whose labels are not among the
shared ones is asked for its own. The CNN is given the same altered picture, at its own size or at
`--cnn-size` pixels a side.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from benchmarks.validation import photos_of
from vitviz.core.framing import frame
from vitviz.core.models.cnn_size import at_size
from vitviz.core.models.load import Cnn, Vit, load
from vitviz.core.models.predictions import probabilities
from vitviz.core.models.sharing import vocabulary_of
from vitviz.core.models.vocabulary import shared_probabilities
from vitviz.core.perturbation.pair import Pair
from vitviz.core.perturbation.perturbation import Perturbation, Subject, perturbed
from vitviz.core.perturbation.picture import picture_of
from vitviz.images.decoder import decode

DROPPED = (0.25, 0.5, 0.75, 0.9)
BLOCKS = (112, 56, 28, 14)
DRAWS = 2000


def tried(seed: int) -> list[Perturbation]:
    """All that is done to a photo; the first is nothing."""
    dropped = [Perturbation("drop", share, seed=seed) for share in (0.0, *DROPPED)]
    return [*dropped, *(Perturbation("shuffle", side, seed=seed) for side in BLOCKS)]


def answers(pair: Pair, path: Path, seed: int) -> np.ndarray:
    """Probability and whether it is still the likeliest: models x perturbations x 2."""
    pixels, _ = frame(decode(path.read_bytes()), pair.vit)
    subject = Subject(picture_of(pixels, pair.vit), pair.vit.patch)
    pictures = torch.cat([perturbed(subject, how) for how in tried(seed)])
    found = []
    meant = vocabulary_of(pair.vit, pair.cnn)
    for said, known in ((pair.of_vit(pictures), None), (pair.of_cnn(pictures), meant)):
        shares = [probabilities(row) for row in said]
        if known:
            shares = [shared_probabilities(row, known)[:-1] for row in shares]
        first = int(np.argmax(shares[0]))
        found.append([(row[first], float(row.argmax() == first)) for row in shares])
    return np.asarray(found)


def interval(values: np.ndarray) -> tuple[float, float]:
    """The ends between which 95 % of the means of redrawn photos lie."""
    drawn = np.random.default_rng(0).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def main() -> None:
    """Prints a line for each model and perturbation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--vit", default="everyday-vit-s14")
    parser.add_argument("--cnn", default="efficientnet-lite0")
    parser.add_argument("--cnn-size", type=int, default=0)
    given = parser.parse_args()
    vit, cnn = load(given.vit, device="cpu"), load(given.cnn, device="cpu")
    assert isinstance(vit, Vit)  # noqa: S101
    assert isinstance(cnn, Cnn)  # noqa: S101
    if given.cnn_size:
        cnn = at_size(cnn, given.cnn_size)
    photos = photos_of(given.folder, given.every)
    pair = Pair(vit, cnn)
    found = np.stack([answers(pair, path, seed) for seed, (path, _) in enumerate(photos)])
    print(
        f"{len(photos)} photos: mean probability of the unaltered picture's label, how often first"
    )
    for at, how in enumerate(tried(0)):
        for model, name in enumerate((given.vit, given.cnn)):
            said = []
            for values in found[:, model, at].T:
                low, high = interval(values)
                said.append(f"{100 * values.mean():.1f} [{100 * low:.1f}, {100 * high:.1f}] %")
            print(f"{how.kind} {how.amount:g} {name}: {', '.join(said)}")


if __name__ == "__main__":
    main()
