"""The sweep through the layers, as a visitor starts and leaves it."""

import re

from playwright.sync_api import expect

from tests.browser.head import opened


def test_a_sweep_ends_with_the_model_whose_layers_it_shows(page):
    opened(page, "/?photo=koala&head=11.4")
    sweep = page.locator("button.sweep")
    sweep.click()
    large = page.locator('.vv[data-view="explorer"]')
    beyond = page.locator('.focus[data-name^="Layer 6"]')  # the next model has four
    expect(beyond).to_be_visible()
    page.locator(".tray .choice select").first.select_option("hunger-vit-002")
    expect(sweep).to_contain_text("▶", timeout=40_000)
    expect(large).to_have_attribute("data-painted", re.compile("."), timeout=40_000)
    assert "NaN" not in large.inner_text()
