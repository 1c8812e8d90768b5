"""The Python of what both models have built in: what moves along, and what is counted."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import cnn_on_photo, lines, whole_size_of
from vitviz.app.state.view_state import ViewState

SEED = 0  # of the order in which patches are put
MEASURED = (
    "wrapped",
    "strided",
    "between",
    "padded",
    "inside",
    "features",
    "convolution",
    "attention",
    "tokens",
    "placed",
)
# What of a part is counted, and what it is kept as: int32 ends at two thousand millions.
COLUMNS = {
    "parameters": "int32",
    "least": "int32",
    "most": "int32",
    "unshared": "float32",
    "multiply_adds": "float32",
}


def equivariance(analysis: Analysis, _: ViewState) -> str:
    """What moves along with the picture; NaN where a model has nothing of the kind."""
    return lines(
        analysis,
        *cnn_on_photo(analysis, whole_size_of(analysis)),
        "",
        "from vitviz.core.comparison.equivariance import measure",
        "",
        f"facts = measure(vit, cnn, pixels, cnn_pixels, seed={SEED})",
        f"names = {MEASURED!r}",
        "values = [getattr(facts, name) for name in names]",
        'arrays = {"measured": [float("nan") if one is None else one for one in values]}',
    )


def counting(analysis: Analysis, _: ViewState) -> str:
    """Every part of both models."""
    return lines(
        analysis,
        *cnn_on_photo(analysis),
        "",
        "from vitviz.core.comparison.counting import parts",
        "",
        "arrays = {}",
        'for name, model, picture in (("vit", vit, pixels), ("cnn", cnn, cnn_pixels)):',
        "    found = parts(model, picture)",
        f"    for column in {tuple(COLUMNS)!r}:",
        '        arrays[f"{name}_{column}"] = [getattr(part, column) for part in found]',
    )
