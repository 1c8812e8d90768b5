"""A photo on its way: how far it is, what stops it, and that nothing on screen is lost by it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import UPLOADED, choose, current, drag, file, held_uploads, opened, photo

PROBLEM = ".tray .problem"
WORK = ".tray .work"


def expect_nothing_lost(page):
    expect(page.locator(WORK)).to_be_hidden()
    expect(current(page)).to_have_attribute("data-value", "coffee")
    assert "photo=" not in page.url


def test_a_photo_on_its_way_shows_its_name_and_picture_in_a_place_of_the_same_size(page):
    opened(page)
    waiting = held_uploads(page)
    before = page.locator(".tray").bounding_box()
    drag(page, "drop", photo("koala"))
    expect(page.locator(WORK)).to_contain_text("my koala.jpg")
    expect(page.locator(f"{WORK} .stage")).to_have_text(re.compile(r"Sending, \d+%|Reading"))
    expect(page.locator(f"{WORK} img")).to_have_js_property("complete", True)
    assert page.locator(f"{WORK} img").evaluate("image => image.naturalWidth") > 0
    assert page.locator(".tray").bounding_box() == before
    waiting[0].continue_()
    expect(page).to_have_url(UPLOADED, timeout=20_000)
    expect(page.locator(WORK)).to_be_hidden(timeout=20_000)
    assert page.locator(".tray").bounding_box() == before


def test_how_far_a_photo_is_follows_the_bytes_that_are_sent(page):
    opened(page)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.evaluate(
        """() => {
          const find = () => [...document.querySelectorAll("*")]
            .map((e) => e.shadowRoot?.querySelector(".tray .progress")).find(Boolean);
          const bar = find();
          window.parts = [];
          new MutationObserver(() => window.parts.push(Number(bar.ariaValueNow
            ?? bar.getAttribute("aria-valuenow")))).observe(bar, { attributes: true });
        }"""
    )
    choose(page, "polar-bear")
    expect(page).to_have_url(UPLOADED, timeout=30_000)
    parts = page.evaluate("window.parts")
    assert parts == sorted(parts)
    assert len({part for part in parts if 0 < part < 100}) >= 2
    assert parts[-1] == 100


def test_a_cancelled_upload_leaves_what_was_shown(page, provoked):
    opened(page)
    held_uploads(page)
    drag(page, "drop", photo("koala"))
    page.get_by_role("button", name="Cancel").click()
    expect_nothing_lost(page)
    expect(page.locator(PROBLEM)).to_be_hidden()
    provoked.append("Failed to load resource")


def test_a_second_photo_takes_the_place_of_one_on_its_way(page):
    opened(page)
    waiting = held_uploads(page)
    drag(page, "drop", photo("koala"))
    expect(page.locator(WORK)).to_contain_text("my koala.jpg")
    drag(page, "drop", photo("cat"))
    expect(page.locator(WORK)).to_contain_text("my cat.jpg")
    page.wait_for_timeout(100)
    waiting[-1].continue_()
    expect(page).to_have_url(UPLOADED, timeout=20_000)
    expect(page.locator(PROBLEM)).to_be_hidden()


def test_a_photo_on_its_way_stays_so_when_the_language_is_switched(page):
    opened(page)
    waiting = held_uploads(page)
    drag(page, "drop", photo("koala"))
    expect(page.locator(f"{WORK} .name")).to_have_text("my koala.jpg")
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".tray")).to_contain_text("浏览")
    expect(page.locator(f"{WORK} .name")).to_have_text("my koala.jpg")
    waiting[0].continue_()
    expect(page).to_have_url(UPLOADED, timeout=20_000)
    expect(page).to_have_url(re.compile(r"lang=zh"))
    expect(page.locator(WORK)).to_be_hidden()


def test_a_file_over_the_limit_is_refused_before_it_is_sent(page, sent):
    opened(page)
    sent.clear()
    drag(page, "drop", file("huge.jpg", type="image/jpeg", size=25_000_001))
    expect(page.locator(PROBLEM)).to_contain_text("This file has 25.1 MB")
    expect(page.locator(PROBLEM)).to_contain_text("at most 25 MB")
    expect_nothing_lost(page)
    assert [line for line in sent if "api/photo" in line] == []


@pytest.mark.parametrize(
    ("locale", "said"), [("en-US", re.compile(r"[a-z]{3,}")), ("zh-CN", re.compile(r"[一-鿿]{4,}"))]
)
def test_what_the_server_refuses_is_said_in_the_visitors_language(new_page, provoked, locale, said):
    page = opened(new_page(locale=locale))
    with page.expect_response("**/api/photo*") as answered:
        drag(page, "drop", file("notes.txt", b"These are words, no picture.", "text/plain"))
    sentence = answered.value.json()["error"]
    assert said.search(sentence)
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible()
    expect_nothing_lost(page)
    page.locator(f"{PROBLEM} button").click()
    expect(page.locator(PROBLEM)).to_be_hidden()
    provoked.append("Failed to load resource")  # the browser logs the answer's status


def test_a_server_that_is_not_there_is_named_and_the_next_try_works(page, provoked):
    opened(page)
    page.route("**/api/photo*", lambda route: route.abort("connectionrefused"))
    drag(page, "drop", photo("koala"))
    expect(page.locator(PROBLEM)).to_contain_text("cannot be reached")
    expect_nothing_lost(page)
    page.unroute("**/api/photo*")
    drag(page, "drop", photo("koala"))
    expect(page.locator(PROBLEM)).to_be_hidden()
    expect(page).to_have_url(UPLOADED, timeout=20_000)
    provoked.append("Failed to load resource")  # the browser logs the broken request


def test_an_answer_of_something_in_between_is_told_by_its_number(page, provoked):
    opened(page)
    page.route("**/api/photo*", lambda route: route.fulfill(status=502, body="<h1>Bad</h1>"))
    drag(page, "drop", photo("koala"))
    expect(page.locator(PROBLEM)).to_contain_text("answer 502")
    expect_nothing_lost(page)
    provoked.append("Failed to load resource")


def test_a_files_name_is_never_read_as_markup(page):
    opened(page)
    held_uploads(page)
    name = "<img src=x onerror=document.title=1>.jpg"
    drag(page, "drop", {**photo("koala"), "name": name})
    expect(page.locator(f"{WORK} .name")).to_have_text(name)
    assert page.locator(f"{WORK} .name img").count() == 0
