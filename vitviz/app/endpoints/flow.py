"""What the lesson's continuous picture shows: a few tokens of the sequence, the first numbers of
each from the patch embedding through every layer, and what two of them look at.
"""

from contextlib import suppress

import numpy as np
import torch
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import over
from vitviz.core.attention.rollout import steps
from vitviz.core.attention.trace import Trace, attention
from vitviz.core.attribution.relevance import class_attention
from vitviz.core.internals.patch_embedding import embedding_of, patches_of, project
from vitviz.core.internals.residual_stream import Depth, depth
from vitviz.core.models.classes import require_whole_grid
from vitviz.core.models.token_layout import TokenLayout
from vitviz.core.positions.embedding import has_table, table
from vitviz.errors import ModelError
from vitviz.web.bundle import pack

NUMBERS = 20  # of each vector: as many as can be told apart in a column
_SUM = 1e-3  # of the largest number: what float32 and another order of adding leave


def shown_tokens(layout: TokenLayout, followed: int) -> list[int]:
    """The tokens that stand out of the sequence, the most important first: small screens show few.

    What the head reads, the first patches, `followed` with its neighbours, the last patches, and
    every other token before the patches.
    """
    first, last, weights = layout.prefix, layout.tokens - 1, layout.pooling or ()
    read = [at for at, weight in enumerate(weights) if weight == max(weights) > 0]
    wanted = [*read, first, followed, last, first + 1, first + 2, followed - 1, followed + 1]
    wanted += [*range(first), first + 3, last - 1]
    return list(dict.fromkeys(token for token in wanted if 0 <= token <= last))


def _flow(analysis: Analysis, _: ViewState) -> bytes:
    """Of each shown token its first numbers, unknown ones as NaN: "vectors" and "positions" as the
    embedding makes them, "stream" at every depth, "middle" within layer 1, "read" what the head
    reads. "looks" are the rows of the asking tokens in layer 1, "attention" (rows, cols) what the
    head reads looks at in the last layer; both means over the heads.
    """
    require_whole_grid(analysis.vit)
    trace = analysis.trace
    weights = over(trace.grid, class_attention(trace))
    followed = trace.prefix + int(weights.argmax())
    tokens = shown_tokens(trace.layout, followed)
    asking, looks = _looks(trace, followed)
    arrays = {"attention": weights.astype(np.float16)} | _numbers(analysis, tokens)
    if looks is not None:
        arrays["looks"] = looks.cpu().numpy()
    header = {"tokens": tokens, "followed": followed, "asking": asking}
    return pack(header, {name: array.astype(np.float16) for name, array in arrays.items()})


def _looks(trace: Trace, followed: int) -> tuple[list[int], Tensor | None]:
    """Who asks, and the mean over heads of its row in layer 1; nothing where that is not seen."""
    order = steps(trace)
    if trace.unseen or not order or order[0][0].kind != "self":
        return [], None
    absent = trace.layout.tokens - order[0][0].keys.shape[1]  # tokens that join later
    roles = trace.layout.prefix_roles
    asking = [roles.index("class")] if "class" in roles else []
    asking = [token for token in (*asking, followed) if token >= absent]
    rows = [attention(layer, [token - absent for token in asking]) for layer in order[0]]
    mean = torch.cat(rows).mean(dim=0)
    return asking, torch.nn.functional.pad(mean, (absent, 0))


def _numbers(analysis: Analysis, tokens: list[int]) -> dict[str, np.ndarray]:
    stream, trace = _stream(analysis), analysis.trace
    positions = table(analysis.vit, trace.grid)[tokens] if has_table(analysis.vit) else None
    vectors = _vectors(analysis, tokens)
    found: dict[str, Tensor | None] = {"positions": positions}
    if stream is not None:
        held = stream.tokens[:, tokens]
        found |= {"stream": held, "middle": stream.middle[0, tokens]}
        if trace.layers[-1].kind != "pool":
            found["read"] = trace.pooling.to(held) @ stream.tokens[-1]
        if vectors is not None:
            vectors = _with_prefix(vectors, positions, held[0])
    found["vectors"] = vectors
    return {
        name: numbers[..., :NUMBERS].float().cpu().numpy()
        for name, numbers in found.items()
        if numbers is not None
    }


def _vectors(analysis: Analysis, tokens: list[int]) -> Tensor | None:
    """What one matrix makes of each patch; NaN for tokens that are none, None without a matrix."""
    try:
        embedding = embedding_of(analysis.vit)
    except ModelError:  # patches that a hybrid's stem makes
        return None
    patches = patches_of(analyses.pixels(analysis), analysis.vit.patch)
    places = torch.tensor(tokens) - analysis.trace.prefix
    made = project(embedding, patches[places.clamp(min=0).to(patches.device)])
    made[(places < 0).to(made.device)] = torch.nan
    return made


def _with_prefix(vectors: Tensor, positions: Tensor | None, entering: Tensor) -> Tensor:
    """The learned vectors of prefix tokens too, where vector + position is what enters layer 1.

    Where a norm comes between, they are not told.
    """
    patches = ~vectors[:, 0].isnan()
    added = entering if positions is None else entering - positions
    off = (added - vectors)[patches].abs().max() if bool(patches.any()) else torch.inf
    return added if float(off) <= _SUM * float(entering.abs().max()) else vectors


def _stream(analysis: Analysis) -> Depth | None:
    with suppress(ModelError), inference_lock:  # blocks that add in another way have none
        return depth(analysis.vit, analyses.pixels(analysis))
    return None


_HALF = "rounded to half precision"
_OF_SHOWN = ("shown", "numbers")
_ARRAYS = {
    "attention": Array(("rows", "cols"), "attention weight of what is read, last layer", _HALF),
    "looks": Array(("asking", "tokens"), "attention weight, layer 1, mean over heads", _HALF),
    "vectors": Array(_OF_SHOWN, "patch embedding, as the vector's numbers", _HALF),
    "positions": Array(_OF_SHOWN, "position embedding, as the vector's numbers", _HALF),
    "stream": Array(("depths", *_OF_SHOWN), "as the vector's numbers", _HALF),
    "middle": Array(_OF_SHOWN, "between attention and MLP of layer 1", _HALF),
    "read": Array(("numbers",), "what the head reads, before the final norm", _HALF),
}
ENDPOINTS = {"flow": Endpoint((), _flow, arrays=_ARRAYS)}
