"""A page is a list of panels: which view, what it shows of the state, what else it is given.

Any host can draw them: Streamlit does (app/host), a lesson or a file may.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vitviz.errors import VitvizError
from vitviz.text import Words
from vitviz.text.messages import sentence

Place = Literal["wide", "left", "right"]


@dataclass(frozen=True)
class Panel:
    """One view of a page.

    `state` are the fields of the view state that it shows and may change, `data` is small JSON
    besides; `labels` is the address of a model's labels, which the host gives the view with `data`.
    `view` names a view of the browser half, or "notice", a sentence in place of what a model does
    not have, which the host writes itself.
    """

    view: str
    state: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    place: Place = "wide"
    labels: str = ""


def notice(_: Words, error: VitvizError, title: str = "", place: Place = "wide") -> Panel:
    """The sentence of `error` in place of what the model does not have."""
    return Panel("notice", data={"text": sentence(_, error)}, title=title, place=place)
