"""Do it to the picture, as a visitor meets it: a real server, a real browser, real pixels."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_explorer import ENGLISH, NAMES, touch

PAINTED = '.vv[data-view="perturb"][data-painted*="versus_picture"]'
SMALL = "/vs-cnn?photo=koala&rows=8"  # 8 x 8 patches: a fast pass


def opened(page, address=SMALL):
    page.goto(address)
    expect(page.locator(PAINTED)).to_be_visible(timeout=30_000)
    return page


def asked(page, setting):
    """Waits until what this setting gives is on screen."""
    expect(page.locator(f'{PAINTED}[data-painted*="{setting}"]')).to_be_visible()
    page.wait_for_timeout(150)


def picture(page):
    return page.locator(".perturb .gallery canvas").nth(1)


def seen(page):
    return picture(page).evaluate("c => c.toDataURL()")


def test_a_dragged_slider_alters_the_picture_at_once_and_the_address_keeps_where_it_was_let_go(
    page, sent
):
    opened(page)
    before, slider = seen(page), page.get_by_role("slider", name="Share of the patches")
    sent.clear()
    slider.evaluate("s => { s.value = 0.8; s.dispatchEvent(new Event('input')); }")
    asked(page, "share=0.8")
    assert seen(page) != before
    expect(page.locator(".perturb .cell-note").nth(1)).to_have_text("51 of 64 patches")
    assert "frame" not in sent  # no rerun while it is dragged
    slider.evaluate("s => s.dispatchEvent(new Event('change'))")
    page.wait_for_url(re.compile(r"share=0\.8"))


def test_nothing_dropped_is_the_unaltered_prediction_of_both(page):
    opened(page, f"{SMALL}&share=0")
    for model in ("vit", "cnn"):
        asked_label = page.locator(f".answer.{model} .asked-label")
        share = asked_label.locator(".share").inner_text()
        expect(asked_label.locator(".was")).to_have_text(f"unaltered {share}")


def test_a_preset_asks_before_and_says_after_what_was_measured_and_a_link_restores_it(
    page, new_page
):
    opened(page)
    page.get_by_role("button", name="Locality").click()
    asked(page, "alter=shuffle")
    expect(page.locator(".preset-before")).to_contain_text("who needs the neighbourhood more?")
    measured = re.compile(
        r"Measured: with blocks of 28 px .* the ViT gives “koala” <?[\d.]+% \(unaltered [\d.]+%\)"
    )
    expect(page.locator(".preset-after")).to_have_text(measured)
    page.wait_for_url(re.compile(r"block=28"))
    other = opened(new_page(), page.url)
    expect(other.locator('[data-preset="locality"]')).to_have_attribute("aria-pressed", "true")
    for part in (".preset-after", ".answers"):
        assert other.locator(part).inner_text() == page.locator(part).inner_text()


@pytest.mark.parametrize("screen", ["laptop", "phone"])
def test_the_square_is_where_the_pointer_is_and_stays_where_it_is_pressed(new_page, screen):
    page = opened(new_page(screen=screen), f"{SMALL}&alter=occlude")
    pane = picture(page)
    pane.scroll_into_view_if_needed()
    box = pane.bounding_box()
    point = box["x"] + 0.25 * box["width"], box["y"] + 0.75 * box["height"]
    if screen == "phone":
        touch(page, [point])
    else:
        page.mouse.move(*point)
        asked(page, "cx=25&cy=75")
        page.mouse.move(5, 5)
        asked(page, "cx=50&cy=50")
        page.mouse.click(*point)
    page.wait_for_url(re.compile(r"cx=25.*cy=75"))
    asked(page, "cx=25&cy=75")
    if screen == "phone":
        wide = "() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"
        assert page.evaluate(wide) <= 0
        return
    page.locator(".perturb .pane").nth(1).focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(r"cx=23"))


def test_the_range_is_run_when_asked_for_and_its_curves_lead_to_their_pictures(page):
    opened(page, "/vs-cnn?photo=koala&rows=4&alter=grey")
    run = page.locator(".range-section .run")
    run.scroll_into_view_if_needed()
    expect(run).to_have_text("Run the range: 21 pictures")
    run.click()
    expect(page.locator(".range-panel .curve")).to_have_count(2, timeout=60_000)
    expect(run).to_be_hidden()
    shares = page.locator(".range-panel .tick-text").all_text_contents()
    page.get_by_role("button", name="logit").click()
    page.wait_for_url(re.compile(r"score=logit"))
    expect(page.locator(".range-panel .dot")).to_have_count(42)
    assert page.locator(".range-panel .tick-text").all_text_contents() != shares
    box = page.locator(".range-panel .chart svg").bounding_box()
    middle = box["x"] + 48 + (box["width"] - 92) / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    expect(page.locator(".range-section .readout-line")).to_have_text(
        re.compile(r"^At 50%: ViT −?[\d.]+, CNN −?[\d.]+$")
    )
    page.mouse.click(*middle)
    page.wait_for_url(re.compile(r"grey=0\.5"))


@pytest.mark.variant(locale="zh-CN")
def test_the_chinese_page_has_no_english(page):
    opened(page, f"{SMALL}&alter=shift&beyond=photo")
    texts = page.evaluate(
        """() => {
          const found = [];
          for (const host of document.querySelectorAll('*')) {
            const view = host.shadowRoot?.querySelector('.vv[data-view="perturb"]');
            for (const node of view?.querySelectorAll('*') ?? []) {
              for (const name of ['aria-label', 'data-tip', 'title', 'placeholder'])
                if (node.getAttribute(name)) found.push(node.getAttribute(name));
              for (const child of node.childNodes)
                if (child.nodeType === 3 && child.textContent.trim()) found.push(child.textContent);
            }
          }
          return found;
        }"""
    )
    assert len(texts) > 100
    more = r"Grad-CAM|Sobel|Rec\.|JPEG|sigma|logit|PNG|SVG|NPZ|Python"
    latin = re.compile(f"{NAMES.pattern}|{more}")
    assert [text for text in texts if ENGLISH.search(latin.sub("", text))] == []


UNSURE = "/vs-cnn?photo=koala&cnn=efficientnet-lite0-everyday&rows=8&share=0"


def test_a_cnn_that_is_given_more_pixels_than_it_learned_says_so_and_a_press_gives_it_those(page):
    opened(page, UNSURE)
    note = page.locator(".perturb .scale-note")
    share = page.locator(".answer.cnn .asked-label .share")
    expect(note).to_contain_text("learned at 98 to 168 px and is given 224 px")
    assert float(share.inner_text().rstrip("%")) < 25  # a picture of 112 px, enlarged
    note.get_by_role("button", name="at 128 px").click()
    page.wait_for_url(re.compile(r"cnn_size=128"))
    expect(note).to_be_hidden()
    expect(share).to_have_text(re.compile(r"[89]\d%"))
    chosen = page.locator(".tray .input-size [aria-pressed='true']")
    expect(chosen).to_have_text("128 px")
    page.locator(".tray .input-size").get_by_text("224 px").click()
    page.wait_for_url(lambda url: "cnn_size" not in url)
    expect(note).to_be_visible()


def test_another_cnn_begins_at_its_own_size_and_a_link_that_asks_for_a_cut_one_is_told(page):
    opened(page, f"{UNSURE}&cnn_size=128")
    page.locator(".tray .choice.cnn select").select_option("efficientnet-lite0")
    page.wait_for_url(lambda url: "cnn_size" not in url)
    page.goto(f"{UNSURE}&cnn_size=100")
    expect(page.get_by_text("cannot be given 100 px")).to_be_visible(timeout=30_000)


def test_a_preset_says_the_block_that_was_used_and_moves_by_half_of_this_picture(page):
    opened(page, "/vs-cnn?photo=koala&rows=8&shape=photo")  # 9 x 7 patches: blocks of 14 px alone
    said = page.locator(".preset-after")
    page.locator('[data-preset="locality"]').click()
    asked(page, "alter=shuffle")
    expect(said).to_contain_text("with blocks of 14 px in another order")
    page.locator('[data-preset="sharing"]').click()
    asked(page, "right=49")
    expect(said).to_contain_text("moved 49 px to the right")
    expect(page.locator('[data-preset="sharing"]')).to_have_attribute("aria-pressed", "true")
