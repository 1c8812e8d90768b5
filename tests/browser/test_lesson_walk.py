"""The whole Lesson, from the photo to what was found, by the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened
from vitviz.app.state.lesson import LESSON
from vitviz.text import words
from vitviz.web.words_lesson import lesson

PATIENCE = 60_000  # milliseconds
ON = ".lesson .walk .go"
FOCUSED = """(selector) => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return Boolean(found?.matches(selector));
}"""
WIDER = "() => document.documentElement.scrollWidth - innerWidth"


def tab_to(page, selector):
    """Presses Tab until what `selector` says has the focus."""
    for _ in range(80):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {selector}")


def answer(page, step):
    if step.asks == "patch":
        tab_to(page, ".lesson .place .pane")
        page.keyboard.press("ArrowRight")
    else:
        tab_to(page, "[data-choice]")
    page.keyboard.press("Enter")
    page.locator(".lesson .finding").wait_for(timeout=PATIENCE)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("screen", "scheme", "locale"),
    [("phone", "dark", "zh-CN"), ("projector", "light", "en-US")],
)
def test_every_step_is_answered_and_left_by_the_keyboard_alone(new_page, screen, scheme, locale):
    page = opened(new_page(screen=screen, scheme=scheme, locale=locale), "/lesson?photo=koala")
    said, title = lesson(words(locale[:2])), page.locator(".lesson h2")
    for step in LESSON:
        expect(title).to_have_text(said[f"title_{step.name}"], timeout=PATIENCE)
        if step.asks:
            answer(page, step)
        if step.view:
            expect(page.locator(f'[data-view="{step.view}"]').first).to_be_visible(timeout=PATIENCE)
        assert page.evaluate(WIDER) <= 0, step.name
        assert "{" not in page.locator(".lesson").inner_text(), step.name
        if step is not LESSON[-1]:
            tab_to(page, ON)
            page.keyboard.press("Enter")
    guesses = page.locator(".summary tbody").nth(1).locator("tr")
    expect(guesses).to_have_count(len(LESSON) - 1)
    expect(page.locator(".summary td", has_text="…")).to_have_count(0, timeout=PATIENCE)
