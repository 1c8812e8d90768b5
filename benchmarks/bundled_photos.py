"""What both bundled models say of the bundled photos: the figures that stand in their cards.

    python -m benchmarks.bundled_photos

prints, per model and size, the five likeliest labels of each photo as JSON.
"""

import json

import torch

from vitviz.core import assets
from vitviz.core.framing import frame
from vitviz.core.models.load import Cnn, Vit, load, logits
from vitviz.core.models.predictions import top
from vitviz.images.decoder import decode

SIZES = {"everyday-vit-s14": ((224, 224), (448, 448)), "efficientnet-lite0": ((224, 224),)}
Said = dict[str, list[list[object]]]


def said_of_photos(model: Vit | Cnn, size: tuple[int, int]) -> Said:
    """Return [label, probability rounded to 3 decimals] of the five likeliest, by photo."""
    found: Said = {}
    for photo in assets.photos():
        pixels, _ = frame(decode(photo.path.read_bytes()), model, size)
        likeliest = top(logits(model, pixels))
        found[photo.id] = [[model.labels[index], round(share, 3)] for index, share in likeliest]
    return found


def main() -> None:
    """Print the table of every bundled model and size."""
    torch.set_num_threads(1)
    for name, sizes in SIZES.items():
        model = load(name, device="cpu")
        for size in sizes:
            print(name, size)
            for photo, likeliest in said_of_photos(model, size).items():
                print(f"  {json.dumps(photo)}: {json.dumps(likeliest)},")


if __name__ == "__main__":
    main()
