"""What an altered picture costs in both models: one step of a slider, and a whole range.

    python -m benchmarks.perturbations [--rounds 10] [--points 21]

A step is all that the server does for a slider that has moved (the picture altered, judged by both
models, packed), beside the two plain passes alone, in turns. After every batch of a range (pictures
made, judged and scored) comes a plain pass over as many ready pictures, so that noise of the
machine hits both alike; a ratio is that of the sums.
"""

import argparse
import time

import torch

from benchmarks.capture import seconds
from vitviz.app.compute import analyses
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.endpoints.subject import ground_of, pair_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.perturbation.pair import Pair
from vitviz.core.perturbation.perturbation import Perturbation, Subject
from vitviz.core.perturbation.ranges import BATCH, Targets, run, strengths

STEPS = (
    ViewState(alter="shift", right=7),
    ViewState(alter="shuffle", block=28),
    ViewState(alter="drop", share=0.5),
    ViewState(alter="drop", share=0.5, fill="blur"),
    ViewState(alter="drop", share=0.5, fill="token"),
    ViewState(alter="drop", share=0.5, first="vit_most"),
    ViewState(alter="occlude", side=0.4),
    ViewState(alter="blur", sigma=16),
    ViewState(alter="noise", noise=0.2),
    ViewState(alter="grey", grey=1),
    ViewState(alter="rotate", angle=30),
    ViewState(alter="edges", edges=1),
)


def step(analysis: analyses.Analysis, pair: Pair, rounds: int) -> None:
    """Prints for each perturbation how long an answer to it takes, and the passes alone."""
    make, picture = ENDPOINTS["versus_picture"].make, ground_of(analysis).picture
    answers, passes = 0.0, 0.0
    for state in STEPS:
        make(analysis, state)  # whose map of importance is kept for the further ones
        own = plain = 0.0
        for _ in range(rounds):
            own += seconds(lambda: make(analysis, state))  # noqa: B023
            plain += seconds(lambda: (pair.of_vit(picture), pair.of_cnn(picture)))
        answers, passes = answers + own, passes + plain
        print(
            f"{state.alter} {state.fill} {state.first}: {1000 * own / rounds:.0f} ms, both models "
            f"{1000 * plain / rounds:.0f} ms, {own / plain:.2f} x"
        )
    print(f"a step, all kinds: {answers / passes:.2f} x")


def whole(pair: Pair, subject: Subject, how: Perturbation, points: int) -> None:
    """Prints how long a range takes, and as many pictures in plain batches of both models."""
    ready = torch.randn(BATCH, 3, 224, 224)
    strong = strengths(how.kind, subject, points=points)
    steps = run(pair, subject, how, strong, Targets((0,), (0,)))
    own, theirs, turn = 0.0, 0.0, 0
    done, _ = next(steps)
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
            model.module(ready[:count])
        theirs += time.perf_counter() - start
    print(f"range of {how.kind}: {own:.1f} s, the bare models {theirs:.1f} s, {own / theirs:.2f} x")


def main() -> None:
    """Prints a line for each step and each range."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--points", type=int, default=21)
    given = parser.parse_args()
    analysis = analyses.analysis(analyses.AnalysisSpec.of(ViewState(photo="koala")))
    pair, subject = pair_of(analysis), Subject(ground_of(analysis).picture, analysis.vit.patch)
    step(analysis, pair, given.rounds)
    for kind in ("drop", "noise", "shuffle"):
        whole(pair, subject, Perturbation(kind), given.points)


if __name__ == "__main__":
    main()
