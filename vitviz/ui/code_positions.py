"""The Python of the page Positions; the browser fills {change}, {amount}, {seed} and {patch}."""

from vitviz.ui.answers.positions import FACTS_SEED
from vitviz.ui.code import lines
from vitviz.ui.store import CNN, Look

_MAP = (
    "maps = [to_grid(attention(t.layers[-1], [0]).mean(0), t.grid, t.prefix)[0] for t in"
    " (before, after)]"
)


def seen(look: Look) -> dict[str, str]:
    """The table, its cosines, components and norms: as used at this size, and as learned."""
    rows = {"used": "table(vit, framing.grid)", "learned": "original(vit)[0]"}
    return {
        name: lines(
            look,
            "",
            "from vitviz.core.position_maps import components, cosine",
            "from vitviz.core.positions import original, table",
            "",
            f"rows = {made}[vit.prefix :]",
            "similar = cosine(rows)  # patches x patches",
            "parts = components(rows, k=3)  # .scores, .shares",
            "norms = rows.norm(dim=1)",
        )
        for name, made in rows.items()
    }


def changed(look: Look) -> dict[str, str]:
    """A change of the table, the photo shuffled instead, and the three facts."""
    table = lines(
        look,
        "",
        "from vitviz.core.maps import to_grid",
        "from vitviz.core.position_change import Change, changed",
        "from vitviz.core.positions import replaced, table",
        "from vitviz.core.predictions import divergence, top",
        "from vitviz.core.trace import attention",
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
    return {"table": table, "photo": _photo(look), "facts": _facts(look)}


def _photo(look: Look) -> str:
    return lines(
        look,
        f'cnn = vitviz.load("{CNN}")',
        "",
        "from vitviz.core.handover import handed_on",
        "from vitviz.core.maps import to_grid",
        "from vitviz.core.models import logits",
        "from vitviz.core.perturb import order_of_seed, shuffled",
        "from vitviz.core.predictions import divergence, top",
        "from vitviz.core.trace import attention",
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


def _facts(look: Look) -> str:
    return lines(
        look,
        "",
        "from vitviz.core.facts import measure",
        "",
        f"facts = measure(vit, pixels, seed={FACTS_SEED})  # .swap, .unplaced, .unchanged, .moved",
    )
