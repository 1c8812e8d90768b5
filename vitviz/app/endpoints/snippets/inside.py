"""The Python of the page Inside: a patch as a vector, the residual stream, the logit lens."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.maps import target_of
from vitviz.app.endpoints.snippets.lines import lines
from vitviz.app.endpoints.tokens import token_of
from vitviz.app.state.view_state import ViewState

_STREAM = "from vitviz.core.internals.residual_stream import added, depth, norms, similarity, sinks"


def patch(analysis: Analysis, state: ViewState) -> str:
    """A patch's vector, and how every patch responds to one filter."""
    patch = int(state.query) if state.query.isdecimal() else 0
    return lines(
        analysis,
        "",
        "from vitviz.core.internals.patch_embedding import embedding_of, patches_of, project",
        "",
        "embedding = embedding_of(vit)  # .filters: vector's length x 3 x height x width",
        "patches = patches_of(pixels, vit.patch)  # each patch as the numbers a filter reads",
        "vectors = project(embedding, patches)",
        f"vector = vectors[{patch}]",
        f"response = vectors[:, {int(state.filter or 0)}].reshape(framing.grid)",
    )


def depth(analysis: Analysis, state: ViewState) -> str:
    """Every token at every depth, and what is told of them."""
    return lines(
        analysis,
        "",
        _STREAM,
        "",
        "stream = depth(vit, pixels)  # .tokens: depths x tokens x vector's length",
        "attention, mlp = added(stream)  # layers x tokens, relative to the stream",
        "lengths = norms(stream)",
        "outliers = sinks(lengths, stream.prefix)",
        f"cosines = similarity(stream, token={token_of(state.query, analysis.trace)})",
    )


def lens(analysis: Analysis, state: ViewState) -> str:
    """What the head says at every depth, and of every patch at one."""
    last = len(analysis.trace.layers)
    return lines(
        analysis,
        "",
        "from vitviz.core.internals.residual_stream import depth",
        "from vitviz.core.internals.logit_lens import lens, patch_lens",
        "",
        "stream = depth(vit, pixels)",
        "probabilities = lens(vit, stream).softmax(-1)  # depths x classes",
        f"tokens = stream.tokens[{min(int(state.depth or last), last)}][stream.prefix:]",
        "patches = patch_lens(vit, tokens).softmax(-1)",
        f"seen = patches[:, {target_of(analysis, state)}].reshape(stream.grid)",
    )
