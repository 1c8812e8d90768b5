"""What the Lesson finds about an altered picture (lesson.py), from the answer of ViT vs CNN."""

from collections.abc import Mapping
from typing import Any

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.subject import block_of
from vitviz.app.endpoints.versus_picture import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.comparison.counting import first_convolution
from vitviz.web.bundle import unpack

Facts = dict[str, object]
_BLOCK, _PIXELS = 28, 7  # where the view shows another alteration


def shuffle(analysis: Analysis, state: ViewState) -> Facts:
    """Which models keep their label when blocks stand in another order."""
    asked = state.block if state.alter == "shuffle" else _BLOCK
    block = block_of(analysis, state.with_({"block": asked}))
    found = _altered(analysis, alter="shuffle", block=block, seed=state.seed)
    kept = {name for name in ("vit", "cnn") if found[f"{name}_kept"]}
    right = "both" if len(kept) == 2 else kept.pop() if kept else "neither"
    filter_px = max(first_convolution(analysis.cnn).kernel_size)
    return {"right": right, "block": block, "filter_px": filter_px, **found}


def shift(analysis: Analysis, state: ViewState) -> Facts:
    """Whose answer a shift of the picture changes more."""
    right, down = (state.right, state.down) if state.alter == "shift" else (_PIXELS, 0)
    found = _altered(analysis, alter="shift", right=right, down=down, beyond=state.beyond)
    vit, cnn = (_moved(found, name) for name in ("vit", "cnn"))
    most = "alike" if abs(vit - cnn) < 0.01 else "vit" if vit > cnn else "cnn"
    return {"right": most, "right_px": right, "down_px": down, **found}


def _altered(analysis: Analysis, **how: object) -> Facts:
    """What both models say of an altered picture, before and after.

    Of the label that they share where there is one, else of each model's own likeliest before; a
    model keeps its label that still finds it the likeliest.
    """
    state = ViewState().with_(how)
    answer = ENDPOINTS["versus_picture"].get(analysis.key, "versus_picture", state)
    header: dict[str, Any] = unpack(answer)[0]
    shared = bool(header["vit"]["shared"] and header["cnn"]["shared"])
    found: Facts = {"shared": shared}
    for name in ("vit", "cnn"):
        label, before, after, kept = _said(header[name], shared)
        found |= {f"{name}_label": label, f"{name}_kept": kept}
        found |= {f"{name}_before_share": before, f"{name}_after_share": after}
    return found


def _said(one: Mapping[str, Any], shared: bool) -> tuple[dict[str, str], float, float, bool]:
    """A label, its probability before and after, and whether it is the likeliest after."""
    if shared:
        asked, *others = one["shared"]
        kept = asked["after"] >= max(other["after"] for other in others)
        return label_of(asked), asked["before"], asked["after"], kept
    before, after = one["own"]
    kept = before["en"] == after["en"]
    return label_of(before), before["share"], after["share"] if kept else 0.0, kept


def _moved(found: Facts, name: str) -> float:
    return abs(float(found[f"{name}_after_share"]) - float(found[f"{name}_before_share"]))  # pyright: ignore[reportArgumentType]


def label_of(row: Mapping[str, str]) -> dict[str, str]:
    """The label of an answer's row in both languages."""
    return {"en": row["en"], "zh": row["zh"]}
