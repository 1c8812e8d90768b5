"""What both models have built in, as a visitor meets it: a real server, a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_export import exported

ADDRESS = "/vs-cnn?photo=koala&rows=8"  # 8 x 8 patches: a fast pass
PAINTED = '.vv[data-view="{}"][data-painted*="/"]'


def opened(page, view, address=ADDRESS):
    """The page with this view on screen and all that it asks for here."""
    page.goto(address)
    place = page.locator(f'.vv[data-view="{view}"]')
    place.wait_for(timeout=30_000)
    place.scroll_into_view_if_needed()
    expect(page.locator(PAINTED.format(view))).to_be_visible(timeout=30_000)
    return page


def drawn(page, gallery):
    return page.locator(f"{gallery} canvas").first.evaluate("c => c.toDataURL()")


def test_another_class_has_other_maps_and_the_address_keeps_it(page):
    opened(page, "class_maps")
    panel = page.locator(".class-maps")
    expect(panel.locator(".cell-note").nth(1)).to_have_text("49 cells (7 × 7)")
    before = drawn(page, ".of-both"), panel.locator("> .text").inner_text()
    page.locator('.vv[data-view="class_maps"] .chip[data-class]').nth(1).click()
    page.wait_for_url(re.compile(r"target=\d+"))
    expect(panel.locator("> .text")).not_to_have_text(before[1])
    expect(panel.locator("> .text")).to_contain_text("the map leaves nothing out")
    assert drawn(page, ".of-both") != before[0]


def test_every_exact_fact_holds_and_what_breaks_it_is_a_share(page):
    opened(page, "equivariance")
    table = page.locator(".equivariance")
    expect(table.get_by_text("✓ holds")).to_have_count(6)
    expect(table.get_by_text("does not hold")).to_have_count(0)
    for name in ("padded", "between", "features", "placed"):
        expect(table.locator(f'[data-value="{name}"]')).to_have_text(re.compile(r"^[\d.]+%$"))


def test_the_counts_of_both_models_stand_with_their_sums(page):
    opened(page, "counting")
    sums = page.locator(".counting .sum")
    expect(sums.nth(0)).to_contain_text("22.1M")
    expect(sums.nth(1)).to_contain_text("4.65M")


def test_a_deeper_stage_has_a_larger_field_and_the_address_keeps_it(page):
    opened(page, "receptive", f"{ADDRESS}&cnn_depth=1")
    half = page.locator(".receptive .part.cnn [data-side='1']")
    expect(half).to_have_text(re.compile(r"^\d px$"))
    slider = page.get_by_role("slider", name="Stage")
    slider.evaluate("s => { s.value = 5; s.dispatchEvent(new Event('input')); }")
    page.wait_for_url(re.compile(r"cnn_depth=5"))
    expect(half).to_have_text(re.compile(r"^\d\d px$"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_wider_than_a_phone(new_page, language):
    page = new_page(screen="phone")
    for view in ("class_maps", "equivariance", "counting", "receptive"):
        opened(page, view, f"{ADDRESS}&lang={language}")
    wide = page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert wide


def test_the_squares_of_a_small_picture_are_as_thin_in_the_file_as_on_screen(page):
    opened(page, "receptive", "/vs-cnn?photo=koala&model=hunger-vit-002")  # 32 px, drawn ten times
    rects = re.findall(
        r'<rect[^>]*class="square"[^>]*>', exported(page, "receptive", "SVG").decode()
    )
    assert rects
    assert all('vector-effect="non-scaling-stroke"' in rect for rect in rects)


def test_the_fields_of_a_photo_do_not_stay_over_the_next(page):
    opened(page, "receptive")
    sides = page.locator(".receptive .part.vit dd")
    expect(sides).not_to_have_count(0)
    late = []
    page.route("**/receptive_fields*", lambda route: late.append(route))
    with page.expect_request("**/receptive_fields*"):
        page.locator('.tray .strip [data-value="cat"]').click()
    expect(sides).to_have_count(0)
    late[0].continue_()
    expect(sides).not_to_have_count(0)
