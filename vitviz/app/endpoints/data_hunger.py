"""Data hunger: accuracies against the share of the photos; the same for every photo and model."""

import numpy as np

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.snippets import data_hunger as code
from vitviz.app.state.view_state import ViewState
from vitviz.core.data_hunger import data_hunger
from vitviz.web.bundle import pack


def _runs(_: Analysis, __: ViewState) -> bytes:
    """float32 "accuracy" (arms, shares, seeds), not a number where a run has not ended yet."""
    found = data_hunger()
    header = {
        "arms": list(found.arms),
        "shares": list(found.shares),
        "seeds": list(found.seeds),
        "parameters": list(found.parameters),
        "photos": list(found.photos),
        "seen": found.seen,
        "validation": found.validation,
        "classes": found.classes,
        "largest": found.largest,
    }
    return pack(header, {"accuracy": found.accuracy.astype(np.float32)})


_ARRAYS = {
    "accuracy": Array(
        ("arms", "shares", "seeds"),
        "share of the validation photos named rightly, 0 to 1",
        "after the last training step; not a number: the run has not ended yet",
    )
}
ENDPOINTS = {"data_hunger": Endpoint((), _runs, arrays=_ARRAYS, code=code.runs, subject="none")}
