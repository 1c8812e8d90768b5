"""The server is killed and started anew: the page says so, goes on, and loses nothing."""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.browser.head import (
    PHOTOS,
    UPLOADED,
    choose,
    current,
    held_uploads,
    opened,
    record_uploads,
    sent_sha256,
    sha256,
)
from tests.browser.server import free_port, serve

APP = PHOTOS.parents[1] / "app.py"
PATIENCE = 60_000  # milliseconds; the new server warms up while others use the cores
STANDING = ".standing"
PAINTED = '.vv[data-painted]:not([data-painted=""]):has(.explorer)'
TRIES = 7  # after six Streamlit would open its dialogue


class Mortal:
    """A server that comes back at the same address, with nothing of what it knew."""

    def __init__(self, home):
        self.home = home
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._running = ExitStack()

    def start(self):
        self._running.enter_context(serve(APP, self.home, port=self.port))

    def kill(self):
        self._running.close()


@pytest.fixture(scope="module")
def mortal(tmp_path_factory):
    server = Mortal(tmp_path_factory.mktemp("mortal"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def server(mortal):
    """In place of everybody's: what is opened here is the mortal one's."""
    return mortal.address


@pytest.fixture
def visit(new_page, provoked):
    """A function that opens an address of the mortal server; what the break logs is expected."""

    def open_there(address="/", **variant):
        return opened(new_page(**variant), address)

    provoked += [r"ERR_|status of (404|503)|not responding|reaching server|disconnected|WebSocket"]
    provoked += ["timed out"]  # where others use the cores
    return open_there


def tried(page, times):
    """Waits until the page has asked in vain so often whether anybody is there."""
    for _ in range(times):
        with page.expect_event(
            "requestfailed",
            lambda request: request.url.endswith("/_stcore/health"),
            timeout=PATIENCE,
        ):
            pass


def painted(page):
    """The analysis that the explorer shows in full."""
    return page.locator(PAINTED).get_attribute("data-painted", timeout=PATIENCE)


def repainted(page, before):
    expect(page.locator(PAINTED)).not_to_have_attribute("data-painted", before, timeout=PATIENCE)


@pytest.mark.timeout(400)
def test_without_a_server_the_page_says_so_and_goes_on_and_what_was_pressed_is_done_after(
    mortal, visit
):
    page = visit(screen="phone", scheme="dark", locale="zh-CN")
    before = painted(page)
    expect(page.locator(STANDING)).to_be_hidden()
    mortal.kill()
    expect(page.locator(STANDING)).to_have_text(re.compile("服务器没有应答"))
    tried(page, TRIES)
    assert page.locator('[role="dialog"]').count() == 0
    frames = page.locator(PAINTED).get_attribute("data-frames")
    page.locator('.explorer [data-value="column"]').click()
    expect(page.locator(PAINTED)).not_to_have_attribute("data-frames", frames or "")
    choose(page, "koala")
    expect(page.locator(".tray .work .stage")).to_have_text("正在等待服务器")
    page.locator('.bar a[data-value="inside"]').click()
    mortal.start()
    expect(page).to_have_url(
        re.compile(r"/inside\?(?=.*photo=up-[0-9a-f]{32})(?=.*by=column)"), timeout=PATIENCE
    )
    expect(page.locator(STANDING)).to_be_hidden()
    page.locator('.bar a[data-value="explore"]').click()
    repainted(page, before)


@pytest.mark.timeout(400)
def test_the_tab_gives_its_own_photo_to_the_new_server_by_itself(mortal, visit):
    page = visit()
    record_uploads(page)
    page.reload()
    choose(page, "koala")
    expect(page).to_have_url(UPLOADED, timeout=PATIENCE)
    address, before = page.url, painted(page)
    mortal.kill()
    mortal.start()
    expect(page).not_to_have_url(address, timeout=PATIENCE)
    expect(page).to_have_url(UPLOADED)
    repainted(page, before)
    expect(current(page)).to_have_attribute("data-value", re.compile("^up-"))
    expect(page.get_by_text("visitor's own photo")).to_have_count(0)
    assert sent_sha256(page) == [sha256("koala")] * 2


@pytest.mark.timeout(400)
def test_curves_under_way_are_taken_up_by_the_new_server(mortal, visit):
    page = visit("/explain")
    with page.expect_request(re.compile(r"/faithfulness\?"), timeout=PATIENCE) as begun:
        page.locator(".faithfulness .run").click()
    expect(page.locator(".faithfulness .long-run progress")).to_be_visible()
    mortal.kill()
    expect(page.locator(STANDING)).to_be_visible()
    old = begun.value.url.split("/")[-2]
    with page.expect_request(
        lambda request: "/faithfulness?" in request.url and old not in request.url, timeout=PATIENCE
    ):
        mortal.start()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("lost", [0, 1])  # announcements: then the page has run before it hears one
def test_the_step_stands_before_its_photo_has_come_again(mortal, visit, lost):
    page = visit("/lesson?step=patches&answers=patches.256")
    if lost:
        page.route("**/api/in_line", lambda route: route.abort(), times=lost)
    choose(page, "koala")
    expect(page).to_have_url(UPLOADED, timeout=PATIENCE)
    page.locator(".lesson .finding").wait_for()
    waiting = held_uploads(page)
    mortal.kill()
    expect(page.locator(STANDING)).to_be_visible()
    mortal.start()
    expect(page.locator(".lesson .awaited")).to_contain_text("on its way", timeout=PATIENCE)
    page.locator(".lesson .walk .go").click()
    page.locator('[data-choice="588"]').click()
    expect(page).to_have_url(re.compile("embedding.588"), timeout=PATIENCE)
    assert page.get_by_text("visitor's own photo").count() == 0
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(page.locator(".lesson .finding")).to_contain_text("588", timeout=PATIENCE)
    expect(current(page)).to_have_attribute("data-value", re.compile("^up-"))
