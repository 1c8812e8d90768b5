"""Every symbol of every formula of the Lesson says what it means: to a mouse, a finger, a key."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.head import opened
from vitviz.app.state.lesson import LESSON
from vitviz.text import words
from vitviz.web.words_lesson import lesson

PATIENCE = 60_000  # milliseconds
ASKING = [step for step in LESSON if step.asks]
SHOWN = """(lesson) => {
  const tip = lesson.closest(".vv").querySelector(":scope > .tip");
  const { left, top, right, bottom } = tip.getBoundingClientRect();
  return { text: tip.checkVisibility() ? tip.textContent : "",
    inside: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight };
}"""
FOCUSED = """() => {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found.matches(".formula-line .term");
}"""
REACH = """(sign) => sign.getBoundingClientRect().height
  - 2 * parseFloat(getComputedStyle(sign, "::before").top)"""  # pixels


def steps(page, language, every=1):
    """Walks through the steps, each answered, and gives those with a formula: its signs."""
    said, lessons = lesson(words(language)), page.locator(".lesson")
    for at, step in [*enumerate(ASKING)][::-every][::-1]:
        answers = "-".join(f"{one.name}.skip" for one in ASKING[: at + 1])
        opened(page, f"/lesson?photo=koala&step={step.name}&answers={answers}")
        expect(lessons.locator("h2")).to_have_text(said[f"title_{step.name}"], timeout=PATIENCE)
        expect(lessons.locator(".finding")).to_be_visible(timeout=PATIENCE)
        signs = lessons.locator(".formula-line .term").all()
        if signs:
            numbers = lessons.locator(".formula.with").inner_text()
            assert re.search(r"\d", numbers), step.name
            assert "{" not in numbers, step.name
            yield step.name, signs
    assert signs == []  # the data step has none


def meaning(page, sign):
    """That the note says what the sign means, within the screen."""
    shown = page.locator(".lesson").evaluate(SHOWN)
    assert shown == {"text": sign.get_attribute("data-tip"), "inside": True}


def tab_to_a_sign(page):
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED):
            return
    pytest.fail("Tab leads to no sign")


@pytest.mark.timeout(300)
def test_a_mouse_and_a_key_find_the_meaning_of_every_symbol(page):
    seen = set()
    for name, signs in steps(page, "en"):
        for sign in signs:
            sign.hover()
            meaning(page, sign)
        page.mouse.move(0, 0)
        page.locator(".lesson h2").focus()
        for sign in signs:
            if sign.get_attribute("tabindex") == "0":  # of one that comes again the first tells it
                tab_to_a_sign(page)
                meaning(page, sign)
        seen.add(name)
    assert len(seen) == 13


@pytest.mark.timeout(300)
@pytest.mark.variant(screen="phone", locale="zh-CN", scheme="dark")
def test_a_finger_finds_the_meaning_of_every_symbol(page):
    for name, signs in steps(page, "zh", every=3):
        for sign in signs:
            assert sign.evaluate(REACH) >= 40, name
            sign.tap()
            meaning(page, sign)
