"""What a browser downloads until a page stands, by kind, from a real server on this machine.

    python -m benchmarks.first_bytes [--path /] [--speed 10]
    python -m benchmarks.first_bytes --path "/lesson?step=class_token"

A new visitor's phone (390 px) and laptop (1440 px), then the same browser's next visit: requests
and bytes as they travel (headers too), of each kind, received up to the first look (on Explore the
photo and the chosen head are painted, in the Lesson the question with the photo that it is about)
and when nothing more comes. `--speed` is the network's, in Mbit/s with 30 ms each way; without it
as fast as this machine is.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.browser.conftest import FLAGS, SCREENS
from tests.browser.get_browser import find
from tests.browser.server import serve

APP = Path(__file__).parents[1] / "app.py"
LOOKED = """() => [...document.querySelectorAll('*')].some((e) =>
  e.shadowRoot?.querySelector('.vv[data-looked]:not([data-looked=""])'))"""
QUIET = 3.0  # seconds without a byte: nothing more comes
# The first part of the address that is found says the kind.
KINDS = {
    "/static/media/": "Streamlit's fonts",
    "/static/": "Streamlit's scripts and styles",
    "/layer?": "layers and heads",
    "/head?": "layers and heads",
    "/api/photo/": "photos",
    "/api/": "other answers",
    "/assets/": "our font",
    "/frontend/": "our modules, words, styles",
    "": "page and messages",
}


@dataclass
class Traffic:
    """Bytes received of each request by its number, and what it asked for."""

    addresses: dict[str, str] = field(default_factory=dict)
    received: Counter[str] = field(default_factory=Counter)
    newest: float = field(default_factory=time.perf_counter)

    @classmethod
    def of(cls, page: Page, speed: float = 0) -> Self:
        """Counts from now on what `page` receives, over `speed` Mbit/s; 0: as fast as can be."""
        tools = page.context.new_cdp_session(page)
        tools.send("Network.enable")
        if speed:
            rate = speed * 125_000
            slow = {"latency": 30, "downloadThroughput": rate, "uploadThroughput": rate}
            tools.send("Network.emulateNetworkConditions", {"offline": False, **slow})
        traffic = cls()
        traffic.listen(tools)
        return traffic

    def listen(self, tools: CDPSession) -> None:
        """Counts from now on what the page of `tools` receives."""
        tools.on("Network.requestWillBeSent", self._asked)
        tools.on("Network.webSocketCreated", self._asked)
        tools.on("Network.responseReceived", self._answered)
        tools.on("Network.dataReceived", self._part)
        tools.on("Network.loadingFinished", self._whole)
        tools.on("Network.webSocketFrameReceived", self._frame)

    def _asked(self, event: dict[str, Any]) -> None:
        address = event.get("url") or event["request"]["url"]
        if not address.startswith(("data:", "blob:")):
            self.addresses[event["requestId"]] = address

    def _answered(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if response.get("fromDiskCache") or response.get("fromPrefetchCache"):
            self.addresses.pop(event["requestId"], None)
        self._add(event, response["encodedDataLength"])

    def _part(self, event: dict[str, Any]) -> None:
        self._add(event, event["encodedDataLength"])

    def _whole(self, event: dict[str, Any]) -> None:
        # Chromium says here what it all was; parts may have been left out.
        of = event["requestId"]
        self._add(event, event["encodedDataLength"] - self.received[of])

    def _frame(self, event: dict[str, Any]) -> None:
        text = event["response"]["payloadData"]  # binary ones as base64
        self._add(event, len(text) * 3 // 4 if event["response"]["opcode"] == 2 else len(text))

    def _add(self, event: dict[str, Any], count: float) -> None:
        self.received[event["requestId"]] += int(count)
        if count:
            self.newest = time.perf_counter()

    def told(self) -> "Told":
        """What came so far, by kind."""
        found: Told = {}
        for number, address in self.addresses.items():
            kind = next(kind for part, kind in KINDS.items() if part in address)
            requests, count = found.get(kind, (0, 0))
            found[kind] = (requests + 1, count + self.received[number])
        return found


Told = dict[str, tuple[int, int]]  # requests and bytes of each kind


def visit(context: BrowserContext, address: str, speed: float) -> tuple[Told, Told, float]:
    """What a visit received up to the first look, and at rest; the seconds to the first look."""
    page: Page = context.new_page()
    traffic = Traffic.of(page, speed)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(LOOKED, polling=10, timeout=120_000)
    seconds = time.perf_counter() - start
    looked = traffic.told()
    at_rest(page, traffic)
    page.close()
    return looked, traffic.told(), seconds


def at_rest(page: Page, traffic: Traffic) -> None:
    """Waits until nothing more comes."""
    while time.perf_counter() < traffic.newest + QUIET:
        page.wait_for_timeout(200)


def table(first: Told, rest: Told) -> None:
    """Prints requests and kB of each kind: to the first look, at rest."""
    rows = [
        (kind, *first.get(kind, (0, 0)), *rest.get(kind, (0, 0)))
        for kind in dict.fromkeys(KINDS.values())
    ]
    sums = [sum(row[i] for row in rows) for i in range(1, 5)]  # type: ignore[misc]
    for name, *counts in (*rows, ("all", *sums)):
        one, some, other, more = (int(count) for count in counts)
        print(f"  {name:32} {one:4} {some / 1e3:8.0f} kB {other:8} {more / 1e3:8.0f} kB")


@contextmanager
def browsing() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of an app that nobody has visited."""
    with (
        tempfile.TemporaryDirectory() as home,
        serve(APP, Path(home)) as address,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=find(), args=FLAGS)
        yield browser, address
        browser.close()


def main() -> None:
    """Prints a table for each screen and visit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", default="/")
    parser.add_argument("--speed", type=float, default=0)
    asked = parser.parse_args()
    with browsing() as (browser, address):
        for screen in ("phone", "laptop"):
            context = browser.new_context(**SCREENS[screen])
            for which in ("first visit", "next visit"):
                first, rest, seconds = visit(context, address + asked.path, asked.speed)
                print(f"{screen}, {which}: first look after {seconds:.1f} s; up to it, at rest")
                table(first, rest)
            context.close()


if __name__ == "__main__":
    main()
