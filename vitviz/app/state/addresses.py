"""What an address that is not the session's can mean: the browser is behind, or it went back.

Streamlit says that the browser went back or forward, but loses it where another run follows at
once (a click, an event of a view) and where the connection was broken meanwhile. Then the address
alone tells. Each run bears the browser's address, which is one of three:

- the newest that the session wrote: nothing is to be done;
- one that the browser may still bear, as it has not heard of the newest over a slow network, or
  as the message was lost with a run that was cut: the newest is written again;
- any other, such as one that the browser has passed: it went back or forward, and is followed.

No clock and no guess: the browser has passed an address when its tab has heard of the change that
made a newer one, for a run writes the address before it draws a view that tells the tab so.
"""

from dataclasses import dataclass, replace
from typing import Literal

from vitviz.app.state.view_state import ViewState

_MOST = 500  # addresses that are remembered: a browser that is further behind has left

Meaning = Literal["newest", "behind", "went"]


@dataclass(frozen=True)
class Addresses:
    """Those that the session wrote, as far as the browser is not known to have passed them.

    `waiting` are the states whose addresses are still to be written, the oldest first: a callback
    may be cut between two of them. `passing` are the states whose addresses the browser may still
    bear although a newer one was written or waits. `newest` is the number of the change that made
    the newest one.
    """

    newest: int = 0
    passing: tuple[ViewState, ...] = ()
    waiting: tuple[ViewState, ...] = ()

    def meaning(self, borne: ViewState, newest: ViewState) -> Meaning:
        """What it means that a run bears the address of `borne` where `newest` is the state."""
        if borne == newest:
            return "newest"
        return "behind" if borne in self.passing else "went"

    def made(self, before: ViewState, after: ViewState, number: int) -> "Addresses":
        """With the entry of a change, which is to be written."""
        return Addresses(number, self._with(before), (*self.waiting, after))

    def heard(self, number: int) -> "Addresses":
        """After the tab has heard of the changes up to `number`."""
        return replace(self, passing=()) if number >= self.newest else self

    def went(self, before: ViewState, to: ViewState) -> "Addresses":
        """After the browser went back or forward, from the state `before` to the state `to`.

        The address that it went to is not written: by the time that it arrives the browser may
        have gone on. Where an address on its way takes the browser from there, the tab notices
        and goes there again (host/history.js).
        """
        return replace(self, passing=self._with(before) if self.passing else (), waiting=())

    def wrote(self) -> "Addresses":
        """After the first one that waits was written."""
        return replace(self, waiting=self.waiting[1:])

    def _with(self, before: ViewState) -> tuple[ViewState, ...]:
        return (*self.passing, before)[-_MOST:]
