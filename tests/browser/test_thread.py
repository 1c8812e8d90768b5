import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

THREAD, GLOSSARY = "[data-view=thread]", "[data-view=glossary]"


def test_a_dotted_underline_leads_to_its_term_and_back(page):
    opened(page)
    word = page.locator(f"{THREAD} .term", has_text="position embedding")
    word.click()
    entry = page.locator(f"{GLOSSARY} [data-entry=position_embedding]")
    back = entry.get_by_role("button", name="Back to where you were")
    expect(back).to_be_focused()
    expect(back).to_have_accessible_description(re.compile("^position embedding .*E_pos$"))
    expect(entry).to_be_in_viewport()
    expect(entry).to_contain_text("E_pos")
    back.click()
    expect(word).to_be_focused()
    expect(word).to_be_in_viewport()
    word.press("Enter")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(word).to_be_focused()


@pytest.mark.variant(screen="phone", locale="zh-CN")
def test_a_finger_goes_by_the_meaning_to_the_term_and_nothing_sticks_out(page):
    opened(page)
    page.locator(f"{THREAD} .term", has_text="图块").tap()
    page.locator(f"{THREAD} .tip").tap()
    expect(page.locator(f"{GLOSSARY} [data-entry=patch]")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_thread_tells_the_model_and_a_step_leads_to_its_panel(page):
    opened(page, "/?photo=koala")
    steps = page.locator(f"{THREAD} li a")
    expect(steps).to_have_text(
        [
            "photo",
            "256 patches (16 × 16)",
            "384 numbers each",
            "+ position",
            "12 × (6 heads, MLP)",
            "class token [CLS]",
            re.compile(r"koala \d+%"),
        ]
    )
    steps.nth(2).click()
    expect(page).to_have_url(re.compile(r"/inside\?.*#patch$"), timeout=30_000)


def test_a_term_leads_to_where_it_is_seen(page):
    opened(page, "/?photo=koala")
    entry = page.locator(f"{GLOSSARY} [data-entry=translation_equivariance]")
    place = entry.get_by_role("link", name="ViT vs CNN › Exact facts")
    place.scroll_into_view_if_needed()
    place.click()
    expect(page).to_have_url(re.compile(r"/vs-cnn\?.*#exact$"), timeout=30_000)
    expect(page.locator("[data-section=exact], [data-view=equivariance]").first).to_be_in_viewport(
        timeout=30_000
    )
