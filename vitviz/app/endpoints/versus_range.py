"""What ViT vs CNN asks: a whole range of one perturbation, in both models."""

from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import locked
from vitviz.app.compute.jobs import Step
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.curves import batch_for
from vitviz.app.endpoints.endpoint import Endpoint, Steps, showing
from vitviz.app.endpoints.maps import name_of
from vitviz.app.endpoints.snippets import versus as code
from vitviz.app.endpoints.subject import (
    ground_of,
    pair_of,
    perturbation_of,
    subject_of,
    targets_of,
)
from vitviz.app.state.alterations import RANGE_FIELDS
from vitviz.app.state.view_state import ViewState
from vitviz.core.perturbation.ranges import POINTS, Range, run, seeds_of, strengths
from vitviz.web.bundle import pack


@dataclass(eq=False)
class _SoFar:
    """What there is of a range, as a bundle, each part once."""

    analysis: Analysis
    kind: str
    found: list[Range] = field(default_factory=list)

    def new(self) -> bytes | None:
        """The newest part, if it was not given yet."""
        return _packed(self.analysis, self.kind, self.found.pop()) if self.found else None


def _range(analysis: Analysis, state: ViewState) -> Steps:
    """The bundle grows batch by batch; NaN for what is still to come."""
    pair, picture = pair_of(analysis), ground_of(analysis).picture
    subject, how = subject_of(analysis, state, picture), perturbation_of(analysis, state)
    points = strengths(how.kind, subject, state.span, POINTS)
    yield 0, 2 * (1 + len(seeds_of(how)) * (len(points) - 1))
    so_far = _SoFar(analysis, how.kind)

    def keep(part: Range) -> None:
        so_far.found[:] = [Range(part.strengths, part.vit.copy(), part.cnn.copy(), part.own)]

    steps: Generator[Step, None, Range] = run(
        pair,
        subject,
        how,
        points,
        targets_of(analysis, state),
        axis=state.axis,
        batch=batch_for(picture),
        so_far=keep,
    )
    found = yield from showing(locked(steps), so_far.new)
    return _packed(analysis, how.kind, found)


def _packed(analysis: Analysis, kind: str, found: Range) -> bytes:
    models = analysis.vit, analysis.cnn
    own = [
        {"en": name_of(model, index), "zh": name_of(model, index, "zh")}
        for model, index in zip(models, found.own, strict=True)
    ]
    header = {"kind": kind, "own": own, "seeds": list(range(len(found.vit)))}
    arrays = {"strengths": found.strengths, "vit": found.vit, "cnn": found.cnn}
    return pack(header, {name: one.astype(np.float32) for name, one in arrays.items()})


_SCORES = Array(("seeds", "two_labels", "scores", "points"), "probability or logit")
_ARRAYS = {
    "strengths": Array(("points",), "pixels, degrees or a share, as the perturbation counts"),
    "vit": _SCORES,
    "cnn": _SCORES,
}
_FIELDS = (*RANGE_FIELDS, "target")
ENDPOINTS: dict[str, Endpoint] = {
    "versus_range": Endpoint(_FIELDS, _range, "long", arrays=_ARRAYS, code=code.whole_range)
}
