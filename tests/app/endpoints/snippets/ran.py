"""An endpoint's answer, and what its lines of Python leave behind."""

import io

from PIL import Image

from vitviz.app.compute import analyses, photos
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.steps import result_of
from vitviz.web.bundle import unpack


def blob(analysis, what, **fields):
    """The answer to a view state with these fields; a long one is made to its end."""
    endpoint = ENDPOINTS[what]
    state, own = endpoint.read({name: str(value) for name, value in fields.items()})

    def finished():
        made = endpoint.make(analysis, state, **own)
        return made if isinstance(made, bytes) else result_of(made)

    return analyses.blob(endpoint.name(analysis.key, what, state, **own), finished)


def asked(analysis, what, **fields):
    """Header and arrays of that answer."""
    return unpack(blob(analysis, what, **fields))


def ran(analysis, what, **fields):
    """All names that the lines define, run where nothing else is."""
    found = {}
    exec(ENDPOINTS[what].code(analysis, ViewState(**fields)), found)
    return found


def uploaded(colour=(200, 40, 90)):
    """A visitor's own photo, as the server holds it."""
    file = io.BytesIO()
    Image.new("RGB", (160, 90), colour).save(file, "PNG")
    return photos.add(file.getvalue()).id
