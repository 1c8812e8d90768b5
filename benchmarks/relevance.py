"""What the class-specific maps cost: relevance against a plain pass, the wall in seconds.

    python -m benchmarks.relevance [--rounds 20]

Every round times each way once, in turn, so that noise of the machine hits all alike; a ratio is
the median over the rounds of (way / plain). The wall is all six methods of the Explain page for
one photo that was not seen before: raw attention, rollout, gradient rollout and relevance from
one pass forward and one back, Grad-CAM of the Vision Transformer and of the convolutional network.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor

import vitviz
from vitviz.core.gradients import gradients
from vitviz.core.maps import to_grid
from vitviz.core.relevance import class_attention, gradient_rollout_of, relevance_of

SIZES = (224, 448)
TARGET = 3


def wall(vit: vitviz.Vit, cnn: vitviz.Cnn, pixels: Tensor) -> list[object]:
    """All six maps of one picture and class."""
    found = gradients(vit, pixels, TARGET)
    trace = found.trace
    return [
        class_attention(trace),
        to_grid(vitviz.rollout(trace, "readout")[0], trace.grid, trace.prefix),
        gradient_rollout_of(found),
        relevance_of(found),
        vitviz.gradcam(vit, pixels, TARGET),
        vitviz.gradcam(cnn, pixels, TARGET),
    ]


def seconds(way: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def measure(vit: vitviz.Vit, cnn: vitviz.Cnn, size: int, rounds: int) -> dict[str, list[float]]:
    """The seconds of each way in each round."""
    pixels = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(0))

    def plain() -> None:
        with torch.no_grad():
            vit.module(pixels)

    held = gradients(vit, pixels, TARGET)
    ways: dict[str, Callable[[], object]] = {
        "plain": plain,
        "gradients": lambda: gradients(vit, pixels, TARGET),
        "relevance": lambda: vitviz.relevance(vit, pixels, TARGET),
        "gradient rollout": lambda: vitviz.gradient_rollout(vit, pixels, TARGET),
        "relevance of gradients at hand": lambda: relevance_of(held),
        "Grad-CAM": lambda: vitviz.gradcam(vit, pixels, TARGET),
        "wall": lambda: wall(vit, cnn, pixels),
    }
    for way in 2 * list(ways.values()):
        way()
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(seconds(way))
    return found


def main() -> None:
    """Prints one line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    vit = vitviz.load("everyday-vit-s14", device="cpu")
    cnn = vitviz.load("efficientnet-lite0", device="cpu")
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    assert isinstance(cnn, vitviz.Cnn)  # noqa: S101
    for size in SIZES:
        found = measure(vit, cnn, size, rounds)
        plain, whole = found.pop("plain"), found.pop("wall")
        print(f"{size} px: plain {1000 * statistics.median(plain):.0f} ms; ", end="")
        print(f"wall of six {statistics.median(whole):.2f} s; ", end="")
        ratios = {
            name: statistics.median(t / p for t, p in zip(times, plain, strict=True))
            for name, times in found.items()
        }
        print("; ".join(f"{name} {ratio:.2f} x" for name, ratio in ratios.items()))


if __name__ == "__main__":
    main()
