"""The session holds what the page shows; the address repeats it for links and for Back.

The address is read on a session's first run and where the browser went back or forward: Streamlit
says so, or it follows from the addresses that the browser had (addresses.py). Any other run may
bear an older address than the session's, for a browser on a slow network hears late of the last
one, and is not asked. Each change that a view commits becomes one entry of the browser's history.

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

from vitviz.app.state.addresses import Addresses
from vitviz.app.state.view_state import Grid, ViewState, carried

GridOf = Callable[[ViewState], Grid | None]  # of the patches shown; None for what cannot be shown
_SCOPES = 32  # of a session: a page has few, and a tab can name any
_SIZED = ("photo", "model", "rows", "cols", "shape")  # fields on which the grid depends
_making_locks = threading.Lock()


class Change(BaseModel):
    """What a view changed of the state: a number, the fields, the grid they were set on."""

    n: int = Field(ge=1)
    set: dict[str, str | int | float]
    grid: Grid | None = None
    scope: str = Field(default="", max_length=40)


class Answer(BaseModel):
    """What the tab sends: its changes that it has not seen acknowledged, the oldest first.

    `heard` is the number of the last one that it has.
    """

    changes: list[Change] = Field(max_length=500)
    heard: int = Field(default=0, ge=0)


@dataclass(frozen=True)
class _Held:
    """The state of the pages and of other scopes, and the number of the last change in it."""

    state: ViewState
    scopes: Mapping[str, ViewState] = field(default_factory=dict)
    acknowledged: int = 0
    addresses: Addresses = field(default_factory=Addresses)

    def of(self, scope: str) -> ViewState:
        return self.scopes.get(scope, ViewState()) if scope else self.state

    def with_(self, scope: str, state: ViewState, number: int) -> "_Held":
        """With the state of a scope after the change of this number; of one too many, without."""
        if scope and scope not in self.scopes and len(self.scopes) >= _SCOPES:
            return replace(self, acknowledged=number)
        if scope:
            return replace(self, scopes={**self.scopes, scope: state}, acknowledged=number)
        if state == self.state:
            return replace(self, acknowledged=number)
        addresses = self.addresses.made(self.state, state, number)
        return replace(self, state=state, acknowledged=number, addresses=addresses)

    def gone_to(self, state: ViewState) -> "_Held":
        """After the browser went back or forward."""
        return replace(self, state=state, addresses=self.addresses.went(self.state, state))


def state(scope: str = "") -> ViewState:
    """The state of this session; a `scope` other than the pages' own has one of its own.

    Such a scope begins with the defaults and never touches the address.
    """
    return _held().of(scope)


def acknowledged() -> int:
    """The number of the tab's last change that arrived; 0 before any."""
    return _held().acknowledged


def settle() -> None:
    """Brings session and address together, before a run draws anything.

    Entries that a callback was cut before are written, one by one. Else a browser that went back
    is followed, and one that has not heard of the newest address is told it again. One that has
    it makes no entry of it; one that names the same state in other words, as with parameters that
    are not ours, is left as it is.
    """
    with _lock():
        held, borne = _held(), _borne()
        if not held.addresses.waiting:
            meaning = held.addresses.meaning(borne, held.state)
            if meaning == "went":
                held = _hold(held.gone_to(borne))
            elif meaning == "behind":
                st.query_params.from_dict(held.state.parameters())
        _write(held)


def accept(answer: object, grid_of: GridOf) -> None:
    """Takes those changes of `answer` that did not arrive before, one after another.

    They are changes of what the browser shows: one that went back is followed first. What is
    malformed is left out: a browser can send anything.
    """
    try:
        found = Answer.model_validate(answer)
    except ValidationError:
        return
    with _lock():  # callbacks of one session run side by side where one interrupts a run
        held, borne = _held(), _borne()
        held = replace(held, addresses=held.addresses.heard(found.heard))
        if held.addresses.meaning(borne, held.state) == "went":
            held = held.gone_to(borne)
        for change in found.changes:
            if change.n > held.acknowledged:
                before = held.of(change.scope)
                after = changed(before, change.set, grid_of, change.grid)
                held = held.with_(change.scope, after, change.n)
        _hold(held)
        _write(held)


def hear(number: object) -> None:
    """Takes from what is no answer that the tab has heard of the changes up to `number`.

    What is no such number is left out. Without it an address that such an event brings, of a
    browser that went back, would pass for one that has not heard of the newest.
    """
    if not isinstance(number, int) or number < 0:
        return
    with _lock():
        held = _held()
        _hold(replace(held, addresses=held.addresses.heard(number)))


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
    if "query" in fields:  # the second one's query follows, unless it was chosen with it
        fields = {"query_b": "", **fields}
    after = before.with_(fields)
    if before.some(*_SIZED) == after.some(*_SIZED):
        return after
    there, usual = grid_of(after), after.with_({"rows": 0, "cols": 0})
    after = usual if there and there == grid_of(usual) else after
    return after.carried(here, there) if here and there else after


def _held() -> _Held:
    held: _Held | None = st.session_state.get("held")
    if held is not None and not _went_back():
        return held
    with _lock():
        held, borne = st.session_state.get("held"), _borne()
        if held is None:
            return _hold(_Held(borne))
        return held if borne == held.state else _hold(held.gone_to(borne))


def _hold(held: _Held) -> _Held:
    st.session_state["held"] = held
    return held


def _write(held: _Held) -> None:
    """Writes the addresses that wait, each an entry of the browser's history.

    A newer run may cut this anywhere; what still waits is held, and that run writes it.
    """
    while held.addresses.waiting:
        st.query_params.from_dict(held.addresses.waiting[0].parameters())
        held = _hold(replace(held, addresses=held.addresses.wrote()))


def _borne() -> ViewState:
    """The state that the address of this run names."""
    return ViewState.parse(dict(st.query_params))


def _went_back() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _lock() -> threading.RLock:
    with _making_locks:
        return st.session_state.setdefault("lock", threading.RLock())
