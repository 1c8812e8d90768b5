"""Mounts a view of the browser half in a Streamlit page.

Streamlit sends a component's script with every message, so ours is a call of the one function that
the page holds (frontend/host/loader.js); words, styles and modules are loaded by name.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from streamlit.components.v2 import component

from vitviz.text import Language
from vitviz.web.browser_files import LOADER, version
from vitviz.web.parts import part_of
from vitviz.web.views import VIEWS

# In two lines: Streamlit takes a single one for the path of a file.
SCRIPT = f"export default (shown) =>\n{LOADER}(shown)"


@dataclass(frozen=True)
class Shown:
    """What a view shows: facts and settings as small JSON, and the state's fields it may change."""

    view: str
    language: Language
    state: Mapping[str, object]
    data: Mapping[str, object]
    labels: str = ""  # the address of a model's labels, given to the view besides its data
    scope: str = ""
    acknowledged: int = 0  # the number of the tab's last change that arrived
    again: int = 0  # how often the browser said that the server had forgotten an analysis


def mount(
    shown: Shown, *, key: str, on_answer: Callable[[], None], on_event: Callable[[], None]
) -> None:
    """Shows a view in its place, called `key`; one view may stand in several places.

    `on_answer` is called when the view changed something of the state, `on_event` when something
    else happened; `answered` and `happened` then say what.
    """
    if shown.view not in VIEWS:
        raise ValueError(f"view must be one of {tuple(VIEWS)}, got {shown.view!r}")
    # As bytes: Streamlit would look into every value for a table at every rerun, and write a text
    # once more as JSON.
    _component(shown.view)(
        data=message(shown).encode(),
        key=key,
        on_answer_change=on_answer,
        on_event_change=on_event,
    )


def message(shown: Shown) -> str:
    """What the browser is sent of a view, as JSON."""
    content = {
        "version": version(),
        "view": shown.view,
        "part": part_of(shown.view),
        "module": f"views/{VIEWS[shown.view].module}",
        "language": shown.language,
        "scope": shown.scope,
        "labels": shown.labels,
        "n": shown.acknowledged,
        "again": shown.again,
        "state": shown.state,
        "data": shown.data,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@cache
def _component(view: str) -> Callable[..., Any]:
    height = VIEWS[view].height
    kept = f' style="min-height: {height}px"' if height else ""
    return component(
        f"vitviz_{view}",
        html=f'<div class="vv" data-view="{view}"{kept}></div>',
        js=SCRIPT,
    )
