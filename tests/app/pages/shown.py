"""Pages as their functions make them: no server, no session, no browser."""

from vitviz.app.compute import analyses
from vitviz.app.state.view_state import ViewState
from vitviz.text import words


def analysis(photo="koala", weights="published", rows=0):
    """The analysis of a bundled photo."""
    return analyses.analysis(
        analyses.AnalysisSpec.of(ViewState(photo=photo, weights=weights, rows=rows))
    )


def shown(page, language="en", **fields):
    """The panels of the module `page` for a state with these fields."""
    state = ViewState(**({"photo": "koala"} | fields))
    found = analyses.analysis(analyses.AnalysisSpec.of(state))
    return page.panels(state, found, words(language))
