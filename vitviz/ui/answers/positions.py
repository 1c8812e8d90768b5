"""What the page Positions asks: the embedding as it is, a change of it, three facts about it.

A change is made on a model of one's own that shares all tensors but the table
(core/positions.py), so no other visitor meets it.
"""

from collections.abc import Mapping
from typing import cast

import numpy as np
import torch
from torch import Tensor

from vitviz.core.capture import capture
from vitviz.core.facts import PASSES, Facts, passes
from vitviz.core.framing import Size
from vitviz.core.handover import handed_on
from vitviz.core.models import Cnn, Vit, logits
from vitviz.core.perturb import order_of_seed, shuffled
from vitviz.core.position_change import Change, Kind, changed
from vitviz.core.position_maps import components, cosine, offsets, phase_similarity
from vitviz.core.positions import kind, original, replaced, table
from vitviz.core.predictions import divergence, probabilities, top
from vitviz.core.relevance import class_attention
from vitviz.core.trace import Trace
from vitviz.explorer.bundle import pack, unpack
from vitviz.ui import store
from vitviz.ui.answer import Answer, Steps
from vitviz.ui.choice import Choice
from vitviz.ui.store import Look

Arrays = dict[str, np.ndarray]
LIMIT = 1e-4  # of a logit: what float32 leaves of a difference that is exactly 0
FACTS_SEED = 0
_COLOURS = 3
_SHOWN = 5


def seen(
    vit: Vit, trace: Trace, *, learned: bool = False, exact: bool = False
) -> tuple[dict[str, object], Arrays]:
    """What can be looked at of the model's positions: facts, and arrays where it has them.

    A table gives cosine (patches x patches), scores (patches x 3) and norms; rotary positions
    phase (patches x patches, mean over the heads of the first layer); relative ones offsets
    (heads, 2 rows - 1, 2 cols - 1) of the first layer that has them. `exact` keeps float32 and
    adds the table itself.
    """
    kinds = kind(vit)
    header: dict[str, object] = {"kinds": list(kinds), "grid": list(trace.grid)}
    arrays: Arrays = {}
    if "absolute" in kinds:
        arrays |= _table_seen(vit, trace.grid, learned, exact, header)
    if "rotary" in kinds:
        arrays["phase"] = _float(phase_similarity(vit, trace.grid).mean(dim=0), exact)
    biased = [layer for layer in trace.layers if layer.bias is not None and layer.kind == "self"]
    if "relative" in kinds and biased:
        arrays["offsets"] = offsets(biased[0]).cpu().numpy()
    return header, arrays


def _table_seen(
    vit: Vit, grid: Size, learned: bool, exact: bool, header: dict[str, object]
) -> Arrays:
    whole, made_for = original(vit)
    if not learned:
        whole = table(vit, grid)
    rows = whole[vit.prefix :].float()
    parts = components(rows, min(_COLOURS, *rows.shape))
    header |= {
        "grid": list(made_for if learned else grid),
        "learned": list(made_for),
        "dim": rows.shape[1],
        "shares": parts.shares.tolist(),
    }
    arrays = {
        "cosine": _float(cosine(rows), exact),
        "scores": parts.scores.cpu().numpy(),
        "norms": rows.norm(dim=1).cpu().numpy(),
    }
    return arrays | ({"table": whole.float().cpu().numpy()} if exact else {})


def _float(values: Tensor, exact: bool) -> np.ndarray:
    return values.float().cpu().numpy().astype(np.float32 if exact else np.float16)


def _look(look: Look, choice: Choice) -> bytes:
    return pack(*seen(look.vit, look.trace, learned=choice.table == "learned"))


def _exact(look: Look, choice: Choice) -> bytes:
    return pack(*seen(look.vit, look.trace, learned=choice.table == "learned", exact=True))


def _change(look: Look, choice: Choice) -> bytes:
    return _shuffled_photo(look, choice) if choice.change == "photo" else _changed(look, choice)


