"""What deletion and insertion cost, against the model's own throughput in batches.

    python -m benchmarks.faithfulness [--orders 6] [--batch 16]

After every batch of the curves (pictures made, judged and scored) comes a plain forward pass over
as many ready pictures, so that noise of the machine hits both alike; the ratio is that of the
sums. Then the table of all heads' effects likewise, against one plain pass over as many copies as
the layer has rows.
"""

import argparse
import time
from collections.abc import Callable, Generator

import torch

import vitviz
from vitviz.core.evaluation.ablation import effects
from vitviz.core.evaluation.curves import BATCH, curves
from vitviz.core.evaluation.perturbations import blurred, mean_colour, order_of_seed


def in_turn(
    steps: Generator[tuple[int, int], None, object], plain: Callable[[int], object]
) -> tuple[int, float, float]:
    """How many steps' units were done, and the seconds of the steps and of as many plain ones."""
    done, own, theirs, running = 0, 0.0, 0.0, True
    while running:
        start = time.perf_counter()
        try:
            now, _ = next(steps)
        except StopIteration:
            now, running = done, False
        own += time.perf_counter() - start
        start = time.perf_counter()
        plain(now - done)
        theirs += time.perf_counter() - start
        done = now
    return done, own, theirs


def main() -> None:
    """Prints pictures per second for each baseline, and the seconds of the table of heads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=6)
    parser.add_argument("--batch", type=int, default=BATCH)
    given = parser.parse_args()
    vit = vitviz.load("everyday-vit-s14", device="cpu")
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    pixels = torch.randn(1, 3, *vit.size, generator=torch.Generator().manual_seed(0))
    patches = vit.size[0] // vit.patch[0] * (vit.size[1] // vit.patch[1])
    orders = [order_of_seed(patches, seed) for seed in range(given.orders)]
    rows = vit.calls[0].heads + 1
    ready = torch.randn(max(given.batch, rows), 3, *vit.size)

    def plain(pictures: int) -> None:
        with torch.no_grad():
            if pictures:
                vit.module(ready[:pictures])

    plain(given.batch)
    baselines = {"mean colour": mean_colour(pixels), "blur": blurred(pixels, vit.patch)}
    for name, baseline in baselines.items():
        steps = curves(vit, pixels, 3, orders, baseline, batch=given.batch)
        done, own, theirs = in_turn(steps, plain)
        rates = f"{done / own:.1f} pictures/s, the model alone {done / theirs:.1f}"
        print(f"{name}: {rates}, ratio {theirs / own:.2f}", flush=True)
    _, own, theirs = in_turn(effects(vit, pixels), lambda passes: plain(rows * passes))
    print(f"table of heads {own:.2f} s, as many whole pictures {theirs:.2f} s")


if __name__ == "__main__":
    main()
