"""What the class-specific maps cost: relevance against a plain pass, the wall in seconds.

    python -m benchmarks.relevance [--rounds 20]

Every round times each way once, in turn, so that noise of the machine hits all alike; a ratio is
the median over the rounds of (way / plain). The wall is what the page Explain asks for one photo
and class: all six methods, relevance from every first layer, Grad-CAM at every layer and of the
CNN, and the rank correlations of all of them.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import torch

import vitviz
from vitviz.app.compute import analyses
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.attribution.gradcam import gradcam_of_each
from vitviz.core.attribution.gradients import gradients
from vitviz.core.attribution.relevance import relevance_of

SIZES = (224, 448)
TARGET = 3


def wall(rows: int) -> Callable[[], object]:
    """All that the page Explain asks for one photo and its likeliest class, computed anew."""
    analysis = analyses.analysis(
        analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", rows)
    )
    return lambda: ENDPOINTS["explain"].make(analysis, ViewState())


def seconds(way: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def measure(vit: vitviz.Vit, size: int, rounds: int) -> dict[str, list[float]]:
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
        "Grad-CAM at every layer": lambda: gradcam_of_each(vit, pixels, TARGET),
        "wall": wall(size // vit.patch[0]),
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
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    for size in SIZES:
        found = measure(vit, size, rounds)
        plain, whole = found.pop("plain"), found.pop("wall")
        print(f"{size} px: plain {1000 * statistics.median(plain):.0f} ms; ", end="")
        print(f"the page's wall {statistics.median(whole):.2f} s; ", end="")
        ratios = {
            name: statistics.median(t / p for t, p in zip(times, plain, strict=True))
            for name, times in found.items()
        }
        print("; ".join(f"{name} {ratio:.2f} x" for name, ratio in ratios.items()))


if __name__ == "__main__":
    main()
