"""What every page begins with: whose language, which choice, the bar and the photo tray.

A page calls `head`, then asks `Page` for what it shows. What the browser answers arrives in a
callback before the page runs: it becomes a new `Choice`, and that the new address.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from vitviz.app import share
from vitviz.app.compute import analyses
from vitviz.app.pages import options
from vitviz.app.pages.site import SITES
from vitviz.app.settings import settings
from vitviz.app.state.view_state import ViewState
from vitviz.errors import VitvizError
from vitviz.text import Language, Words, negotiate, words
from vitviz.text.messages import sentence
from vitviz.web import words_page
from vitviz.web.streamlit_component import modules, mount

_DEFAULT = ViewState()
_ON_PATCHES = ("query", "head", "a", "b", "show", "patch", "off")
# Seconds in which a browser on a slow network hears of a new address. What a view answers meanwhile
# comes with the old one; a run without any answer is soon taken for the Back button instead.
_HEARD_AFTER = 2.0
_BACK_AFTER = 0.4


@dataclass(frozen=True)
class Page:
    """One run of a page: the visitor's words and choice, and the look that both lead to."""

    words: Words
    state: ViewState
    analysis: analyses.Analysis


def _settle(heard_after: float) -> None:
    """A rerun asked for before the browser heard of the last move still has the old address.

    Two answers a few milliseconds apart (a language, then a photo) would lose the first one.
    `heard_after` seconds from the move on the old address is the visitor's wish: the Back button.
    """
    before, after, when = st.session_state.get("moved", ({}, {}, float("-inf")))
    if dict(st.query_params) == before != after:
        if time.monotonic() - when < heard_after:
            st.query_params.from_dict(after)
        else:
            st.session_state.pop("moved", None)


def answered(key: str) -> None:
    """Takes the answer of the component `key` into the address."""
    answer = getattr(st.session_state[key], "answer", None)
    if not isinstance(answer, Mapping):
        return
    st.session_state[f"{key}_n"] = answer.get("n", 0)
    if answer.get("painted"):
        st.session_state["painted"] = answer.get("key")
    fields = {str(name): value for name, value in answer.items()}
    if fields.get("key", "") not in ("", st.session_state.get("key")):
        for name in _ON_PATCHES:  # kept on another photo's or another grid's patches
            fields.pop(name, None)
    if "model" in fields:
        fields |= options.model_of(str(fields["model"]))
    if "page" in fields:
        st.session_state["go"] = str(fields["page"])  # a callback cannot go there: the router does
    if "language" in fields:
        fields["lang"] = fields.pop("language")
    _settle(_HEARD_AFTER)
    before = ViewState.parse(st.query_params)
    after = before.with_(fields)
    if after.rows != before.rows:
        default = st.session_state.get("default_rows", after.rows)
        after = after.regrid(before.rows or default, after.rows or default)
        after = replace(after, rows=0) if after.rows == default else after
    moved = (dict(st.query_params), after.parameters(), time.monotonic())
    st.session_state["moved"] = moved
    st.query_params.from_dict(after.parameters())


def show(
    view: str, data: Mapping[str, object], words_of: Mapping[str, str], language: Language
) -> None:
    """Mounts a browser view under its own name, its answers going to the address."""
    count = st.session_state.get(f"{view}_n", 0)
    mount(
        view,
        {
            **data,
            "words": dict(words_of),
            "language": language,
            "n": count,
            "failed": words(language)("This page could not be loaded in full. Reload it, please."),
        },
        key=view,
        on_answer=lambda: answered(view),
    )


def head(name: str) -> Page:
    """Draws the bar and the tray, and returns the page's choice with its look.

    A choice that cannot be shown is said in a sentence, and the last one that could stays.
    """
    _settle(_BACK_AFTER)
    state = ViewState.parse(st.query_params)
    _ = words(state.lang or negotiate(st.context.locale))  # type: ignore[arg-type]
    _bar(_, name)
    slot, said = st.container(), st.container()
    analysis = _analysis(_, state, said)
    st.session_state["key"] = analysis.key
    st.session_state["default_rows"] = analyses.default_rows(analysis.spec.model)
    state = state.with_(_opening(state, analysis))
    with slot:
        _tray(_, state, analysis)
    if "moved" in st.session_state:  # a slow run is no reason to forget: the clock starts here
        st.session_state["moved"] = (*st.session_state["moved"][:2], time.monotonic())
    return Page(_, state, analysis)


def _analysis(_: Words, state: ViewState, said: DeltaGenerator) -> analyses.Analysis:
    """The choice's look, else the last good one, else the first photo's."""
    good = st.session_state.get("good", analyses.AnalysisSpec.of(_DEFAULT))
    complaint = ""
    for spec in (analyses.AnalysisSpec.of(state), good):
        try:
            analysis = analyses.analysis(spec)
        except VitvizError as error:
            complaint = complaint or sentence(_, error)
        else:
            st.session_state["good"] = spec
            break
    else:
        analysis = analyses.analysis(analyses.AnalysisSpec.of(_DEFAULT))
    if complaint:
        said.warning(complaint, icon=":material/info:")
    return analysis


def _opening(state: ViewState, analysis: analyses.Analysis) -> dict[str, object]:
    """Query and head where the address names none: where the model's card says it opens."""
    opens = analysis.vit.card.get("opens_at", {})
    layer = opens.get("layer", len(analysis.trace.layers) - 1)
    query = opens.get("query", "class")
    start = {
        "head": f"{layer}.{opens.get('head', 'mean')}",
        "query": "p0" if query == "class" and analysis.trace.prefix else str(query),
    }
    return {name: value for name, value in start.items() if not getattr(state, name)}


def _bar(_: Words, here: str) -> None:
    data = {
        "pages": [
            {
                "name": site.name,
                "title": _(site.title),
                "url": site.path or "./",
                "here": site.name == here,
                "modules": [] if site.name == here else modules(*site.views),
            }
            for site in SITES
        ],
        "languages": [["en", "EN"], ["zh", "中文"]],
        "device": analyses.device_name(),
        "host": share.reached_at(st.context.headers.get("Host", "")),
    }
    show("bar", data, words_page.bar(_), _.language)


def _tray(_: Words, state: ViewState, analysis: analyses.Analysis) -> None:
    photo = analysis.spec.photo
    own = {"id": photo, "url": f"api/thumb/{photo}.jpg"} if photo.startswith("up-") else None
    data = {
        # What the address asks for, even where another is shown: picking that one is a pick.
        "photo": state.photo,
        "photos": options.photos(_.language),
        "own": own,
        "models": options.models(_),
        "model": options.model_id(analyses.AnalysisSpec.of(state)),
        "sizes": _sizes(_, analysis),
        "rows": analysis.trace.grid[0],
        "upload_url": "api/photo",
        "max_bytes": settings().upload_bytes,
    }
    show("tray", data, words_page.tray(_), _.language)


def _sizes(_: Words, analysis: analyses.Analysis) -> list[dict[str, object]]:
    patch = analysis.vit.patch[0]
    rows = [
        height // patch for height, _width in analysis.vit.card.get("sizes", [analysis.vit.size])
    ]
    hint = _("{pixels} × {pixels} px, {patches} patches")
    return [
        {
            "rows": count,
            "label": f"{count} × {count}",
            "hint": hint.format(pixels=count * patch, patches=count * count),
        }
        for count in rows
    ]
