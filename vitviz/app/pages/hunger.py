"""Data hunger: the panel of the page ViT vs CNN about training on shares of the photos."""

from collections.abc import Mapping

from vitviz.app.compute.models import bundled_cards
from vitviz.app.pages.panel import Panel
from vitviz.app.state.view_state import ViewState
from vitviz.text import Words


def panel(_: Words, state: ViewState, shared: Mapping[str, object]) -> Panel:
    """The panel; it opens the trained models that are bundled, with the photo on screen.

    Neither that photo nor the models beside it stand under its picture: no figure is of them.
    """
    fields = state.some("model", "weights", "rows", "cols")
    said = _("Networks trained from scratch on photos of Tiny ImageNet (62 classes, 32 × 32 px).")
    caption = {"file": "", "lines": [said]}
    return Panel("hunger", fields, {**shared, "caption": caption, "opened": opened()})


def opened() -> list[dict[str, object]]:
    """The bundled ViTs that were trained on a share of the photos, the smallest share first."""
    found = [
        {"model": card["name"], "share": card["data_hunger"]["share"]}
        for card in bundled_cards()
        if "data_hunger" in card
    ]
    return sorted(found, key=lambda one: one["share"])
