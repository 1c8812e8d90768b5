"""A photo that waits for the models: its place is said, and the Lesson stands meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.gated import gated
from tests.browser.head import UPLOADED, choose, opened
from vitviz.app.compute.photo_queue import OF_A_KIND

PATIENCE = 60_000  # milliseconds
PLACE = re.compile(r"Your photo is number 1 in line, about \d+ s")


@pytest.fixture(scope="module")
def gate(tmp_path_factory):
    with gated(tmp_path_factory.mktemp("gated")) as found:
        yield found


@pytest.fixture
def server(gate):
    """In place of everybody's: the one with the gate."""
    return gate[0]


@pytest.fixture
def crowd(gate, new_page):
    """A function that keeps all photos but these waiting: as many as are under way at a time."""

    def come(*names):
        gate[1].close()
        assert len(names) == OF_A_KIND
        for name in names:
            page = opened(new_page(fresh=True), "/lesson")
            choose(page, name)
            expect(page).to_have_url(UPLOADED, timeout=PATIENCE)

    yield come
    gate[1].open()


def test_the_lesson_goes_on_while_its_photo_waits_and_says_its_place(gate, page, crowd):
    crowd("cat", "panda")
    opened(page, "/lesson?step=patches&answers=patches.256")
    page.locator(".lesson .finding").wait_for()
    choose(page, "koala")
    expect(page.locator(".lesson .awaited")).to_have_text(PLACE, timeout=PATIENCE)
    expect(page.locator(".lesson .finding")).to_have_count(0)
    expect(page.locator('[data-choice="256"]')).to_have_attribute("data-yours", "")
    page.locator(".lesson .walk .go").click()
    expect(page.locator(".lesson h2")).to_have_text("A patch becomes a vector")
    page.locator('[data-choice="588"]').click()
    expect(page.locator('[data-choice="588"]')).to_have_attribute("data-yours", "")
    expect(page.locator(".lesson .awaited")).to_have_text(PLACE)
    gate[1].open()
    expect(page.locator(".lesson .finding")).to_contain_text("588", timeout=PATIENCE)
    expect(page.locator(".lesson .awaited")).to_be_hidden()
    expect(page.locator('[data-view="patch"] h3').first).to_be_visible()


def test_explore_stays_of_use_and_says_the_place_of_a_photo_until_it_is_there(gate, page, crowd):
    crowd("dog", "bee")
    opened(page, "/")
    choose(page, "coffee")
    line = page.locator(".vv-said.line")
    expect(line).to_have_text(PLACE, timeout=PATIENCE)
    expect(page.locator(".st-key-explorer")).to_have_attribute("data-stale", "true")
    expect(page.locator(".st-key-explorer")).to_have_css("opacity", "1")
    below = line.bounding_box()["y"]
    page.locator('.bar a[data-value="inside"]').click()
    expect(page.locator(".st-key-explorer")).to_have_count(0, timeout=PATIENCE)
    expect(line).to_have_text(PLACE)
    assert line.bounding_box()["y"] < 0.7 * below
    gate[1].open()
    expect(line).to_have_count(0, timeout=PATIENCE)
    expect(page.locator('[data-view="patch"] h3').first).to_be_visible()
    expect(page.locator('.tray .strip button[aria-pressed="true"]')).to_have_attribute(
        "data-value", re.compile("^up-")
    )
