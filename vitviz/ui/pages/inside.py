"""Inside: from patch to vector, and what happens between the layers."""

from vitviz.explorer import words_inside as say
from vitviz.ui.code import lines
from vitviz.ui.page import head
from vitviz.ui.page import show as show_view
from vitviz.ui.scene import scene
from vitviz.ui.store import Look

_PATCH = ("query", "filter")
_DEPTH = ("query", "depth", "maps")
_LENS = ("query", "depth", "target", "scale")


def show() -> None:
    """Draws the page."""
    page = head("inside")
    _, choice, look = page.words, page.choice, page.look
    facts = scene(page) | {"random": look.recipe.weights == "random", "code": code(look)}
    show_view("patch", facts | {"view": choice.some(_PATCH)}, say.patch(_), _.language)
    show_view("depth", facts | {"view": choice.some(_DEPTH)}, say.depth(_), _.language)
    both = look.vit.labels, look.vit.labels_zh or look.vit.labels
    here, there = both[::-1] if _.language == "zh" else both
    named = {"labels": list(here), "other": list(there)}
    show_view("lens", facts | named | {"view": choice.some(_LENS)}, say.lens(_), _.language)


def code(look: Look) -> dict[str, str]:
    """Python for each panel; the browser fills in {patch}, {token}, {layer} and {target}."""
    stream = "from vitviz.core.depth import added, depth, norms, similarity, sinks"
    return {
        "patch": lines(
            look,
            "",
            "from vitviz.core.embedding import embedding_of, patches_of, project",
            "",
            "embedding = embedding_of(vit)  # .filters: vector's length x 3 x height x width",
            "patches = patches_of(pixels, vit.patch)  # each patch as the numbers a filter reads",
            "vectors = project(embedding, patches)",
            "vector = vectors[{patch}]",
            "response = vectors[:, {filter}].reshape(framing.grid)",
        ),
        "depth": lines(
            look,
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
            look,
            "",
            "from vitviz.core.depth import depth",
            "from vitviz.core.lens import lens, patch_lens",
            "",
            "stream = depth(vit, pixels)",
            "said = lens(vit, stream).softmax(-1)  # depths x classes",
            "patches = patch_lens(vit, stream.tokens[{depth}][stream.prefix:]).softmax(-1)",
            "seen = patches[:, {target}].reshape(stream.grid)",
        ),
    }
