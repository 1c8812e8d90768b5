import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

FLOW = "[data-view=flow]"
LESSON = "/lesson?photo=koala&step=photo&answers=photo.skip"


def stage(page):
    """The stage that is told."""
    return page.locator(f"{FLOW} [aria-current=step]")


def test_seen_first_it_plays_until_it_is_stopped(page):
    opened(page, LESSON)
    page.locator(f"{FLOW} canvas").scroll_into_view_if_needed()
    expect(stage(page)).to_have_text("Patches")
    page.locator(FLOW).get_by_role("button", name="Pause").click()
    expect(page.locator(FLOW)).to_have_attribute("data-position", "1")
    expect(page.locator(FLOW).get_by_role("button", name="Play it all")).to_be_visible()


def test_the_arrow_keys_lead_through_the_stages_without_movement_where_none_is_wanted(page):
    page.emulate_media(reduced_motion="reduce")
    opened(page, LESSON)
    expect(page.locator(f"{FLOW}[data-painted]")).to_be_visible()
    page.locator(f"{FLOW} [data-stage=photo]").click()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{FLOW} .flow-caption")).to_contain_text("256 patches (16 × 16)")
    expect(page.locator(FLOW)).to_have_attribute("data-position", "1")
    page.keyboard.press("End")
    expect(stage(page)).to_be_focused()
    expect(page.locator(f"{FLOW} .flow-caption")).to_contain_text("koala")


@pytest.mark.variant(screen="phone", locale="zh-CN")
def test_on_a_phone_a_finger_reaches_every_stage_and_nothing_sticks_out(page):
    page.emulate_media(reduced_motion="reduce")
    opened(page, LESSON)
    page.locator(f"{FLOW} [data-stage=attention]").tap()
    expect(stage(page)).to_have_text("注意力")
    expect(page.locator(f"{FLOW} .flow-caption")).to_contain_text("257 个 token")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
