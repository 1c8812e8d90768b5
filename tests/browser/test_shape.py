"""The photo in its own shape: a choice on the tray, in the address, on every page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

WHOLE = '.tray .segments button[data-value="photo"]'
CROP = '.tray .segments button[data-value="model"]'
PATCHES = ".tray .size .label"
PAGES = ["/explain", "/inside", "/positions", "/vs-cnn", "/lesson"]


def test_the_whole_photo_is_a_press_away_and_the_patch_stays_where_it_is(page):
    opened(page, "/?query=120")
    expect(page.locator(CROP)).to_have_attribute("aria-pressed", "true")
    page.locator(WHOLE).click()
    expect(page.locator(PATCHES)).to_contain_text("247 patches (13 × 19)")
    expect(page).to_have_url(re.compile(r"shape=photo"))
    expect(page).to_have_url(re.compile(r"query=(?!120\b)"))
    expect(page.locator(".explorer .query-name")).to_contain_text("row 7")
    page.locator('.tray .segments button[data-value="24"]').click()
    expect(page.locator(PATCHES)).to_contain_text("551 patches (19 × 29)")
    page.locator('.tray .strip button[data-value="koala"]').click()
    expect(page.locator(PATCHES)).to_contain_text("(27 × 21)")
    page.locator(CROP).click()
    expect(page.locator(PATCHES)).to_contain_text("576 patches (24 × 24)")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_shows_a_photo_in_its_own_shape(page, path):
    """A page that logs an error fails."""
    failed = []
    page.on("response", lambda said: failed.append(said.url) if said.status >= 500 else None)
    opened(page, f"{path}?shape=photo&rows=8&photo=koala")
    expect(page.locator(".vv h2").nth(0)).to_be_visible(timeout=20_000)
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("alert").filter(has_text=re.compile("."))).to_have_count(0)
    assert failed == []


def test_on_a_grid_that_is_no_square_the_embedding_is_not_offered_transposed(page):
    opened(page, "/positions?photo=gorilla&shape=photo&change=transpose")
    change = page.locator('.vv[data-view="change"]')
    expect(change).to_have_attribute("data-painted", re.compile("change=none"), timeout=40_000)
    expect(change.locator('[data-value="transpose"]')).to_be_hidden()
    expect(change.locator('[data-value="none"]')).to_have_attribute("aria-pressed", "true")
