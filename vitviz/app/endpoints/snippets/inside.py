"""The Python of the page Inside: a patch as a vector, the residual stream, the logit lens."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import target_of
from vitviz.app.endpoints.snippets.lines import lines, named
from vitviz.app.endpoints.tokens import token_of
from vitviz.app.state.view_state import ViewState

_STREAM = (
    "from torch.nn.functional import normalize",
    "from vitviz.core.internals.residual_stream import added, depth, norms, similarity, sinks",
)


def patch(analysis: Analysis, state: ViewState) -> str:
    """A patch's vector, and how every patch responds to one filter."""
    patch = int(state.query) if state.query.isdecimal() else 0
    return lines(
        analysis,
        "",
        "import torch",
        "from vitviz.core.internals.patch_embedding import embedding_of, patches_of, project",
        "",
        "embedding = embedding_of(vit)  # .filters: vector's length x 3 x height x width",
        "patches = patches_of(pixels, vit.patch)  # each patch as the numbers a filter reads",
        "vectors = project(embedding, patches)",
        f"vector = vectors[{patch}]",
        f"response = vectors[:, {int(state.filter or 0)}].reshape(framing.grid)",
        "mean, std = (torch.tensor(each).repeat_interleave(vit.patch[0] * vit.patch[1])"
        " for each in (vit.mean, vit.std))",
        *named(
            filters="embedding.filters.half()",
            bias="embedding.bias",
            pixels="((patches * std + mean) * 255).round().byte()",
        ),
    )


def depth(analysis: Analysis, state: ViewState) -> str:
    """Every token at every depth, and what is told of them."""
    return lines(
        analysis,
        "",
        *_STREAM,
        "",
        "stream = depth(vit, pixels)  # .tokens: depths x tokens x vector's length",
        "attention, mlp = added(stream)  # layers x tokens, relative to the stream",
        "lengths = norms(stream)",
        "outliers = sinks(lengths, stream.prefix)",
        f"cosines = similarity(stream, token={token_of(state.query, analysis.trace)})",
        *named(
            norms="lengths",
            attention="attention",
            mlp="mlp",
            sinks="outliers.byte()",
            unit="normalize(stream.tokens, dim=-1).half()",
        ),
    )


def lens(analysis: Analysis, state: ViewState) -> str:
    """What the head says at every depth, and of every patch at one."""
    last = len(analysis.trace.layers)
    depth = min(int(state.depth or last), last)
    return lines(
        analysis,
        "",
        "import torch",
        "from vitviz.core.internals.residual_stream import depth",
        "from vitviz.core.internals.logit_lens import lens, patch_lens",
        "",
        "stream = depth(vit, pixels)",
        "probabilities = lens(vit, stream).softmax(-1)  # depths x classes",
        "each = [patch_lens(vit, tokens[stream.prefix:]) for tokens in stream.tokens]",
        "patches = torch.stack(each).softmax(-1)  # depths x patches x classes",
        f"seen = patches[{depth}, :, {target_of(analysis, state)}].reshape(stream.grid)",
        *named(probabilities="probabilities", patches="patches.half()"),
    )
