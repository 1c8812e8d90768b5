"""The Python of how many multiply-adds both models need, by the number of tokens."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import cnn_of, heading, loading
from vitviz.app.endpoints.snippets.versus_cost import opened_at, sizes_of, tokens_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.models.architecture import Size


def counted_at(analysis: Analysis) -> list[tuple[int, Size]]:
    """Tokens and size of the pictures, the fewest tokens first: those measured, and this photo's.

    Each number of tokens is there once, the photo's own size if it makes as many. A model that is
    made for one size has that of its photo among those that it is offered in.
    """
    by_tokens = dict(zip(tokens_of(analysis), sizes_of(analysis), strict=True))
    height, width = analysis.trace.size
    by_tokens[analysis.trace.layout.tokens] = height, width
    return sorted(by_tokens.items())


def adds(analysis: Analysis, _: ViewState) -> str:
    """The same count."""
    tokens, sizes = zip(*counted_at(analysis), strict=True)
    return "\n".join(
        (
            *heading(analysis.spec.model),
            "import vitviz",
            "from vitviz.core.comparison.multiply_adds import multiply_adds",
            "",
            *_vits(analysis),
            *cnn_of(analysis),
            f"sizes = {list(sizes)}",
            *_counts(analysis),
            "cnn_adds = multiply_adds(cnn, sizes)",
            "arrays = {",
            f'    "tokens": {list(tokens)},',
            '    "adds": [[one.total for one in found] for found in (vit_adds, cnn_adds)],',
            '    "products": [one.products for one in vit_adds],',
            "}",
        )
    )


def _vits(analysis: Analysis) -> tuple[str, ...]:
    model, weights = analysis.spec.model, analysis.spec.weights
    if analysis.vit.dynamic:
        return (f"vit = {loading(model, weights)}",)
    each = (f"    {loading(model, weights, further)}," for further in opened_at(analysis))
    return ("vits = [  # it is made for one size", *each, "]")


def _counts(analysis: Analysis) -> tuple[str, ...]:
    if analysis.vit.dynamic:
        return ("vit_adds = multiply_adds(vit, sizes)",)
    return ("vit_adds = [multiply_adds(vit, [vit.size])[0] for vit in vits]",)
