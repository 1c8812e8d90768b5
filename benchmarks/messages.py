"""Bytes of the websocket frames that a page receives, by what the visitor does.

    python -m benchmarks.messages

Sizes are of the payloads as the browser hands them on, before any compression on the wire; "view"
is the largest message of one view among them.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import FLAGS
from tests.browser.get_browser import find
from tests.browser.server import serve

APP = Path(__file__).parents[1] / "app.py"
STILL = 2.0  # seconds without a frame: all that a click brings has come


class Frames:
    """What one page has received since the last reset."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.reset()
        page.on("websocket", lambda socket: socket.on("framereceived", self._got))

    def reset(self) -> None:
        """Counts from here."""
        self.count = self.bytes = self.view = 0
        self.last = time.monotonic()

    def _got(self, frame: bytes | str) -> None:
        data = frame.encode() if isinstance(frame, str) else frame
        self.count += 1
        self.bytes += len(data)
        self.last = time.monotonic()
        told = ForwardMsg.FromString(data)
        if told.delta.new_element.WhichOneof("type") == "bidi_component":
            self.view = max(self.view, len(data))

    def of(self, what: str, action: Callable[[Page], object]) -> None:
        """One line: what `action` brings, until all is still."""
        self.reset()
        action(self.page)
        self.last = time.monotonic()
        while time.monotonic() - self.last < STILL:
            self.page.wait_for_timeout(50)
        print(f"{what:34s} {self.bytes:7d} B in {self.count:3d} frames, view {self.view:5d} B")


def pressed(name: str) -> Callable[[Page], object]:
    """A press on the first control of the head with this value."""
    return lambda page: page.locator(f'[data-value="{name}"]').first.click()


def visit(browser: Browser, address: str, path: str) -> None:
    """One visitor: a page, a patch where there is a photo to click, another photo and language."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    frames = Frames(page)
    title = path.strip("/") or "explore"
    frames.of(f"{title}: first visit", lambda page: page.goto(address + path))
    if title == "explore":
        frames.of(f"{title}: a patch", lambda page: page.locator(".explorer .photo").click())
    frames.of(f"{title}: another photo", pressed("koala"))
    frames.of(f"{title}: another language", pressed("zh"))
    page.close()


def main() -> None:
    """Prints the table."""
    with (
        tempfile.TemporaryDirectory() as home,
        serve(APP, Path(home)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=find(), args=FLAGS)
        for path in ("/", "/explain", "/inside", "/positions", "/vs-cnn"):
            visit(browser, address, path)
        browser.close()


if __name__ == "__main__":
    main()
