"""From page to page by the bar: no page loads anew, and the address keeps what was chosen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

PAGES = {
    "Explore": "/",
    "Explain": "/explain",
    "Inside": "/inside",
    "Positions": "/positions",
    "ViT vs CNN": "/vs-cnn",
}


def bar(page, title):
    return page.get_by_role("navigation").get_by_text(title, exact=True)


def go(page, title):
    bar(page, title).click()
    expect(bar(page, title)).to_have_attribute("aria-current", "page")


def test_every_page_is_reached_without_loading_the_document_again(page, sent):
    opened(page, "/?photo=koala")
    page.evaluate("window.same = true")
    for title in (*list(PAGES)[1:], "Explore"):
        go(page, title)
        expect(page).to_have_url(re.compile(rf"^[^?]*{PAGES[title]}\?.*photo=koala"))
        expect(page.locator('.tray .strip button[aria-pressed="true"] img')).to_have_count(1)
    assert page.evaluate("window.same")


@pytest.mark.parametrize("title", PAGES)
def test_a_copied_link_opens_the_page_with_its_photo(page, title):
    opened(page, f"{PAGES[title]}?photo=koala")
    expect(bar(page, title)).to_have_attribute("aria-current", "page")
    expect(page.locator(".tray .caption")).to_contain_text("koala")


def test_a_link_of_the_bar_holds_the_whole_choice(page):
    opened(page, "/?photo=koala&rows=24")
    link = bar(page, "Positions")
    link.focus()
    assert re.search(r"/positions\?.*rows=24", link.evaluate("a => a.href"))


def test_a_sections_address_leads_to_it_and_back_and_a_reload_to_where_it_was_left(page):
    page.goto("/inside?photo=koala#lens")
    lens = page.get_by_role("region", name="Logit lens: what each layer would predict")
    expect(lens).to_be_focused(timeout=30_000)
    expect_under_the_bar(lens)
    sections = page.get_by_role("navigation", name="Sections of this page")
    expect(sections.locator("[aria-current]")).to_have_text("Logit lens")
    sections.get_by_text("Patch embedding").click()
    expect(page).to_have_url(re.compile(r"/inside\?photo=koala#patch$"))
    expect_under_the_bar(
        page.get_by_role("region", name="Patch embedding: from a patch to a vector")
    )
    page.go_back()
    expect_under_the_bar(lens)
    page.reload()
    expect_under_the_bar(lens)
    bar(page, "Explore").click()
    expect(bar(page, "Explore")).to_have_attribute("aria-current", "page")
    expect(page.locator(".tray")).to_be_in_viewport()
    page.go_back()
    expect_under_the_bar(lens)


def expect_under_the_bar(section):
    """It begins just below the bar, where it stays while the page grows."""
    expect(section).to_be_in_viewport(timeout=30_000)
    handle = section.element_handle()
    section.page.wait_for_function(
        "e => Math.abs(e.getBoundingClientRect().top - 60) < 3", arg=handle
    )


def test_the_keyboard_gets_past_the_bar(page):
    page.goto("/")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator('.vv[data-view="thread"]')).to_be_focused()
    expect(page.get_by_text("Skip to main content")).to_be_hidden()
