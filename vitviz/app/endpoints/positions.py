"""What the page Positions asks: the embedding as it is, a change of it, three facts about it.

A change is made on a model of one's own that shares all tensors but the table
(core/positions.py), so no other visitor meets it.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import cast

import numpy as np
import torch
from torch import Tensor

from vitviz.app.compute import analyses
from vitviz.app.compute.analyses import Analysis
from vitviz.app.compute.inference_lock import inference_lock, locked
from vitviz.app.endpoints.arrays import Array
from vitviz.app.endpoints.endpoint import Endpoint, Steps, counted
from vitviz.app.endpoints.maps import name_of
from vitviz.app.endpoints.snippets import positions as code
from vitviz.app.endpoints.snippets.positions import FACTS_SEED
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.capture import capture
from vitviz.core.attention.maps import over
from vitviz.core.attention.trace import Layer, Trace
from vitviz.core.attribution.relevance import class_attention
from vitviz.core.evaluation.perturbations import order_of_seed, shuffled
from vitviz.core.framing import Size
from vitviz.core.models.handover import handed_on
from vitviz.core.models.load import Cnn, Vit, logits
from vitviz.core.models.predictions import divergence, probabilities, top
from vitviz.core.positions.changes import Change, Kind, changed
from vitviz.core.positions.embedding import (
    by_offset_alone,
    has_table,
    kind,
    original,
    replaced,
    table,
)
from vitviz.core.positions.similarity import components, cosine, offsets, phase_similarity
from vitviz.core.positions.symmetries import PASSES, Symmetries, passes
from vitviz.errors import ModelError
from vitviz.web.bundle import pack, unpack

Arrays = dict[str, np.ndarray]
LIMIT = 1e-4  # of a logit: what float32 leaves of a difference that is exactly 0
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
    if has_table(vit):
        arrays |= _table_seen(vit, trace.grid, learned, exact, header)
    if "rotary" in kinds:
        with suppress(ModelError):  # angles that are held in another way have no map
            arrays["phase"] = _float(phase_similarity(vit, trace.grid).mean(dim=0), exact)
    biased = [layer for layer in trace.layers if layer.bias is not None and _over_all(layer, trace)]
    if "relative" in kinds and biased and by_offset_alone(vit):
        arrays["offsets"] = offsets(biased[0]).cpu().numpy()
    return header, arrays


def _over_all(layer: Layer, trace: Trace) -> bool:
    """Whether every patch of the finest grid asks every other: offsets are drawn over all of it."""
    return layer.kind == "self" and layer.windows is None and layer.grid == trace.grid


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


def _analysis(analysis: Analysis, state: ViewState) -> bytes:
    return pack(*seen(analysis.vit, analysis.trace, learned=state.table == "learned"))


def _exact(analysis: Analysis, state: ViewState) -> bytes:
    return pack(*seen(analysis.vit, analysis.trace, learned=state.table == "learned", exact=True))


def _change(analysis: Analysis, state: ViewState) -> bytes:
    return (
        _shuffled_photo(analysis, state) if state.change == "photo" else _changed(analysis, state)
    )


def _changed(analysis: Analysis, state: ViewState) -> bytes:
    """The same photo in a model with a changed table; unchanged, any model can be shown."""
    vit, grid = analysis.vit, analysis.trace.grid
    if state.change == "none" and not has_table(vit):
        return _packed(analysis, state, analysis.trace, {}, None)
    kept = table(vit, grid)
    wanted = Change(cast("Kind", state.change), state.amount, state.seed, state.patch)
    put = changed(kept, wanted, grid, vit.prefix)
    after = analysis.trace
    if wanted.kind != "none":
        pixels, other = analyses.pixels(analysis), replaced(vit, put, grid)
        with inference_lock:
            after = capture(other, pixels)
    axes = _axes(analysis, kept[vit.prefix :])
    shown = {
        "colours_before": _on(axes, kept[vit.prefix :]),
        "colours_after": _on(axes, put[vit.prefix :]),
    }
    return _packed(analysis, state, after, shown, None)


def _shuffled_photo(analysis: Analysis, state: ViewState) -> bytes:
    """The same models on the photo with its patches in another order."""
    vit, cnn, pixels = analysis.vit, analysis.cnn, analyses.pixels(analysis)
    if analysis.framing.cells:  # so that there is nothing to cut out
        raise ModelError("overlapping_patches", name=vit.name)
    count = analysis.trace.grid[0] * analysis.trace.grid[1]
    order = order_of_seed(count, state.seed)
    mixed = shuffled(pixels, vit.patch, order)
    both = handed_on(vit, cnn, torch.cat([pixels, mixed]))
    with inference_lock:
        after = capture(vit, mixed)
        control = [logits(cnn, one[None]) for one in both]
    shown = {"order": order.to(torch.int32).numpy()}
    return _packed(analysis, state, after, shown, control)


def _packed(
    analysis: Analysis, state: ViewState, after: Trace, shown: Arrays, control: list[Tensor] | None
) -> bytes:
    before = analysis.trace
    header: dict[str, object] = {
        "change": state.change,
        "grid": list(before.grid),
        "vit": _said(analysis.vit, before.logits, after.logits),
        "cnn": _said(analysis.cnn, *control) if control else None,
    }
    maps = {name: _read(trace) for name, trace in (("map_before", before), ("map_after", after))}
    said = {"logits_before": before.logits, "logits_after": after.logits}
    if control:
        said |= {"cnn_before": control[0], "cnn_after": control[1]}
    return pack(header, maps | {name: one.cpu().numpy() for name, one in said.items()} | shown)


def _read(trace: Trace) -> np.ndarray:
    """What the head reads looks at in the last layer, over the finest grid."""
    return over(trace.grid, class_attention(trace))


def _said(model: Vit | Cnn, before: Tensor, after: Tensor) -> Mapping[str, object] | None:
    """The five likeliest before and after, each with its share in both; None without a head."""
    if not model.has_head:
        return None
    shares = probabilities(before), probabilities(after)

    def ranked(values: Tensor) -> list[dict[str, object]]:
        return [
            {
                "class": index,
                "en": name_of(model, index),
                "zh": name_of(model, index, "zh"),
                "before": float(shares[0][index]),
                "after": float(shares[1][index]),
            }
            for index, _share in top(values, _SHOWN)
        ]

    kl = divergence(before, after)
    return {"before": ranked(before), "after": ranked(after), "kl": kl}


def _axes(analysis: Analysis, rows: Tensor) -> tuple[Tensor, Tensor]:
    """The mean of the table's rows and their first directions, made once for all changes."""

    def make() -> bytes:
        parts = components(rows, _COLOURS)
        mean = rows.mean(dim=0)
        power = parts.scores.square().sum(dim=0).clamp(min=torch.finfo(torch.float32).tiny)
        directions = (rows - mean).T @ parts.scores / power
        return pack({}, {"mean": mean.cpu().numpy(), "directions": directions.cpu().numpy()})

    _, arrays = unpack(analyses.blob(f"{analysis.key}/position_axes", make))
    mean, directions = (torch.tensor(arrays[name]) for name in ("mean", "directions"))
    return mean.to(rows.device), directions.to(rows.device)


