"""The tray offers photos, models and sizes; a pick is pending until the page has followed it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import current, opened

MODEL = ".tray .model select"


def size_button(page, rows):
    return page.locator(f'.tray .segments button[data-value="{rows}"]')


def strip_button(page, photo):
    return page.locator(f'.tray .strip button[data-value="{photo}"]')


def caption(page):
    return page.locator(".tray .caption")


def hold_frames(page):
    """Websocket messages of the page wait from now on, as if the server were slow."""
    page.add_init_script(
        """{
          const send = WebSocket.prototype.send;
          const late = [];
          window.hold = () => { WebSocket.prototype.send = function (data) {
            late.push([this, data]);
          }; };
          window.release = () => {
            WebSocket.prototype.send = send;
            for (const [socket, data] of late.splice(0)) send.call(socket, data);
          };
        }"""
    )


def test_the_photo_that_is_shown_is_outlined_and_named_with_whom_it_is_by(page):
    opened(page)
    expect(current(page)).to_have_count(1)
    expect(current(page)).to_have_attribute("data-value", "coffee")
    expect(caption(page)).to_have_text("A cup of espresso · Rachel Michetti, CC0 1.0")
    strip_button(page, "koala").hover()
    expect(caption(page)).to_have_text("A koala in a tree · BurningWell, public domain")
    page.mouse.move(5, 5)
    expect(caption(page)).to_contain_text("espresso")


def test_every_photo_has_a_picture_and_a_name(page):
    opened(page)
    buttons = page.locator(".tray .strip .list button")
    expect(buttons).to_have_count(13)
    images = page.locator(".tray .strip img")
    for image in images.all():  # one out of sight is fetched when the strip comes to it
        image.scroll_into_view_if_needed()
        expect(image).not_to_have_js_property("naturalWidth", 0)
    assert all(images.evaluate_all("all => all.map((i) => i.alt !== '')"))


def test_a_picked_photo_is_shown_and_named_in_the_address(page):
    opened(page)
    strip_button(page, "koala").click()
    expect(current(page)).to_have_attribute("data-value", "koala")
    expect(page).to_have_url(re.compile(r"[?&]photo=koala\b"))
    expect(page.locator(".tray [data-pending]")).to_have_count(0)


def test_picks_are_pending_at_once_and_none_is_lost_while_the_server_is_slow(page):
    hold_frames(page)
    opened(page)
    page.evaluate("hold()")
    strip_button(page, "koala").click()
    size_button(page, 24).click()
    page.locator(MODEL).select_option(index=1)
    for pick in (strip_button(page, "koala"), size_button(page, 24), page.locator(MODEL)):
        expect(pick).to_have_attribute("data-pending", "")
    expect(current(page)).to_have_attribute("data-value", "coffee")
    expect(size_button(page, 16)).to_have_attribute("aria-pressed", "true")
    page.evaluate("release()")
    expect(current(page)).to_have_attribute("data-value", "koala", timeout=20_000)
    expect(size_button(page, 24)).to_have_attribute("aria-pressed", "true", timeout=20_000)
    expect(page.locator(".tray [data-pending]")).to_have_count(0)
    for part in (r"photo=koala\b", r"rows=24\b", r"weights=random\b"):
        expect(page).to_have_url(re.compile(part))


def test_a_pick_can_be_taken_back_before_the_server_has_followed(page):
    hold_frames(page)
    opened(page)
    page.evaluate("hold()")
    strip_button(page, "koala").click()
    strip_button(page, "coffee").click()
    page.evaluate("release()")
    page.wait_for_timeout(1500)
    expect(current(page)).to_have_attribute("data-value", "coffee")
    assert "koala" not in page.url


def test_picking_what_is_shown_sends_nothing(page, sent):
    opened(page)
    page.wait_for_timeout(1000)
    sent.clear()
    strip_button(page, "coffee").click()
    size_button(page, 16).click()
    page.wait_for_timeout(300)
    assert "frame" not in sent


def test_the_keyboard_reaches_everything_in_order_and_moves_along_the_photos(page):
    opened(page)
    page.locator('.tray button[data-value="browse"]').focus()
    reached = []
    for _ in range(16):
        reached.append(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")
    # The ViT, the CNN and its sizes (0: its own), the patches.
    wanted = ["browse", "coffee", "select", "select", "128", "0", "16", "24", "32"]
    assert [name for name in reached if name in wanted][: len(wanted)] == wanted
    strip_button(page, "coffee").focus()
    page.keyboard.press("ArrowRight")
    expect(strip_button(page, "koala")).to_be_focused()
    expect(caption(page)).to_contain_text("koala")
    page.keyboard.press("End")
    expect(strip_button(page, "rocket")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(current(page)).to_have_attribute("data-value", "koala")
    expect(strip_button(page, "koala")).to_be_focused()


FOCUSED = """() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.dataset.value ?? element?.localName;
}"""


def test_keys_for_the_trays_controls_do_not_reach_streamlits_shortcuts(page):
    opened(page)
    page.evaluate(
        "window.heard = []; document.addEventListener('keydown', (e) => window.heard.push(e.key))"
    )
    page.locator(MODEL).focus()
    for key in ("c", "r", "Escape"):
        page.keyboard.press(key)
    assert page.evaluate("window.heard") == []


def test_meanings_of_model_and_patches_are_a_glance_away(page):
    opened(page)
    patches = "256 patches (16 × 16), 14 px each"
    for term, meaning in ((patches, "cuts the photo into"), ("Model", "offline")):
        page.locator(".tray .term", has_text=term).hover()
        expect(page.locator(".tip:visible")).to_contain_text(meaning)
        page.mouse.move(5, 5)


@pytest.mark.variant(screen="phone")
def test_on_a_phone_the_strip_scrolls_and_nothing_sticks_out(page):
    opened(page)
    page.locator(".tray .setup").tap()
    tray = page.locator(".tray").bounding_box()
    for part in (".intake", ".strip", ".choices", ".segments", "select"):
        for each in page.locator(f".tray {part}").all():
            box = each.bounding_box()
            assert box["x"] + box["width"] <= tray["x"] + tray["width"] + 0.5, part
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    before, after = page.locator(".tray .list").evaluate(
        "list => [list.scrollLeft, (list.scrollLeft = 200, list.scrollLeft)]"
    )
    assert (before, after) == (0, 200)


@pytest.mark.variant(screen="phone")
def test_the_current_photo_is_in_view_even_if_it_is_the_last(page):
    opened(page, "/?photo=rocket")
    strip = page.locator(".tray .list").bounding_box()
    button = current(page).bounding_box()
    assert strip["x"] <= button["x"]
    assert button["x"] + button["width"] <= strip["x"] + strip["width"]


@pytest.mark.parametrize("gap", [5, 20, 50])
def test_a_pick_made_while_the_page_follows_an_earlier_one_costs_neither(page, gap):
    """The second pick leaves the browser before it has heard of the new address."""
    opened(page)
    page.wait_for_timeout(2000)
    page.evaluate(
        """async (gap) => {
          const find = (selector) => [...document.querySelectorAll("*")]
            .map((element) => element.shadowRoot?.querySelector(selector)).find(Boolean);
          find('.bar [data-value="zh"]').click();
          await new Promise((done) => setTimeout(done, gap));
          find('.tray [data-value="koala"]').click();
        }""",
        gap,
    )
    expect(current(page)).to_have_attribute("data-value", "koala")
    expect(page.locator(".tray")).to_contain_text("浏览")
    for part in (r"photo=koala\b", r"lang=zh\b"):
        expect(page).to_have_url(re.compile(part))


@pytest.mark.variant(screen="phone", fresh=True)
def test_a_phone_fetches_the_photos_of_the_strip_that_are_seen_and_others_as_it_scrolls(page, sent):
    opened(page)
    images = page.locator(".tray .list img")
    loaded = "(all) => all.map((one) => one.complete && one.naturalWidth > 0)"
    expect(page.locator(".tray .list img[src]").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    here = images.evaluate_all(loaded)
    fetched = {line for line in sent if "/api/thumb/" in line}
    assert here[:4] == [True] * 4
    assert len(fetched) == sum(here) < len(here) - 5
    page.locator(".tray .list").evaluate("(list) => { list.scrollLeft = list.scrollWidth; }")
    expect(images.last).to_have_js_property("complete", True)
    expect(images.last).to_have_attribute("src", re.compile("thumb"))
