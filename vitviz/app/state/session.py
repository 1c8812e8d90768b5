"""The session holds what the page shows; the address repeats it for links and for Back.

The address is read on a session's first run and when Streamlit says that the browser went back or
forward. Any other run may bear an older address than the session's, for a browser on a slow
network hears late of the last one, and is not asked. Each change that a view commits becomes one
entry of the browser's history.

Of two messages sent in one breath Streamlit may deliver the last alone, and it may cut a callback
short wherever that reads the session. So an answer carries all changes of the tab that it has not
yet seen acknowledged, numbered; each number is taken once, and what is held is exchanged whole.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import streamlit as st
from pydantic import BaseModel, Field, ValidationError
from streamlit.runtime.scriptrunner import get_script_run_ctx

from vitviz.app.state.view_state import Grid, ViewState, carried

GridOf = Callable[[ViewState], Grid | None]  # of the patches shown; None for what cannot be shown
_SIZED = ("model", "rows", "cols")  # fields on which the grid depends
_making_locks = threading.Lock()


class Change(BaseModel):
    """What a view changed of the state: a number, the fields, the grid they were set on."""

    n: int = Field(ge=1)
    set: dict[str, str | int | float]
    grid: Grid | None = None
    scope: str = ""


class Answer(BaseModel):
    """What the tab sends: its changes that it has not seen acknowledged, the oldest first."""

    changes: list[Change] = Field(max_length=500)


@dataclass(frozen=True)
class _Held:
    """The state of the pages and of other scopes, and the number of the last change in it."""

    state: ViewState
    scopes: Mapping[str, ViewState] = field(default_factory=dict)
    acknowledged: int = 0

    def of(self, scope: str) -> ViewState:
        return self.scopes.get(scope, ViewState()) if scope else self.state

    def with_(self, scope: str, state: ViewState) -> "_Held":
        if scope:
            return replace(self, scopes={**self.scopes, scope: state})
        return replace(self, state=state)


def state(scope: str = "") -> ViewState:
    """The state of this session; a `scope` other than the pages' own has one of its own.

    Such a scope begins with the defaults and never touches the address.
    """
    return _held().of(scope)


def acknowledged() -> int:
    """The number of the tab's last change that arrived; 0 before any."""
    return _held().acknowledged


def settle() -> None:
    """Writes the address of the state where the browser's is another, as after a cut callback.

    A browser that has that address already makes no entry of it. One that names the same state in
    other words, as with parameters that are not ours, is left as it is.
    """
    held = _held().state
    if ViewState.parse(dict(st.query_params)) != held:
        st.query_params.from_dict(held.parameters())


def accept(answer: object, grid_of: GridOf) -> None:
    """Takes those changes of `answer` that did not arrive before, one after another.

    What is malformed is left out: a browser can send anything.
    """
    try:
        changes = Answer.model_validate(answer).changes
    except ValidationError:
        return
    with _lock():  # callbacks of one session run side by side where one interrupts a run
        held, entries = _held(), []
        for change in changes:
            if change.n <= held.acknowledged:
                continue
            before = held.of(change.scope)
            after = changed(before, change.set, grid_of, change.grid)
            held = replace(held.with_(change.scope, after), acknowledged=change.n)
            if not change.scope and after != before:
                entries.append(after.parameters())
        st.session_state["held"] = held
        for entry in entries:
            st.query_params.from_dict(entry)


def changed(
    before: ViewState, fields: Mapping[str, object], grid_of: GridOf, grid: Grid | None = None
) -> ViewState:
    """`before` with `fields` set; its patches stay at their places where the grid is another.

    `grid` is that of the view in which the fields were set: it may have shown another photo or
    another size than the session does by now.
    """
    here = grid_of(before)
    if grid and here and grid != here:
        fields = carried(fields, grid, here)
    after = before.with_(fields)
    if before.some(*_SIZED) == after.some(*_SIZED):
        return after
    there, usual = grid_of(after), after.with_({"rows": 0, "cols": 0})
    after = usual if there and there == grid_of(usual) else after
    return after.carried(here, there) if here and there else after


def _held() -> _Held:
    held: _Held | None = st.session_state.get("held")
    if held is None or _went_back():
        read = ViewState.parse(dict(st.query_params))
        held = replace(held, state=read) if held else _Held(read)
        st.session_state["held"] = held
    return held


def _went_back() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _lock() -> threading.RLock:
    with _making_locks:
        return st.session_state.setdefault("lock", threading.RLock())
