"""Inside: from patch to vector, and what happens between the layers."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.pages.facts import facts
from vitviz.app.pages.labels import both_languages
from vitviz.app.pages.panel import Panel, notice
from vitviz.app.pages.snippets import lines
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ModelError
from vitviz.text import Words
from vitviz.web.words_tokens import read


def panels(state: ViewState, analysis: Analysis, _: Words) -> list[Panel]:
    """The page: a patch as a vector, the residual stream, the logit lens."""
    snippets = code(analysis)
    shared = facts(_, state, analysis) | {"random": analysis.spec.weights == "random"}
    of = {name: shared | {"code": {name: snippets[name]}} for name in ("patch", "depth", "lens")}
    first = [
        Panel("patch", state.some("query", "filter"), of["patch"]),
        Panel("depth", state.some("query", "depth", "maps"), of["depth"]),
    ]
    vit = analysis.vit
    if not vit.has_head:
        title = _("What each layer would predict")
        return [*first, notice(_, ModelError("no_head", name=vit.name), title)]
    fields = state.some("query", "depth", "target", "scale")
    said = both_languages(_, analysis) | {"reads": read(_, analysis.trace.layout)}
    return [*first, Panel("lens", fields, of["lens"] | said)]


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
            "probabilities = lens(vit, stream).softmax(-1)  # depths x classes",
            "patches = patch_lens(vit, stream.tokens[{depth}][stream.prefix:]).softmax(-1)",
            "seen = patches[:, {target}].reshape(stream.grid)",
        ),
    }
