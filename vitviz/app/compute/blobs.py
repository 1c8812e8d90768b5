"""What the explorer fetches of a look: its layers, its rollout and the measures of its heads."""

import json
from typing import TYPE_CHECKING

from vitviz.app.compute import analyses

if TYPE_CHECKING:  # torch takes seconds to import
    from vitviz.core.attention.rollout import Fusion


def layer_name(key: str, index: int) -> str:
    """The name that a layer's blob is kept under."""
    return f"{key}/{index}"


def layer_blob(key: str, index: int) -> bytes:
    """One layer for the browser (explorer/payload.py). Raises KeyError, IndexError."""
    from vitviz.web.payload import rounded

    def make() -> bytes:
        return rounded(analyses.analysis_of(key).trace.layers[index]).blob()

    return analyses.blob(layer_name(key, index), make)


def rollout_blob(
    key: str, queries: str, fusion: "Fusion", residual: float, discard: float
) -> bytes:
    """Rollout rows for the browser: of every query ("all") or of what the head reads."""
    from vitviz.core.attention.rollout import rollout
    from vitviz.web.payload import matrix_blob

    def make() -> bytes:
        asked = None if queries == "all" else "readout"
        rows = rollout(
            analyses.analysis_of(key).trace,
            asked,
            fusion=fusion,
            residual=residual,
            discard=discard,
        )
        return matrix_blob(rows)

    name = f"{key}/rollout/{queries}/{fusion}/{residual}/{discard}"
    return analyses.blob(name, make)


def measures_blob(key: str) -> bytes:
    """Mean entropy and reach of every head over the patches' queries, as JSON."""
    from vitviz.core.attention.measures import summary

    def make() -> bytes:
        found = summary(analyses.analysis_of(key).trace)
        return json.dumps(
            {"entropy": found.entropy.tolist(), "reach": found.reach.tolist()}
        ).encode()

    return analyses.blob(f"{key}/measures", make)
