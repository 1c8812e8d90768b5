"""One real server and one real Chromium for all browser tests.

    def test_something(page, sent):                    # a laptop, light, English
        page.goto("/")

    @pytest.mark.variant(scheme="dark", screen="phone", locale="zh-CN")
    def test_something_else(page): ...

`new_page(...)` opens further visitors. A page may be one that an earlier test left, with nothing of
it but the browser's cache; `fresh=True`, of the mark too, gives one that never loaded anything.
`sent` lists what all of them sent since it was last cleared. A test fails when a page logs an error
that `provoked` does not know.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.get_browser import MISSING, find
from tests.browser.server import serve
from tests.browser.visitors import Visitors

HERE = Path(__file__).parent
# Of the browser's own window, which nobody sees: two pages under the address bar that every new
# context would load, a second of the processor each. The list takes the place of Playwright's, so
# those of its names that concern pages stand here too.
UNSEEN = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "HttpsUpgrades",
    "PaintHolding",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "ThirdPartyStoragePartitioning",
]
FLAGS = [
    "--headless",
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(UNSEEN)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves this machine
]
SCREENS = {
    "laptop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "projector": {"viewport": {"width": 1920, "height": 1080}},
}
expect.set_options(timeout=15_000)  # ms; the workers and their servers share two cores


@pytest.fixture(scope="session")
def browser():
    path = find() or pytest.fail(MISSING)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the app, warm."""
    with serve(HERE.parents[1] / "app.py", tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def sent():
    """What the pages of this test sent: "GET url", and "frame" for each websocket message."""
    return []


@pytest.fixture
def complaints():
    """Errors that the pages of this test logged; a test that provokes one takes it out again."""
    return []


@pytest.fixture
def provoked():
    """Patterns of errors that this test provokes, at whatever moment the browser logs them."""
    return []


@pytest.fixture(scope="session")
def visitors(browser):
    """The pages of all tests: most are left by one test to the next."""
    return Visitors(browser)


@pytest.fixture
def new_page(visitors, server, sent, complaints, provoked):
    """A function that opens a new visitor's page, empty; relative addresses are the server's."""
    here = []

    def open_page(*, scheme="light", screen="laptop", locale="en-US", fresh=False):
        how = {"base_url": server, "color_scheme": scheme, "locale": locale, **SCREENS[screen]}
        visitor = visitors.come(fresh=fresh, **how)
        visitor.sent, visitor.complaints = sent, complaints
        here.append((visitor, how))
        return visitor.page

    yield open_page
    for visitor, how in here:
        visitors.go(visitor, **how)
    ours = [said for said in complaints if not any(re.search(a, said) for a in provoked)]
    if ours:
        pytest.fail("\n".join(["the page logged errors:", *dict.fromkeys(ours)]))


@pytest.fixture
def page(new_page, request):
    """A page opened as the test's `variant` mark says."""
    variant = request.node.get_closest_marker("variant")
    return new_page(**(variant.kwargs if variant else {}))
