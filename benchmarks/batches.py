"""Whether photos that wait are faster in one batch than one after another, at the most.

    python -m benchmarks.batches [--sizes 2,4,8] [--pixels 224] [--rounds 8] [--device cpu]

What is timed is the pass itself, of the bundled ViT and CNN: all that could be shared.
The two ways take turns, so that a machine whose speed wavers does so for both; a ratio is the
median over the rounds of (one after another / in one batch), above 1 where batches are faster.
"""

import argparse
import statistics
from collections.abc import Callable

import torch
from torch import Tensor

import vitviz
from benchmarks.capture import seconds


def singles(module: torch.nn.Module, pixels: Tensor) -> Callable[[], None]:
    """A pass for each picture."""

    def work() -> None:
        with torch.no_grad():
            for picture in pixels:
                module(picture[None])

    return work


def batch(module: torch.nn.Module, pixels: Tensor) -> Callable[[], None]:
    """One pass for all."""

    def work() -> None:
        with torch.no_grad():
            module(pixels)

    return work


def ratio(module: torch.nn.Module, pixels: Tensor, rounds: int) -> tuple[float, float]:
    """The median ratio, and milliseconds of a single pass."""
    apart, together = singles(module, pixels), batch(module, pixels)
    apart(), together()  # the first of each plans its memory
    found = [(seconds(apart), seconds(together)) for _ in range(rounds)]
    single = 1000 * statistics.median(one for one, _ in found) / len(pixels)
    return statistics.median(one / other for one, other in found), single


def main() -> None:
    """Prints a row for each model and size of batch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2,4,8", help="pictures of a batch")
    parser.add_argument("--pixels", type=int, default=224, help="of a picture's side")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--device", default="cpu")
    asked = parser.parse_args()
    names = {"ViT": "everyday-vit-s14", "CNN": "efficientnet-lite0"}
    print(f"{torch.get_num_threads()} threads")
    for title, name in names.items():
        module = vitviz.load(name, device=asked.device).module
        for count in map(int, asked.sizes.split(",")):
            pixels = torch.randn(count, 3, asked.pixels, asked.pixels, device=asked.device)
            faster, single = ratio(module, pixels, asked.rounds)
            print(
                f"{title} x {count}: a batch is {faster:.2f} times as fast ({single:.0f} ms each)"
            )


if __name__ == "__main__":
    main()
