"""What the page's head names travels once, is used, and leaves nothing to be found later."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

REQUESTED = """() => performance.getEntriesByType("resource")
  .map(({ name }) => new URL(name)).map(({ pathname, search }) => pathname + search)"""
NAMED = """() => [...document.querySelectorAll("link[rel=modulepreload]")]
  .map(({ href }) => new URL(href).pathname)"""


def ours(paths):
    return {path for path in paths if path.startswith("/frontend/") and path.endswith(".js")}


@pytest.mark.parametrize("address", ["/", "/explain", "/inside", "/positions"])
@pytest.mark.variant(fresh=True)
def test_all_modules_of_a_page_are_named_in_its_head(page, address):
    opened(page, address)
    page.wait_for_load_state("networkidle")
    named = ours(page.evaluate(NAMED))
    assert named
    assert ours(page.evaluate(REQUESTED)) == named


@pytest.mark.parametrize("address", ["/", "/explain", "/inside", "/positions"])
@pytest.mark.variant(fresh=True)
def test_a_page_on_its_way_says_so_until_its_first_view_stands(page, address):
    page.route(re.compile(r"/static/js[^/]*/index\."), lambda route: None)  # the scripts never come
    page.goto(address, wait_until="commit")
    expect(page.locator("#vv-first")).to_contain_text("Loading the page")
    page.unroute_all(behavior="ignoreErrors")
    opened(page, address)
    expect(page.locator("#vv-first")).to_be_hidden()


@pytest.mark.variant(fresh=True)
def test_layers_named_in_the_head_come_once_and_are_used(page):
    opened(page)  # on a cold server this visit packs what the next one finds
    expect(page.locator(".vv[data-painted]:has(.explorer)")).not_to_have_attribute(
        "data-painted", ""
    )
    said = []
    page.on("console", lambda message: said.append(message.text))
    opened(page, "/?photo=coffee")
    expect(page.locator(".vv[data-painted]:has(.explorer)")).not_to_have_attribute(
        "data-painted", ""
    )
    page.wait_for_timeout(4000)  # Chromium complains of what stayed unused some seconds after load
    paths = [p for p in page.evaluate(REQUESTED) if re.search(r"/layer\?layer=\d+$", p)]
    assert len(paths) == 12
    assert set(Counter(paths).values()) == {1}
    assert not [text for text in said if "preload" in text]


@pytest.mark.variant(fresh=True)
def test_another_page_asks_for_no_further_module(page):
    opened(page)
    before = ours(page.evaluate(REQUESTED))
    page.locator(".bar a[data-value=positions]").click()
    expect(page.locator('.vv[data-view="positions"] canvas').first).to_be_visible()
    assert ours(page.evaluate(REQUESTED)) == before
