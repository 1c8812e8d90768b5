"""The end of the Lesson on paper."""

import re

import pytest
from playwright.sync_api import expect

from vitviz.app.state.lesson import LESSON
from vitviz.text import words
from vitviz.web.words_lesson import lesson

ANSWERS = "-".join(f"{step.name}.skip" for step in LESSON if step.asks)
CONTROLS = "button:not(.to-step), select, input, summary, [role=slider], .tray .strip"
OVER = """(view) => [...view.querySelectorAll("*")].filter((part) => part.checkVisibility()
  && part.getBoundingClientRect().right > innerWidth + 1).map((part) => part.outerHTML.slice(0, 99))"""  # noqa: E501


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("locale", "scheme"), [("en-US", "dark"), ("zh-CN", "light")])
def test_all_answers_stand_on_paper_with_their_steps_and_the_address(new_page, locale, scheme):
    page = new_page(locale=locale, scheme=scheme)
    page.goto(f"/lesson?photo=koala&step=summary&answers={ANSWERS}")
    rows = page.locator(".summary tbody").nth(1).locator("tr")
    expect(rows).to_have_count(len(LESSON) - 1, timeout=60_000)
    expect(page.locator(".summary td", has_text="…")).to_have_count(0, timeout=60_000)

    pages = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pages)) <= 4
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 but for its edges
    page.emulate_media(media="print")
    said = lesson(words(locale[:2]))
    for row, step in zip(rows.all(), LESSON, strict=False):
        expect(row.locator("th")).to_be_visible()
        expect(row.locator("th")).to_have_text(said[f"title_{step.name}"])
        assert row.evaluate("(it) => getComputedStyle(it).breakInside") == "avoid"
    link = page.locator(".summary a")
    expect(link).to_have_text(page.url)
    expect(link).to_have_attribute("href", page.url)
    for view in page.locator(".vv").all():
        assert view.get_attribute("data-theme") == "light"
        assert view.evaluate(OVER) == []
        assert [one.is_visible() for one in view.locator(CONTROLS).all()].count(True) == 0
