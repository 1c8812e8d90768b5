"""Feature components and similarity: the patch tokens of one depth, of one photo or of two.

The browser gets each patch's place along the components, in float32, and its token after the final
norm, in half precision and at length 1: about 200 kB a photo at 16 x 16 patches, from which it
answers every pointer by itself. A pass keeps all depths where they are few bytes, so that the next
step of the slider waits for none.
"""

import numpy as np
import torch
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.depths import depths_of_tokens, place_among
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.second import second_of
from vitviz.app.endpoints.snippets import components as code
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.components import components
from vitviz.core.internals.patch_similarity import directions
from vitviz.core.internals.patch_stream import final_norm, patch_stream
from vitviz.core.models.numbers import numbers_of
from vitviz.web.bundle import pack, unpack

_KEPT = 24_000_000  # bytes of all depths that one pass may leave in the cache
_BYTES = 4
_NAMES = ("", "second_")


def _components(analysis: Analysis, state: ViewState) -> bytes:
    """Scores, directions, and where on its photo a second one is seen."""
    second = second_of(analysis, state)
    both = (analysis, second) if second else (analysis,)
    read = [_read(one, state.depth) for one in both]
    found = components(*(tokens for tokens, _at, _depths in read))
    header = {
        "depth": read[0][1],
        "depths": read[0][2],
        "shares": found.shares.tolist(),
        "ranges": found.ranges.tolist(),
        "normed": final_norm(analysis.vit, read[0][0].shape[1]) is not None,
        "second": _seen(second) if second else None,
    }
    arrays: dict[str, np.ndarray] = {}
    for name, scores, (tokens, _at, _depths) in zip(_NAMES, found.scores, read, strict=False):
        arrays[f"{name}scores"] = scores.numpy()
        arrays[f"{name}directions"] = _directions(analysis, tokens)
    return pack(header, arrays)


def _seen(second: Analysis) -> dict[str, object]:
    """The size of the second photo, and the box of it that the model sees."""
    framing = second.framing
    return {"size": list(framing.image_size), "box": [round(edge, 2) for edge in framing.box]}


def _directions(analysis: Analysis, tokens: Tensor) -> np.ndarray:
    with inference_lock:
        unit = directions(analysis.vit, tokens.to(analysis.vit.device))
    return unit.half().cpu().numpy()


def _read(analysis: Analysis, wanted: str) -> tuple[Tensor, int, int]:
    """The patches' tokens on the CPU, their depth, and how many depths there are."""
    header, arrays = unpack(_kept(analysis, wanted))
    tokens, first = arrays["tokens"], int(str(header["first"]))
    numbers = depths_of_tokens(analysis.vit, int(str(header["depths"])))
    at = place_among(wanted, numbers)
    return torch.tensor(tokens[at - first]), numbers[at], len(numbers)


def _kept(analysis: Analysis, wanted: str) -> bytes:
    """All depths of a pass, or the wanted one alone: the array "tokens" begins at "first"."""
    trace = analysis.trace
    rows, cols = trace.grid
    width = numbers_of(analysis.vit).width
    small = (len(trace.layers) + 1) * rows * cols * width * _BYTES <= _KEPT

    def make() -> bytes:
        vit, pixels = analysis.vit, analyses.pixels(analysis)
        with inference_lock:
            found = patch_stream(vit, pixels)
        depths = len(found)
        at = place_among(wanted, depths_of_tokens(vit, depths))
        first, end = (0, depths) if small else (at, at + 1)
        tokens = found[first:end].float().cpu().numpy()
        return pack({"first": first, "depths": depths}, {"tokens": tokens})

    name = "all" if small else int(wanted or -1)
    return analyses.blob(f"{analysis.key}/patch_tokens/{name}", make)


_SCORES = Array(("patches", "components"), "as the tokens' numbers", "the mean of all patches is 0")
_DIRECTIONS = Array(
    ("patches", "numbers"),
    "direction",
    "after the final norm where there is one, length 1, rounded to half precision",
)
ENDPOINTS: dict[str, Endpoint] = {
    "components": Endpoint(
        ("depth", "second"),
        _components,
        arrays={"*scores": _SCORES, "*directions": _DIRECTIONS},
        code=code.components,
    )
}
