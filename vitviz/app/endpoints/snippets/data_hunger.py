"""The Python of the panel Data hunger: what is shipped, and the command that made it."""

from vitviz.app.compute.analyses import Analysis
from vitviz.app.endpoints.snippets.lines import WHERE, named
from vitviz.app.state.view_state import ViewState


def runs(_: Analysis, __: ViewState) -> str:
    """The accuracies of all runs; neither photo nor model has a part in them."""
    return "\n".join(
        (
            WHERE,
            "from vitviz.core.data_hunger import data_hunger",
            "",
            "# Made by: python -m vitviz.training hunger --data FOLDER --out RUNS",
            "found = data_hunger()  # .arms, .shares, .seeds, .parameters, .photos, .seen",
            *named(accuracy="found.accuracy"),
        )
    )
