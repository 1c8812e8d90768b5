"""The Python of the page Positions: the embedding as it is, a change of it, three facts."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.models import CNN
from vitviz.app.endpoints.snippets.lines import lines
from vitviz.app.state.view_state import ViewState

FACTS_SEED = 0  # of the order in which patches are put for the facts
_MAP = (
    "maps = [to_grid(attention(t.layers[-1], [0]).mean(0), t.grid, t.prefix)[0] for t in"
    " (before, after)]"
)


def seen(analysis: Analysis, state: ViewState) -> str:
    """The table, its cosines, components and norms: as used at this size, or as learned."""
    table = "original(vit)[0]" if state.table == "learned" else "table(vit, framing.grid)"
    return lines(
        analysis,
        "",
        "from vitviz.core.positions.similarity import components, cosine",
        "from vitviz.core.positions.embedding import original, table",
        "",
        f"rows = {table}[vit.prefix :]",
        "similar = cosine(rows)  # patches x patches",
        "parts = components(rows, k=3)  # .scores, .shares",
        "norms = rows.norm(dim=1)",
    )


def changed(analysis: Analysis, state: ViewState) -> str:
    """A change of the table, or the photo shuffled instead."""
    if state.change == "photo":
        return _photo(analysis, state)
    change = f'"{state.change}", amount={state.amount:g}, seed={state.seed}, patch={state.patch}'
    return lines(
        analysis,
        "",
        "from vitviz.core.attention.maps import to_grid",
        "from vitviz.core.positions.changes import Change, changed",
        "from vitviz.core.positions.embedding import replaced, table",
        "from vitviz.core.models.predictions import divergence, top",
        "from vitviz.core.attention.trace import attention",
        "",
        "grid = framing.grid",
        f"change = Change({change})",
        "rows = changed(table(vit, grid), change, grid, vit.prefix)",
        "before = vitviz.capture(vit, pixels)",
        "after = vitviz.capture(replaced(vit, rows, grid), pixels)",
        "likeliest = [(vit.labels[i], p) for i, p in top(after.logits)]",
        "nats = divergence(before.logits, after.logits)",
        _MAP,
    )


def _photo(analysis: Analysis, state: ViewState) -> str:
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
        f"order = order_of_seed(framing.grid[0] * framing.grid[1], seed={state.seed})",
        "mixed = shuffled(pixels, vit.patch, order)",
        "before, after = vitviz.capture(vit, pixels), vitviz.capture(vit, mixed)",
        "likeliest = [(vit.labels[i], p) for i, p in top(after.logits)]",
        "nats = divergence(before.logits, after.logits)",
        "said = [logits(cnn, handed_on(vit, cnn, one)) for one in (pixels, mixed)]",
        "nats_cnn = divergence(*said)",
        _MAP,
    )


def facts(analysis: Analysis, _: ViewState) -> str:
    """What must be equal, and what differs, when patches or positions change places."""
    return lines(
        analysis,
        "",
        "from vitviz.core.positions.symmetries import measure",
        "",
        f"facts = measure(vit, pixels, seed={FACTS_SEED})  # .swap, .unplaced, .unchanged, .moved",
    )