def _on(axes: tuple[Tensor, Tensor], rows: Tensor) -> np.ndarray:
    mean, directions = axes
    return ((rows - mean) @ directions).cpu().numpy()


def _facts(analysis: Analysis, _: ViewState) -> Steps:
    """Pass by pass."""
    said = analysis.trace.logits  # by a pass that is bit for bit a plain one
    steps = locked(passes(analysis.vit, analyses.pixels(analysis), FACTS_SEED, said))
    return _facts_packed((yield from counted(steps, PASSES)))


def _facts_packed(facts: Symmetries) -> bytes:
    found = vars(facts)
    header = {"seed": FACTS_SEED, "limit": LIMIT, **found}
    return pack(header, {"measured": np.array(list(found.values()), np.float32)})


_SEEN = {
    "cosine": Array(("patches", "other_patches"), "cosine, -1 to 1"),
    "phase": Array(("patches", "other_patches"), "cosine of angles", "mean over the heads"),
    "scores": Array(("patches", "components"), "as the table's numbers", "centred"),
    "norms": Array(("patches",), "length (L2)"),
    "offsets": Array(("heads", "offset_rows", "offset_cols"), "added to the scores"),
    "table": Array(("tokens", "numbers"), "position embedding"),
}
_ON_AXES = Array(("patches", "components"), "as the table's numbers", "on the kept table's axes")
_HEAD_READS = "attention weight of what the head reads, last layer"
_MAP = Array(("rows", "cols"), _HEAD_READS, "mean over the heads")
_CHANGED = {
    "map_*": _MAP,
    "logits_*": Array(("classes",), "logit"),
    "cnn_*": Array(("cnn_classes",), "logit"),
    "colours_*": _ON_AXES,
    "order": Array(("patches",), "the photo's patch that stands here, from 0"),
}
_MEASURED = {"measured": Array(("facts",), "logit", "largest absolute difference of any class")}
_CHANGE = ("change", "amount", "seed", "patch")
ENDPOINTS: dict[str, Endpoint] = {
    "position_table": Endpoint(("table",), _analysis, arrays=_SEEN),
    "position_arrays": Endpoint(("table",), _exact, arrays=_SEEN, code=code.seen),
    "position_change": Endpoint(_CHANGE, _change, arrays=_CHANGED, code=code.changed),
    "position_facts": Endpoint((), _facts, "long", arrays=_MEASURED, code=code.facts),
}
