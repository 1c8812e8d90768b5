"""The Python of the page Positions; the browser fills {change}, {amount}, {seed} and {patch}."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import CNN
from vitviz.app.endpoints.positions import FACTS_SEED
from vitviz.app.pages.snippets import lines

_MAP = (
    "maps = [to_grid(attention(t.layers[-1], [0]).mean(0), t.grid, t.prefix)[0] for t in"
    " (before, after)]"
)


def seen(analysis: Analysis) -> dict[str, str]:
    """The table, its cosines, components and norms: as used at this size, and as learned."""
    rows = {"used": "table(vit, framing.grid)", "learned": "original(vit)[0]"}
    return {
        name: lines(
            analysis,
            "",
            "from vitviz.core.positions.similarity import components, cosine",
            "from vitviz.core.positions.embedding import original, table",
            "",
            f"rows = {made}[vit.prefix :]",
            "similar = cosine(rows)  # patches x patches",
            "parts = components(rows, k=3)  # .scores, .shares",
            "norms = rows.norm(dim=1)",
        )
        for name, made in rows.items()
    }


def changed(analysis: Analysis) -> dict[str, str]:
    """A change of the table, the photo shuffled instead, and the three facts."""
    table = lines(
        analysis,
        "",
        "from vitviz.core.attention.maps import to_grid",
        "from vitviz.core.positions.changes import Change, changed",
        "from vitviz.core.positions.embedding import replaced, table",
        "from vitviz.core.models.predictions import divergence, top",
        "from vitviz.core.attention.trace import attention",
        "",
        "grid = framing.grid",
        'change = Change("{change}", amount={amount}, seed={seed}, patch={patch})',
        "rows = changed(table(vit, grid), change, grid, vit.prefix)",
        "before = vitviz.capture(vit, pixels)",
        "after = vitviz.capture(replaced(vit, rows, grid), pixels)",
        "likeliest = [(vit.labels[i], p) for i, p in top(after.logits)]",
        "nats = divergence(before.logits, after.logits)",
        _MAP,
    )
    return {"table": table, "photo": _photo(analysis), "facts": _facts(analysis)}


def _photo(analysis: Analysis) -> str:
    return lines(
        analysis,
        f'cnn = vitviz.load("{CNN}")',
        "",
        "from vitviz.core.models.handover import handed_on",
        "from vitviz.core.attention.maps import to_grid",
        "from vitviz.core.models.load import logits",
        "from vitviz.core.evaluation.perturbations import order_of_seed, shuffled",
        "from vitviz.core.models.predictions import divergence, top",
        "from vitviz.core.attention.trace import attention",
        "",
        "order = order_of_seed(framing.grid[0] * framing.grid[1], seed={seed})",
        "mixed = shuffled(pixels, vit.patch, order)",
        "before, after = vitviz.capture(vit, pixels), vitviz.capture(vit, mixed)",
        "likeliest = [(vit.labels[i], p) for i, p in top(after.logits)]",
        "nats = divergence(before.logits, after.logits)",
        "said = [logits(cnn, handed_on(vit, cnn, one)) for one in (pixels, mixed)]",
        "nats_cnn = divergence(*said)",
        _MAP,
    )


def _facts(analysis: Analysis) -> str:
    return lines(
        analysis,
        "",
        "from vitviz.core.positions.symmetries import measure",
        "",
        f"facts = measure(vit, pixels, seed={FACTS_SEED})  # .swap, .unplaced, .unchanged, .moved",
    )
