"""From page to page by the bar: no page loads anew, and the address keeps what was chosen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

PAGES = {"Explore": "/", "Explain": "/explain", "Inside": "/inside", "Positions": "/positions"}


def bar(page, title):
    return page.get_by_role("navigation").get_by_text(title, exact=True)


def go(page, title):
    bar(page, title).click()
    expect(bar(page, title)).to_have_attribute("aria-current", "page")


def test_every_page_is_reached_without_loading_the_document_again(page, sent):
    opened(page, "/?photo=koala")
    page.evaluate("window.same = true")
    for title in ("Explain", "Inside", "Positions", "Explore"):
        go(page, title)
        expect(page).to_have_url(re.compile(rf"^[^?]*{PAGES[title]}\?.*photo=koala"))
        expect(page.locator('.tray .strip button[aria-pressed="true"] img')).to_have_count(1)
    assert page.evaluate("window.same")


@pytest.mark.parametrize("title", PAGES)
def test_a_copied_link_opens_the_page_with_its_photo(page, title):
    opened(page, f"{PAGES[title]}?photo=koala")
    expect(bar(page, title)).to_have_attribute("aria-current", "page")
    expect(page.locator(".tray .caption")).to_contain_text("Koala")


def test_a_link_of_the_bar_holds_the_whole_choice(page):
    opened(page, "/?photo=koala&rows=24")
    link = bar(page, "Positions")
    link.focus()
    assert re.search(r"/positions\?.*rows=24", link.evaluate("a => a.href"))
