"""What an altered picture costs in both models: one step of a slider, and a whole range.

    python -m benchmarks.perturbations [--rounds 10] [--points 21]

A step is the picture altered and judged by both models, beside the two plain passes alone. After
every batch of a range (pictures made, judged and scored) comes a plain pass over as many ready
pictures, so that noise of the machine hits both alike; a range's ratio is that of the sums.
"""

import argparse
import statistics
import time

import torch

import vitviz
from benchmarks.capture import seconds
from vitviz.core.perturbation.pair import Pair
from vitviz.core.perturbation.perturbation import Perturbation, Subject, perturbed
from vitviz.core.perturbation.picture import picture_of
from vitviz.core.perturbation.ranges import Targets, run, strengths

STEPS = (
    Perturbation("shift", right=7),
    Perturbation("shuffle", 28),
    Perturbation("drop", 0.5),
    Perturbation("drop", 0.5, fill="blur"),
    Perturbation("occlude", 0.4),
    Perturbation("blur", 16),
    Perturbation("noise", 0.2),
    Perturbation("rotate", 30),
    Perturbation("edges", 1),
)


def step(pair: Pair, subject: Subject, rounds: int) -> None:
    """Prints for each perturbation how long one picture of it takes, and the passes alone."""
    for how in STEPS:
        times, plain = [], []
        for _ in range(rounds):
            picture = perturbed(subject, how)
            plain.append(seconds(lambda: (pair.of_vit(picture), pair.of_cnn(picture))))  # noqa: B023
            times.append(seconds(lambda: perturbed(subject, how)))  # noqa: B023
        made, passes = (1000 * statistics.median(each) for each in (times, plain))
        print(f"{how.kind} {how.fill}: picture {made:.1f} ms, both models {passes:.0f} ms")


def whole(pair: Pair, subject: Subject, how: Perturbation, points: int) -> None:
    """Prints how long a range takes, and as many pictures in plain batches of both models."""
    ready = {"vit": torch.randn(16, 3, 224, 224), "cnn": torch.randn(16, 3, 224, 224)}
    strong = strengths(how.kind, subject, points=points)
    steps, own, theirs, done, turn = (
        run(pair, subject, how, strong, Targets((0,), (0,))),
        0,
        0,
        2,
        0,
    )
    next(steps)
    while True:
        start = time.perf_counter()
        now = next(steps, None)
        own += time.perf_counter() - start
        if now is None:
            break
        model, count = (pair.vit, pair.cnn)[turn % 2], now[0] - done
        done, turn = now[0], turn + 1
        start = time.perf_counter()
        with torch.no_grad():
            model.module(ready["vit" if model is pair.vit else "cnn"][:count])
        theirs += time.perf_counter() - start
    print(f"range of {how.kind}: {own:.1f} s, the bare models {theirs:.1f} s, {own / theirs:.2f} x")


def main() -> None:
    """Prints a line for each step and each range."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--points", type=int, default=21)
    given = parser.parse_args()
    vit, cnn = (
        vitviz.load(name, device="cpu") for name in ("everyday-vit-s14", "efficientnet-lite0")
    )
    assert isinstance(vit, vitviz.Vit)  # noqa: S101
    assert isinstance(cnn, vitviz.Cnn)  # noqa: S101
    pixels, _ = vitviz.frame(vitviz.decode(vitviz.sample_photo("koala")), vit)
    pair, subject = Pair(vit, cnn), Subject(picture_of(pixels, vit), vit.patch)
    step(pair, subject, given.rounds)
    for kind in ("drop", "noise", "shuffle"):
        whole(pair, subject, Perturbation(kind), given.points)


if __name__ == "__main__":
    main()
