"""What the page Inside asks: three bundles from which the browser computes all that it shows.

Half precision where there are many numbers: the filters (the bundled model's are stored so and
lose nothing), the tokens at length 1, the patches' probabilities. Pixels travel as the photo's
own 8-bit values, which the browser normalises again.
"""

import numpy as np
import torch
from torch import Tensor, nn

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.snippets import inside as code
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.logit_lens import lens, patch_lens
from vitviz.core.internals.patch_embedding import PatchEmbedding, embedding_of, patches_of, project
from vitviz.core.internals.residual_stream import Depth, added, depth, norms, sinks
from vitviz.web.bundle import pack

_NEARLY_ALL = 0.99  # of the numbers lie within a scale


def _embedding(analysis: Analysis, _: ViewState) -> bytes:
    """Filters and pixels, and how far the browser's vectors may be from the model's."""
    embedding = embedding_of(analysis.vit)
    patches = patches_of(analyses.pixels(analysis), analysis.vit.patch)
    vectors = project(embedding, patches)
    half = PatchEmbedding(embedding.filters.half().float(), embedding.bias)
    header = {
        "mean": list(analysis.vit.mean),
        "std": list(analysis.vit.std),
        "filter_limit": _within(embedding.filters),
        "answer_limit": _within(vectors - embedding.bias),
        "vector_most": float(vectors.abs().max()),
        "rounding": float((project(half, patches) - vectors).abs().max()),
    }
    arrays = {
        "filters": half.filters.half().cpu().numpy(),
        "bias": _single(embedding.bias),
        "pixels": _levels(patches, analysis.vit.mean, analysis.vit.std),
    }
    return pack(header, arrays)


def _levels(patches: Tensor, mean: tuple[float, ...], std: tuple[float, ...]) -> np.ndarray:
    """The photo's 8-bit values behind normalised patches: colour, then row, then column."""
    colours = patches.cpu().reshape(len(patches), 3, -1)
    unit = colours * torch.tensor(std)[:, None] + torch.tensor(mean)[:, None]
    return (unit * 255).round().flatten(1).to(torch.uint8).numpy()


def _depth(analysis: Analysis, _: ViewState) -> bytes:
    """The stream: norms, what each layer adds, and every token at length 1."""
    found = _pass(analysis)
    lengths = norms(found)
    attention, mlp = added(found)
    unit = nn.functional.normalize(found.tokens, dim=-1)
    arrays = {
        "norms": _single(lengths),
        "attention": _single(attention),
        "mlp": _single(mlp),
        "sinks": sinks(lengths, found.prefix).cpu().numpy().astype(np.uint8),
        "unit": unit.half().cpu().numpy(),
    }
    return pack({}, arrays)


def _lens(analysis: Analysis, _: ViewState) -> bytes:
    """What the head says at every depth: of the token it reads, and of each patch alone."""
    vit, found = analysis.vit, _pass(analysis)
    with inference_lock:
        shares = lens(vit, found).softmax(-1)
        patches = [patch_lens(vit, tokens[found.prefix :]) for tokens in found.tokens]
    each = torch.stack([logits.softmax(-1) for logits in patches])
    return pack({}, {"probabilities": _single(shares), "patches": each.half().cpu().numpy()})


def _pass(analysis: Analysis) -> Depth:
    vit, pixels = analysis.vit, analyses.pixels(analysis)
    with inference_lock:
        return depth(vit, pixels)


def _within(tensor: Tensor) -> float:
    """A number that all but one in a hundred stay below in size."""
    return float(np.quantile(tensor.abs().cpu().numpy(), _NEARLY_ALL))


def _single(tensor: Tensor) -> np.ndarray:
    return tensor.float().cpu().numpy()


_HALF = "rounded to half precision"
_ADDED = "length of what is added over the length of the stream before it"
_EMBEDDING = {
    "filters": Array(("numbers", "rgb", "patch_rows", "patch_cols"), "filter weight", _HALF),
    "bias": Array(("numbers",), "as the vector's numbers"),
    "pixels": Array(("patches", "values"), "8-bit level", "red, green, blue; each row by row"),
}
_DEPTH = {
    "norms": Array(("depths", "tokens"), "length (L2)"),
    "attention": Array(("layers", "tokens"), "ratio", _ADDED),
    "mlp": Array(("layers", "tokens"), "ratio", _ADDED),
    "sinks": Array(("depths", "tokens"), "1: an outlier, 0: none"),
    "unit": Array(("depths", "tokens", "numbers"), "direction", f"length 1, {_HALF}"),
}
_LENS = {
    "probabilities": Array(("depths", "classes"), "probability", "softmax over all classes"),
    "patches": Array(
        ("depths", "patches", "classes"), "probability", f"softmax over all classes, {_HALF}"
    ),
}
ENDPOINTS: dict[str, Endpoint] = {
    "embedding": Endpoint((), _embedding, arrays=_EMBEDDING, code=code.patch),
    "depth": Endpoint((), _depth, arrays=_DEPTH, code=code.depth),
    "lens": Endpoint((), _lens, arrays=_LENS, code=code.lens),
}
