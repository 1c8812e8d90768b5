"""The pages there are, in the order of the bar: a new page is a new row and a new file."""

from dataclasses import dataclass

from vitviz.text import N_


@dataclass(frozen=True)
class Site:
    """One page: its module in `ui/pages`, its title and its path in the address."""

    name: str
    title: str
    path: str


SITES = (
    Site("explore", N_("Explore"), ""),
    Site("explain", N_("Explain"), "explain"),
    Site("inside", N_("Inside"), "inside"),
    Site("positions", N_("Positions"), "positions"),
)
