"""What one position change costs, from the changed table to the numbers that a page draws.

    python -m benchmarks.positions [--rounds 20]

A change is: the table changed and put into a model of one's own, its capture, the class token's
map of the last layer, and the divergence of its answer from the unchanged one's. Beside it the
exchange alone, by `replaced` and on a clone, and what the page Inside asks for. Every
round times each way once, in turn; a ratio is the median over the rounds of (way / plain pass).
"""

import argparse
import itertools
import statistics
from collections.abc import Callable
from typing import get_args

import torch

import vitviz
from benchmarks.capture import seconds
from vitviz.core.attention.maps import fuse_mean, to_grid
from vitviz.core.internals.logit_lens import lens, patch_lens
from vitviz.core.internals.residual_stream import depth
from vitviz.core.models.clones import clone_sharing_weights
from vitviz.core.models.predictions import divergence
from vitviz.core.positions.changes import Change, Kind, changed
from vitviz.core.positions.embedding import replaced, table
from vitviz.core.positions.similarity import components, cosine
from vitviz.core.positions.symmetries import measure as symmetries

SIZE = 224


def ways_of(vit: vitviz.Vit) -> dict[str, Callable[[], object]]:
    """Each thing that is timed, by its name; "plain" is one forward pass."""
    pixels = torch.randn(1, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(0))
    grid = SIZE // vit.patch[0], SIZE // vit.patch[1]
    before, kinds = vitviz.capture(vit, pixels).logits, itertools.cycle(get_args(Kind))
    seen, held = depth(vit, pixels), table(vit, grid)

    def plain() -> None:
        with torch.no_grad():
            vit.module(pixels)

    def change() -> tuple[object, float]:
        made = changed(table(vit, grid), Change(next(kinds), amount=0.5), grid, vit.prefix)
        trace = vitviz.capture(replaced(vit, made, grid), pixels)
        row = fuse_mean(vitviz.attention(trace.layers[-1], [0]))
        return to_grid(row, grid, vit.prefix), divergence(before, trace.logits)

    return {
        "plain": plain,
        "position change to its numbers": change,
        "replaced": lambda: replaced(vit, held, grid),
        "clone sharing weights": lambda: clone_sharing_weights(vit),
        "cosines and components": lambda: (cosine(held[1:]), components(held[1:])),
        "symmetries": lambda: symmetries(vit, pixels, 0),
        "depth": lambda: depth(vit, pixels),
        "lens of all layers": lambda: lens(vit, seen),
        "lens of all patches, one layer": lambda: patch_lens(vit, seen.tokens[-1]),
    }


def main() -> None:
    """Prints one line a way: milliseconds, and how many plain passes that is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    vit = vitviz.load("everyday-vit-s14", device="cpu")
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    ways = ways_of(vit)
    for way in 2 * list(ways.values()):
        way()
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(seconds(way))
    for name, times in found.items():
        ratio = statistics.median(t / p for t, p in zip(times, found["plain"], strict=True))
        print(f"{SIZE} px: {name} {1000 * statistics.median(times):.1f} ms, {ratio:.2f} x")


if __name__ == "__main__":
    main()
