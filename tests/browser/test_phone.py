"""A phone's first look: the photo stands high, and what it is shown with is a press away."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

PAGES = ["/", "/explain", "/inside", "/positions", "/vs-cnn", "/lesson", "/models"]
WIDTHS = {320: 568, 360: 740, 390: 844}
SETUP = ".tray .setup"
LOW = """root => [...root.querySelectorAll('button, select, summary')]
  .filter((each) => each.offsetHeight && each.offsetHeight < 28)
  .map((each) => [each.className, each.textContent, each.offsetHeight])"""


@pytest.mark.variant(screen="phone")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_photo_begins_well_above_the_middle(page, language):
    opened(page, f"/?lang={language}")
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        photo = page.locator(".explorer .photo")
        expect(photo).to_be_visible()
        assert photo.bounding_box()["y"] < 360
        assert page.locator(".bar").bounding_box()["height"] <= 90
        photos = page.locator(".tray .strip").bounding_box()
        assert photos["x"] + photos["width"] <= width - 16


@pytest.mark.variant(screen="phone")
def test_what_the_photo_is_shown_with_comes_on_a_press_and_stays_on_the_next_page(page):
    opened(page)
    setup, model = page.locator(SETUP), page.locator(".tray .model select")
    expect(setup).to_contain_text("Everyday ViT-S/14")
    expect(setup).to_contain_text("EfficientNet-Lite0")
    expect(setup).to_contain_text("256 patches")
    expect(model).to_be_hidden()
    setup.tap()
    expect(setup).to_have_attribute("aria-expanded", "true")
    first = model.bounding_box()
    second = page.locator(".tray .cnn select").bounding_box()
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] < second["x"]
    page.locator('.tray .segments button[data-value="24"]').tap()
    expect(setup).to_contain_text("576 patches")
    page.get_by_role("navigation").get_by_text("Explain", exact=True).tap()
    expect(page).to_have_url(re.compile("/explain"))
    expect(model).to_be_visible()
    setup.tap()
    expect(model).to_be_hidden()


@pytest.mark.variant(screen="phone", locale="zh-CN", scheme="dark")
@pytest.mark.parametrize("path", PAGES)
def test_on_the_smallest_phone_no_page_sticks_out_and_a_finger_finds_its_aim(page, path):
    page.set_viewport_size({"width": 320, "height": 568})
    opened(page, path)
    expect(page.locator('.vv:not([data-view="bar"], [data-view="tray"]) >> nth=0')).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for view in page.locator(".vv").all():
        box = view.bounding_box()
        assert box is None or box["x"] + box["width"] <= 320
        assert view.evaluate(LOW) == []
