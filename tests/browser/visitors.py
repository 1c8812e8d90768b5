"""Pages that one test leaves to the next.

A page that is opened for each test costs a window, a process and the reading of all scripts: more
than half of what it takes until the app stands. A page that a test has only used is as good as
new once its listeners are others', its routes are gone, it is at another address, and what the
browser kept of it is deleted. One whose browser was changed (`CHANGES`) is closed: nothing of that
can be told or taken back.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error

CHANGES = {
    "page": (
        "add_init_script",
        "emulate_media",
        "expose_binding",
        "expose_function",
        "set_viewport_size",
        "set_extra_http_headers",
        "set_default_timeout",
        "set_default_navigation_timeout",
        "close",
        "on",
        "once",
    ),
    "context": (
        "add_cookies",
        "add_init_script",
        "expose_binding",
        "expose_function",
        "grant_permissions",
        "new_cdp_session",
        "set_extra_http_headers",
        "set_geolocation",
        "set_offline",
        "route",
        "on",
        "once",
    ),
}
IDLE = 4  # pages at most that wait for a test that wants one like them
NOWHERE = "/readyz"  # an address of this origin without a page
NOT_OVER_ANYTHING = (-1, -1)


class Visitor:
    """A page with who listens to it, and whether another test may have it."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self.page = context.new_page()
        self._home = home
        self.sent: list[str] = []
        self.complaints: list[str] = []
        self.changed = False
        page = self.page
        page.on("request", lambda request: self.sent.append(f"{request.method} {request.url}"))
        page.on("websocket", lambda s: s.on("framesent", lambda _: self.sent.append("frame")))
        page.on("pageerror", lambda error: self.complaints.append(error.stack or str(error)))
        page.on("console", lambda said: self.complaints.extend(_error(said)))
        for of, thing in (("page", page), ("context", context)):
            for name in CHANGES[of]:
                setattr(thing, name, self._noted(getattr(thing, name)))

    def _noted(self, change: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **kwargs: Any) -> Any:
            self.changed = True
            return change(*args, **kwargs)

        return called

    def leave(self) -> bool:
        """Make the page as good as new; False where that cannot be."""
        try:
            if self.changed or self.context.pages != [self.page]:
                return False
            self.page.evaluate("0")  # what it logged until now is its test's
            self.sent, self.complaints = [], []
            elsewhere = not self.page.url.startswith((f"{self._home}/", "about:"))
            self.page.unroute_all(behavior="ignoreErrors")
            self.page.goto(NOWHERE)
            self.page.mouse.move(*NOT_OVER_ANYTHING)
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            self.context.clear_cookies()
        except Error:
            return False
        return not elsewhere


class Visitors:
    """Opens pages, and keeps some that were left for whoever asks for one like them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: deque[tuple[str, Visitor]] = deque()

    def come(self, *, fresh: bool, **how: Any) -> Visitor:
        """A visitor of a context as `how` says: one that was left, unless it must be `fresh`."""
        for at, (known, visitor) in enumerate(self._idle):
            if known == repr(how) and not fresh:
                del self._idle[at]
                return visitor
        return Visitor(self._browser.new_context(**how), how["base_url"])

    def go(self, visitor: Visitor, **how: Any) -> None:
        """The end of a visit; `how` is as it came."""
        if visitor.leave():
            self._idle.append((repr(how), visitor))
        else:
            visitor.context.close()
        if len(self._idle) > IDLE:
            self._idle.popleft()[1].context.close()


def _error(said: Any) -> list[str]:
    return [f"{said.text} ({said.location['url']})"] if said.type == "error" else []
