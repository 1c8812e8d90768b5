"""Inside: from patch to vector, and what happens between the layers."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.page import head
from vitviz.app.pages.page import show as show_view
from vitviz.app.pages.scene import scene
from vitviz.app.pages.snippets import lines
from vitviz.web import words_inside as say

_PATCH = ("query", "filter")
_DEPTH = ("query", "depth", "maps")
_LENS = ("query", "depth", "target", "scale")


def show() -> None:
    """Draws the page."""
    page = head("inside")
    _, state, analysis = page.words, page.state, page.analysis
    facts = scene(page) | {"random": analysis.spec.weights == "random", "code": code(analysis)}
    show_view("patch", facts | {"view": state.some(_PATCH)}, say.patch(_), _.language)
    show_view("depth", facts | {"view": state.some(_DEPTH)}, say.depth(_), _.language)
    both = analysis.vit.labels, analysis.vit.labels_zh or analysis.vit.labels
    here, there = both[::-1] if _.language == "zh" else both
    named = {"labels": list(here), "other": list(there)}
    show_view("lens", facts | named | {"view": state.some(_LENS)}, say.lens(_), _.language)


def code(analysis: Analysis) -> dict[str, str]:
    """Python for each panel; the browser fills in {patch}, {token}, {layer} and {target}."""
    stream = (
        "from vitviz.core.internals.residual_stream import added, depth, norms, similarity, sinks"
    )
    return {
        "patch": lines(
            analysis,
            "",
            "from vitviz.core.internals.patch_embedding import embedding_of, patches_of, project",
            "",
            "embedding = embedding_of(vit)  # .filters: vector's length x 3 x height x width",
            "patches = patches_of(pixels, vit.patch)  # each patch as the numbers a filter reads",
            "vectors = project(embedding, patches)",
            "vector = vectors[{patch}]",
            "response = vectors[:, {filter}].reshape(framing.grid)",
        ),
        "depth": lines(
            analysis,
            "",
            stream,
            "",
            "stream = depth(vit, pixels)  # .tokens: depths x tokens x vector's length",
            "attention, mlp = added(stream)  # layers x tokens, relative to the stream",
            "lengths = norms(stream)",
            "outliers = sinks(lengths, stream.prefix)",
            "cosines = similarity(stream, token={token})",
        ),
        "lens": lines(
            analysis,
            "",
            "from vitviz.core.internals.residual_stream import depth",
            "from vitviz.core.internals.logit_lens import lens, patch_lens",
            "",
            "stream = depth(vit, pixels)",
            "said = lens(vit, stream).softmax(-1)  # depths x classes",
            "patches = patch_lens(vit, stream.tokens[{depth}][stream.prefix:]).softmax(-1)",
            "seen = patches[:, {target}].reshape(stream.grid)",
        ),
    }
