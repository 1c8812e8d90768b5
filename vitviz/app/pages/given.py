"""What all visitors of a language are given alike, and what both sides define.

It is served by name once, with a view's words, and no message repeats it.
"""

from collections.abc import Callable, Mapping

from vitviz.app.pages import options
from vitviz.app.pages.aims import aims, seen
from vitviz.app.pages.site import SITES, Site
from vitviz.app.state.alterations import OF_PICTURE, OF_RANGE, PRESETS
from vitviz.app.state.view_state import CHANGES, FUSIONS, METHODS
from vitviz.text import LANGUAGES, Words
from vitviz.web.glossary import listed
from vitviz.web.parts import part_of

_NAMES = {"en": "EN", "zh": "中文"}  # as each language calls itself


def definitions() -> dict[str, object]:
    """What Python and the browser both know.

    Methods, changes, languages, the view of each section, the part that each page begins with.
    """
    return {
        "methods": METHODS,
        "changes": CHANGES,
        "fusions": FUSIONS,
        "languages": [(name, _NAMES[name]) for name in LANGUAGES],
        "sections": {part.name: part.view for site in SITES for part in site.sections},
        "parts": {site.name: part_of(site.views[0]) for site in SITES},
    }


def given_to(view: str, _: Words) -> Mapping[str, object]:
    """What `view` is given besides its words, the same for all visitors of this language."""
    return _GIVEN[view](_) if view in _GIVEN else {}


def _bar(_: Words) -> dict[str, object]:
    return {"pages": [_page(_, site) for site in SITES if not site.apart]}


def _page(_: Words, site: Site) -> dict[str, object]:
    sections = [{"name": part.name, "title": _(part.title)} for part in site.sections]
    url = site.path or "./"
    return {"name": site.name, "title": _(site.title), "url": url, "sections": sections}


def _tray(_: Words) -> dict[str, object]:
    return {
        "photos": options.photos(_),
        "models": options.models(_),
        "cnns": options.models(_, "cnn"),
    }


def _components(_: Words) -> dict[str, object]:
    return {"photos": options.photos(_)}


def _beside(_: Words) -> dict[str, object]:
    return {"photos": options.photos(_), "models": options.models(_)}


def _thread(_: Words) -> dict[str, object]:
    return {"aims": aims()}


def _perturb(_: Words) -> dict[str, object]:
    return {
        "alterations": list(OF_PICTURE),
        "of_picture": OF_PICTURE,
        "of_range": OF_RANGE,
        "presets": [{"id": name, "set": fields} for name, fields in PRESETS.items()],
    }


def _glossary(_: Words) -> dict[str, object]:
    return {"groups": listed(_), "seen": seen(_)}


_GIVEN: Mapping[str, Callable[[Words], dict[str, object]]] = {
    "bar": _bar,
    "tray": _tray,
    "components": _components,
    "beside": _beside,
    "thread": _thread,
    "glossary": _glossary,
    "perturb": _perturb,
}
