"""An endpoint's answer, and what its lines of Python leave behind."""

import io
from functools import partial

import pytest
from PIL import Image

import vitviz
from tests.app.families import analysis_in, model_of, open_all
from vitviz.app.compute import analyses, photos
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import curves as tried
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.core.evaluation import curves as core
from vitviz.core.models.load import load
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
    """All names that the lines define, run where nothing else is.

    A model that they load is the one that earlier lines loaded: none may alter it.
    """
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vitviz, "load", _loaded)
        exec(ENDPOINTS[what].code(analysis, ViewState(**fields)), found)
    assert {key: _tensors(model) for key, (model, _) in _LOADED.items()} == {
        key: tensors for key, (_, tensors) in _LOADED.items()
    }
    return found


def small_one(monkeypatch, name):
    """The analysis of a family's small model, which lines load by that name too."""
    open_all(monkeypatch)
    whichever = load
    monkeypatch.setattr(
        f"{__name__}.load",
        lambda asked, **how: model_of(asked) if asked == name else whichever(asked, **how),
    )
    return analysis_in(name)


def three_points(patch):
    """Both sides try few masks for a curve, and find none that was made with more."""
    patch.setattr(core, "curves", partial(core.curves, points=3))
    patch.setattr(tried, "POINTS", 3)
    patch.setattr(analyses, "_blobs", Cache(1 << 24, len))


_LOADED = {}
_MOST = 4  # models kept


def _loaded(*names, **settings):
    """What `vitviz.load` gives, kept with its tensors as they were."""
    key = repr((names, settings))
    if key not in _LOADED:
        if len(_LOADED) == _MOST:
            _LOADED.clear()
        model = load(*names, **settings)
        _LOADED[key] = model, _tensors(model)
    return _LOADED[key][0]


def _tensors(model):
    """Name, identity and count of changes of each tensor."""
    every = model.module.state_dict(keep_vars=True)
    return [(name, id(tensor), tensor._version) for name, tensor in every.items()]


def uploaded(colour=(200, 40, 90)):
    """A visitor's own photo, as the server holds it."""
    file = io.BytesIO()
    Image.new("RGB", (160, 90), colour).save(file, "PNG")
    return photos.add(file.getvalue()).id
