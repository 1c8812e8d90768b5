"""The Python of the page Positions: the embedding as it is, a change of it, three facts."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import cnn_of, lines, named
from vitviz.app.state.view_state import ViewState
from vitviz.core.positions.embedding import has_table

FACTS_SEED = 0  # of the order in which patches are put for the facts


def seen(analysis: Analysis, state: ViewState) -> str:
    """The table, its cosines, components and norms: as used at this size, or as learned."""
    table = "original(vit)[0]" if state.table == "learned" else "table(vit, framing.grid)"
    return lines(
        analysis,
        "",
        "from vitviz.core.positions.similarity import components, cosine",
        "from vitviz.core.positions.embedding import original, table",
        "",
        f"whole = {table}",
        "rows = whole[vit.prefix:]  # of the patches",
        "parts = components(rows, k=3)  # .scores, .shares",
        *named(
            cosine="cosine(rows)",
            scores="parts.scores",
            norms="rows.norm(dim=1)",
            table="whole",
        ),
    )


def changed(analysis: Analysis, state: ViewState) -> str:
    """A change of the table, the photo shuffled instead, or a model without a table as it is."""
    shuffled = state.change == "photo"
    as_it_is = state.change == "none" and not has_table(analysis.vit)
    one = "class_attention({})" if analysis.trace.one_grid else _OVER_FINEST
    return lines(
        analysis,
        *(cnn_of(analysis) if shuffled else ()),
        "",
        *(_SHUFFLE if shuffled else () if as_it_is else _CHANGE),
        "from vitviz.core.attribution.relevance import class_attention",
        "from vitviz.core.models.predictions import divergence, top",
        *(() if analysis.trace.one_grid else (_FINEST,)),
        "",
        "before = vitviz.capture(vit, pixels)",
        *(_shuffled(state) if shuffled else _AS_IT_IS if as_it_is else _changed(state)),
        "likeliest = [(vit.labels[i] if vit.labels else i, p) for i, p in top(after.logits)]",
        "nats = divergence(before.logits, after.logits)",
        *named(
            map_before=one.format("before"),
            map_after=one.format("after"),
            logits_before="before.logits",
            logits_after="after.logits",
            **(_OF_SHUFFLED if shuffled else {} if as_it_is else _OF_CHANGED),
        ),
    )


# The last layer's cells, each over the patches of the finest grid that it covers.
_FINEST = "from vitviz.core.attention.maps import over"
_OVER_FINEST = "over({0}.grid, class_attention({0}))"
_AS_IT_IS = ("after = before",)
_CHANGE = (
    "from vitviz.core.positions.changes import Change, changed",
    "from vitviz.core.positions.embedding import replaced, table",
    "from vitviz.core.positions.similarity import components",
)
_SHUFFLE = (
    "from vitviz.core.evaluation.perturbations import order_of_seed, shuffled",
    "from vitviz.core.models.handover import handed_on",
    "from vitviz.core.models.load import logits",
)
_OF_CHANGED = {
    "colours_before": "(kept - kept.mean(0)) @ axes",
    "colours_after": "(rows[vit.prefix:] - kept.mean(0)) @ axes",
}
_OF_SHUFFLED = {"cnn_before": "said[0]", "cnn_after": "said[1]", "order": "order.int()"}


def _changed(state: ViewState) -> tuple[str, ...]:
    change = f'"{state.change}", amount={state.amount:g}, seed={state.seed}, patch={state.patch}'
    return (
        "grid = framing.grid",
        f"change = Change({change})",
        "rows = changed(table(vit, grid), change, grid, vit.prefix)",
        "after = vitviz.capture(replaced(vit, rows, grid), pixels)",
        "kept = table(vit, grid)[vit.prefix:]",
        "scores = components(kept).scores",
        "axes = (kept - kept.mean(0)).T @ scores / scores.square().sum(0)  # the first directions",
    )


def _shuffled(state: ViewState) -> tuple[str, ...]:
    return (
        f"order = order_of_seed(framing.grid[0] * framing.grid[1], seed={state.seed})",
        "mixed = shuffled(pixels, vit.patch, order)",
        "after = vitviz.capture(vit, mixed)",
        "said = [logits(cnn, handed_on(vit, cnn, one)) for one in (pixels, mixed)]",
        "nats_cnn = divergence(*said)",
    )


def facts(analysis: Analysis, _: ViewState) -> str:
    """What must be equal, and what differs, when patches or positions change places."""
    return lines(
        analysis,
        "",
        "from vitviz.core.positions.symmetries import measure",
        "",
        f"facts = measure(vit, pixels, seed={FACTS_SEED})  # .swap, .unplaced, .unchanged, .moved",
        *named(measured="list(vars(facts).values())"),
    )
