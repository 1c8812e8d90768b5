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


@pytest.mark.variant(screen="phone", fresh=True)
@pytest.mark.parametrize("address", ["/", "/explain", "/inside", "/positions", "/lecture"])
def test_all_modules_of_a_page_are_named_in_its_head(page, address):
    page.goto(address)
    expect(page.locator('.vv[data-painted]:not([data-painted=""])').first).to_be_attached()
    page.wait_for_load_state("networkidle")
    named = ours(page.evaluate(NAMED))
    assert len(named) == 2
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


@pytest.mark.variant(screen="phone", fresh=True)
def test_a_phone_asks_for_another_pages_part_when_it_is_gone_to_and_once(page):
    opened(page)
    before = ours(page.evaluate(REQUESTED))
    for name, view in (("positions", "positions"), ("explore", "explorer"), ("positions",) * 2):
        page.locator(f".bar a[data-value={name}]").click()
        expect(page.locator(f'.vv[data-view="{view}"] canvas').first).to_be_visible()
    asked = Counter(page.evaluate(REQUESTED))
    (more,) = [path for path in asked if path.endswith("/parts/positions.js")]
    assert more not in before
    assert asked[more] == 1


@pytest.mark.variant(fresh=True)
def test_a_laptop_has_the_parts_of_other_pages_before_they_are_gone_to(page):
    opened(page)
    parts = """() => performance.getEntriesByType("resource")
      .filter(({ name }) => /parts.[a-z]+[.]js$/.test(name)).length"""
    page.wait_for_function(f"() => ({parts})() >= 7")
    page.locator(".bar a[data-value=positions]").click()
    expect(page.locator('.vv[data-view="positions"] canvas').first).to_be_visible()
    first, *others = page.evaluate("""() => performance.getEntriesByType("resource")
      .filter(({ name }) => name.endsWith("/parts/positions.js"))
      .map(({ transferSize }) => transferSize)""")
    assert first > 0
    assert not any(others)  # of the browser's own memory


@pytest.mark.variant(fresh=True)
def test_a_part_that_does_not_come_is_said_and_asked_for_again(page, provoked):
    provoked.append("ERR_FAILED|dynamically imported module")
    page.set_viewport_size({"width": 600, "height": 900})  # nothing is fetched ahead
    opened(page)
    page.route("**/parts/positions.js*", lambda route: route.abort())
    page.locator(".bar a[data-value=positions]").click()
    expect(page.get_by_text("could not be loaded in full").first).to_be_visible(timeout=30_000)
    expect(page.locator(".tray .strip img").first).to_be_visible()  # what came is there
    page.unroute("**/parts/positions.js*")
    expect(page.locator('.vv[data-view="positions"] canvas').first).to_be_visible(timeout=60_000)
