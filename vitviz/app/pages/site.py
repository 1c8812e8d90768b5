"""The pages there are, in the order of the bar: a new page is a new row and a new file."""

from dataclasses import dataclass

from vitviz.text import N_


@dataclass(frozen=True)
class Site:
    """One page: its module in `app/pages`, title, path in the address, and its browser views."""

    name: str
    title: str
    path: str
    views: tuple[str, ...]


SITES = (
    Site("explore", N_("Explore"), "", ("explorer", "rollout", "predictions")),
    Site("explain", N_("Explain"), "explain", ("explain", "faithfulness", "ablation")),
    Site("inside", N_("Inside"), "inside", ("patch", "depth", "lens")),
    Site("positions", N_("Positions"), "positions", ("positions", "change")),
)
EVERYWHERE = ("bar", "tray")  # the views at the head of every page
