"""The page Positions as a visitor meets it: a real server, a real browser, real pixels."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_explorer import ENGLISH, NAMES, touch
from vitviz.core.assets import photos

SEEN = '.vv[data-view="positions"][data-painted*="/"]'
CHANGED = '.vv[data-view="change"][data-painted*="position_change"]'
FACT = '[data-value="fact-moved"]'
VARIANTS = [
    pytest.param({"scheme": "light"}, id="light"),
    pytest.param({"scheme": "dark", "screen": "projector"}, id="dark projector"),
    pytest.param({"screen": "phone"}, id="phone"),
]


def opened(page, address="/positions"):
    page.goto(address)
    expect(page.locator(SEEN)).to_be_visible(timeout=20_000)
    expect(page.locator(CHANGED)).to_be_visible(timeout=20_000)
    expect(page.locator(FACT)).not_to_be_empty(timeout=30_000)  # the last to come
    page.wait_for_timeout(300)
    return page


def pixels(page, part):
    return page.locator(f".positions .{part} canvas").first.evaluate("c => c.toDataURL()")


PANES = ("photo", "tiles", "tile-pane", "colour-pane", "plane", "norms-pane")


def hover(page, part, x=0.25, y=0.3):
    place = page.locator(f".positions .{part}").first
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_place_is_marked_in_every_picture_without_a_request(new_page, sent, variant):
    page = opened(new_page(**variant))
    before = {part: pixels(page, part) for part in PANES}
    sent.clear()
    point = hover(page, "photo")
    if variant.get("screen") == "phone":
        touch(page, [point], hold=500, lift=False)
    else:
        page.mouse.move(*point)
    page.wait_for_timeout(150)
    after = {part: pixels(page, part) for part in PANES}
    assert [part for part in PANES if before[part] == after[part]] == []
    assert sent == []


def test_over_the_tiles_both_the_tile_and_the_place_in_it_are_said(page):
    opened(page)
    point = hover(page, "tiles", 2.5 / 16, 4.5 / 16)  # the middle of a tile is a place of its own
    page.mouse.move(*point)
    expect(page.locator('[data-value="place"]')).to_have_text("row 5, column 3")
    expect(page.locator('[data-value="here"]')).to_have_text(
        re.compile(r"row \d+, column \d+: −?0\.\d\d")
    )


def test_a_click_keeps_the_place_and_the_arrow_keys_move_it(page):
    opened(page, "/positions?query=18")
    expect(page.locator('[data-value="place"]')).to_have_text("row 2, column 3")
    page.locator(".positions .tiles").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile(r"query=34\b"))
    page.mouse.click(*hover(page, "colour-pane .pane", 0.5 / 16, 0.5 / 16))
    page.wait_for_url(re.compile(r"query=0\b"))


def test_the_learned_table_is_larger_and_stands_in_the_link(page, new_page):
    opened(page, "/positions?query=18")
    page.get_by_role("button", name="as learned").click()
    page.wait_for_url(re.compile(r"table=learned"))
    other = opened(new_page(), page.url)
    for one in (page, other):
        expect(one.locator('.vv[data-view="positions"]')).to_contain_text("positions (37 × 37)")
        expect(one.locator('[data-value="place"]')).to_have_text("row 4, column 6")


def test_a_dragged_slider_asks_at_once_and_the_address_keeps_where_it_was_let_go(page, sent):
    opened(page, "/positions?change=scale")
    slider = page.locator('.change input[type="range"]')
    sent.clear()
    slider.evaluate("s => { s.value = 0.5; s.dispatchEvent(new Event('input')); }")
    painted = page.locator('.vv[data-view="change"][data-painted*="amount=0.5"]')
    expect(painted).to_be_visible()
    assert not any(one == "frame" for one in sent)  # no rerun while it is dragged
    slider.evaluate("s => s.dispatchEvent(new Event('change'))")
    page.wait_for_url(re.compile(r"amount=0\.5"))


def test_a_slider_under_the_finger_stays_where_it_is_when_a_rerun_comes(page):
    opened(page, "/positions?change=scale")
    slider = page.locator('.change input[type="range"]')
    slider.evaluate("s => { s.value = 0.5; s.dispatchEvent(new Event('input')); }")
    page.get_by_role("button", name="as learned").click()
    page.wait_for_url(re.compile(r"table=learned"))
    quiet = '[data-testid="stApp"][data-test-script-state="notRunning"]'
    expect(page.locator(quiet)).to_be_attached()
    expect(slider).to_have_js_property("value", "0.5")
    slider.evaluate("s => s.dispatchEvent(new Event('change'))")
    page.wait_for_url(re.compile(r"amount=0\.5"))


def test_the_newest_of_many_settings_wins(page, sent):
    opened(page, "/positions?change=scale")
    sent.clear()
    page.locator('.change input[type="range"]').evaluate(
        "s => { for (let v = 0; v <= 30; v++) { s.value = v / 20;"
        " s.dispatchEvent(new Event('input')); } }"
    )
    expect(page.locator('.vv[data-view="change"][data-painted*="amount=1.5"]')).to_be_visible()
    asked = [one for one in sent if "position_change" in one]
    assert len(asked) <= 3  # one under way, and the newest after it


@pytest.mark.parametrize("change", ["shuffle", "photo", "all"])
def test_a_copied_link_restores_the_change(page, new_page, change):
    address = f"/positions?photo=koala&change={change}&seed=7&patch=40"
    opened(page, address)
    other = opened(new_page(), page.url)
    read = ".change"
    assert other.locator(read).inner_text() == page.locator(read).inner_text()
    canvases = ".change .gallery canvas"
    assert page.locator(canvases).count() == 4
    for n in range(4):
        one, two = (
            p.locator(canvases).nth(n).evaluate("c => c.toDataURL()") for p in (page, other)
        )
        assert one == two


def test_the_cnn_answers_only_for_the_shuffled_photo(page):
    opened(page, "/positions?photo=koala&change=zero")
    expect(page.locator(".outcome.vit")).to_contain_text("koala")
    expect(page.locator(".outcome.cnn")).to_be_hidden()
    page.get_by_role("button", name="photo shuffled").click()
    expect(page.locator(".outcome.cnn")).to_be_visible()
    expect(page.locator('[data-value="kl-cnn"]')).to_have_text(re.compile(r"[\d.]+ nats"))


def test_a_new_seed_is_another_order(page):
    opened(page, "/positions?change=photo&seed=1")
    shuffled = page.locator(".change .gallery canvas").nth(1)
    before = shuffled.evaluate("c => c.toDataURL()")
    page.get_by_role("button", name="New seed").click()
    page.wait_for_url(re.compile(r"seed=(?!1\b)\d+"))
    seed = parse_qs(urlsplit(page.url).query)["seed"][0]
    expect(page.locator(f'.vv[data-view="change"][data-painted*="seed={seed}"]')).to_be_visible()
    page.wait_for_timeout(200)
    assert shuffled.evaluate("c => c.toDataURL()") != before


def test_the_facts_stand_with_their_measured_differences(page):
    opened(page)
    facts = page.locator(".facts")
    for name in ("swap", "unplaced", "unchanged"):
        measured = facts.locator(f'[data-value="fact-{name}"]')
        expect(measured).to_have_text(re.compile(r"^(0|[\d.]+\s×\s10⁻[⁵⁶⁷]|10⁻[⁵⁶⁷])$"))
    expect(facts.get_by_text("✓ holds", exact=True)).to_have_count(3)


@pytest.mark.variant(locale="zh-CN")
def test_the_chinese_page_has_no_english(page):
    opened(page, "/positions?change=photo")
    texts = page.evaluate(
        """() => {
          const found = [];
          for (const host of document.querySelectorAll('*')) {
            const view = host.shadowRoot?.querySelector('.vv[data-view]');
            if (!view) continue;
            for (const node of view.querySelectorAll('*')) {
              if (node.closest('pre, .glossary')) continue; // its English names are meant
              for (const name of ['aria-label', 'data-tip', 'title'])
                if (node.getAttribute(name)) found.push(node.getAttribute(name));
              for (const child of node.childNodes)
                if (child.nodeType === 3 && child.textContent.trim()) found.push(child.textContent);
            }
          }
          return found;
        }"""
    )
    assert len(texts) > 100
    more = (
        r"Dosovitskiy|Pearson|Kullback|Leibler|E_pos|cos|KL|logit|float32|PNG|SVG|NPZ|Python|nats"
    )
    names = [re.escape(name) for photo in photos() for name in (photo.author, photo.licence)]
    latin = re.compile("|".join([*names, NAMES.pattern, more]))
    assert [text for text in texts if ENGLISH.search(latin.sub("", text))] == []


@pytest.mark.variant(screen="phone")
def test_on_a_phone_nothing_is_wider_than_the_screen_and_a_tap_keeps(page):
    opened(page, "/positions?change=all")
    wide = page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"
    )
    assert wide <= 0
    touch(page, [hover(page, "photo", 0.5, 0.5)])
    page.wait_for_url(re.compile(r"query=\d+"))


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_on_a_phone_what_chooses_the_table_does_not_lie_under_the_export(new_page, locale):
    page = opened(new_page(screen="phone", locale=locale), "/positions?photo=koala")
    above = page.locator('[data-view="positions"] .above')
    chosen, export = (above.locator(one).bounding_box() for one in (".segments", ".export summary"))
    assert chosen["y"] >= export["y"] + export["height"] - 4
