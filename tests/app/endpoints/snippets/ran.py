"""An endpoint's answer, and what its lines of Python leave behind."""

from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import unpack


def asked(analysis, what, **fields):
    """Header and arrays of the answer to a view state with these fields."""
    return unpack(ENDPOINTS[what].get(analysis.key, what, ViewState(**fields)))


def ran(analysis, what, **fields):
    """All names that the lines define."""
    found = {}
    exec(ENDPOINTS[what].code(analysis, ViewState(**fields)), found)
    return found