def _changed(look: Look, choice: Choice) -> bytes:
    """The same photo in a model with a changed table."""
    vit, grid = look.vit, look.trace.grid
    kept = table(vit, grid)
    wanted = Change(cast("Kind", choice.change), choice.amount, choice.seed, choice.patch)
    put = changed(kept, wanted, grid, vit.prefix)
    after = look.trace
    if wanted.kind != "none":
        pixels = store.pixels(look)
        with store.turn:
            after = capture(replaced(vit, put, grid), pixels)
    axes = _axes(look, kept[vit.prefix :])
    shown = {
        "colours_before": _on(axes, kept[vit.prefix :]),
        "colours_after": _on(axes, put[vit.prefix :]),
    }
    return _packed(look, choice, after, shown, None)


def _shuffled_photo(look: Look, choice: Choice) -> bytes:
    """The same models on the photo with its patches in another order."""
    vit, pixels = look.vit, store.pixels(look)
    count = look.trace.grid[0] * look.trace.grid[1]
    order = order_of_seed(count, choice.seed)
    mixed = shuffled(pixels, vit.patch, order)
    both = handed_on(vit, look.cnn, torch.cat([pixels, mixed]))
    with store.turn:
        after = capture(vit, mixed)
        control = [logits(look.cnn, one[None]) for one in both]
    shown = {"order": order.to(torch.int32).numpy()}
    return _packed(look, choice, after, shown, control)


def _packed(
    look: Look, choice: Choice, after: Trace, shown: Arrays, control: list[Tensor] | None
) -> bytes:
    before = look.trace
    header: dict[str, object] = {
        "change": choice.change,
        "grid": list(before.grid),
        "vit": _said(look.vit, before.logits, after.logits),
        "cnn": _said(look.cnn, *control) if control else None,
    }
    maps = {"map_before": class_attention(before), "map_after": class_attention(after)}
    said = {"logits_before": before.logits, "logits_after": after.logits}
    if control:
        said |= {"cnn_before": control[0], "cnn_after": control[1]}
    return pack(header, maps | {name: one.cpu().numpy() for name, one in said.items()} | shown)


def _said(model: Vit | Cnn, before: Tensor, after: Tensor) -> Mapping[str, object]:
    """The five likeliest before and after, each with its share in both."""
    shares = probabilities(before), probabilities(after)

    def ranked(values: Tensor) -> list[dict[str, object]]:
        return [
            {
                "class": index,
                "en": model.labels[index],
                "zh": model.labels_zh[index],
                "before": float(shares[0][index]),
                "after": float(shares[1][index]),
            }
            for index, _share in top(values, _SHOWN)
        ]

    kl = divergence(before, after)
    return {"before": ranked(before), "after": ranked(after), "kl": kl}


def _axes(look: Look, rows: Tensor) -> tuple[Tensor, Tensor]:
    """The mean of the table's rows and their first directions, made once for all changes."""

    def make() -> bytes:
        parts = components(rows, _COLOURS)
        mean = rows.mean(dim=0)
        power = parts.scores.square().sum(dim=0).clamp(min=torch.finfo(torch.float32).tiny)
        directions = (rows - mean).T @ parts.scores / power
        return pack({}, {"mean": mean.cpu().numpy(), "directions": directions.cpu().numpy()})

    _, arrays = unpack(store.blob(f"{look.key}/position_axes", make))
    mean, directions = (torch.tensor(arrays[name]) for name in ("mean", "directions"))
    return mean.to(rows.device), directions.to(rows.device)


def _on(axes: tuple[Tensor, Tensor], rows: Tensor) -> np.ndarray:
    mean, directions = axes
    return ((rows - mean) @ directions).cpu().numpy()


def _facts(look: Look, _choice: Choice) -> Steps:
    """Pass by pass, each of which the job makes in its turn."""
    steps = passes(look.vit, store.pixels(look), FACTS_SEED)
    done = 0
    while True:
        yield done, PASSES
        try:
            next(steps)
        except StopIteration as end:
            return _facts_packed(end.value)
        done += 1


def _facts_packed(facts: Facts) -> bytes:
    found = vars(facts)
    header = {"seed": FACTS_SEED, "limit": LIMIT, **found}
    return pack(header, {"measured": np.array(list(found.values()), np.float32)})


_CHANGE = ("change", "amount", "seed", "patch")
ANSWERS: dict[str, Answer] = {
    "position_table": Answer(("table",), _look),
    "position_arrays": Answer(("table",), _exact),
    "position_change": Answer(_CHANGE, _change),
    "position_facts": Answer((), _facts, long=True),
}
