"""What deletion and insertion cost, against the model's own throughput in batches.

    python -m benchmarks.faithfulness [--rounds 3] [--batch 16]

Every round times both in turn: the curves of six orders, all pictures made, judged and scored;
and plain forward passes over as many ready pictures in batches of the same size. Then the table of
all heads' effects against the same number of pictures, one pass each layer, from the bottom up.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Generator

import torch

import vitviz
from vitviz.core.ablation import effects
from vitviz.core.faithfulness import BATCH, curves
from vitviz.core.perturb import blurred, mean_colour, order_of_seed

ORDERS = 6


def seconds(way: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def drained(steps: Generator[tuple[int, int], None, object]) -> int:
    """Runs to the end; the number of steps."""
    total = 0
    for _, total in steps:  # noqa: B007 - the last is what counts
        pass
    return total


def main() -> None:
    """Prints pictures per second of each, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=BATCH)
    given = parser.parse_args()
    vit = vitviz.load("everyday-vit-s14", device="cpu")
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    pixels = torch.randn(1, 3, *vit.size, generator=torch.Generator().manual_seed(0))
    patches = vit.size[0] // vit.patch[0] * (vit.size[1] // vit.patch[1])
    orders = [order_of_seed(patches, seed) for seed in range(ORDERS)]
    fillings = {"mean colour": mean_colour(pixels), "blur": blurred(pixels, vit.patch)}

    def plain(pictures: int, batch: int) -> None:
        with torch.no_grad():
            for start in range(0, pictures, batch):
                vit.module(ready[: min(batch, pictures - start)])

    ready = torch.randn(given.batch, 3, *vit.size)
    total = 2 + ORDERS * 30
    plain(given.batch, given.batch)
    ratios: list[float] = []
    for number in range(given.rounds):
        name = list(fillings)[number % 2]
        own = seconds(lambda: plain(total, given.batch))
        steps = curves(vit, pixels, 3, orders, fillings[name], batch=given.batch)
        full = seconds(lambda steps=steps: drained(steps))
        ratios.append(own / full)
        print(f"{name}: {total / full:.1f} pictures/s; plain {total / own:.1f}")
    print(f"curves {statistics.median(ratios):.2f} of the model's own throughput")
    rows = vit.calls[0].heads + 1
    ready = torch.randn(rows, 3, *vit.size)
    own = seconds(lambda: plain(rows * len(vit.calls), rows))
    full = seconds(lambda: drained(effects(vit, pixels)))
    print(f"table of heads {full:.2f} s; as many plain pictures {own:.2f} s")


if __name__ == "__main__":
    main()
