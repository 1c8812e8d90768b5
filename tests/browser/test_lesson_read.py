"""The Lesson as a screen reader has it: in order, with names, each finding said once."""

import re

import pytest
from playwright.sync_api import expect

from vitviz.app.state.lesson import LESSON
from vitviz.text import words
from vitviz.web.words_lesson import lesson

PATIENCE = 60_000  # milliseconds
ASKING = [step for step in LESSON if step.asks]
HEARD = """(lesson) => {
  const found = lesson.querySelector(".found");
  window.heard = [];
  new MutationObserver(() => window.heard.push(found.innerText)).observe(found,
    { childList: true, subtree: true, characterData: true });
}"""


def read(page, step, answers=""):
    """What is read of a step, line by line."""
    page.goto(f"/lesson?photo=koala&step={step.name}&answers={answers}")
    title = lesson(words("en"))[f"title_{step.name}"]
    expect(page.locator(".lesson h2")).to_have_text(title, timeout=PATIENCE)
    if step.asks == "patch" or step.name == "attention":
        expect(page.get_by_role("application", name="The photo in its patches")).to_be_visible()
    return page.locator(".lesson").aria_snapshot().splitlines()


def only(lines, pattern):
    """Where the one line is that has the pattern."""
    found = [at for at, line in enumerate(lines) if re.search(pattern, line)]
    assert len(found) == 1, (pattern, found)
    return found[0]


@pytest.mark.timeout(200)
def test_every_step_is_read_in_the_order_in_which_it_is_seen(page):
    for step in ASKING:
        lines = read(page, step)
        order = [only(lines, r"- .?heading .*level=2")]
        if page.locator(".lesson .formula").count():
            order.append(only(lines, "text: .?Formula: .+"))
        asked = page.locator(".lesson .ask").inner_text()
        order += [at for at, line in enumerate(lines) if "- paragraph: " in line and asked in line]
        if step.asks == "patch" or step.name == "attention":
            order.append(only(lines, "- application .The photo in its patches"))
        if step.asks == "choice":
            order += [at for at, line in enumerate(lines) if "group " in line and asked in line]
            assert len(page.locator("[data-choice]").all()) >= 3
        order += [only(lines, "button .Show it without"), only(lines, "button .Next")]
        assert order == sorted(order), step.name
        assert len(order) >= 5 - (step.asks == "patch"), step.name
        unnamed = [one for one in lines if re.fullmatch(r"\s*- (group|application|button):?", one)]
        assert unnamed == [], step.name


def test_a_symbol_is_named_once(page):
    lines = read(page, next(step for step in LESSON if step.name == "positions"))
    assert not [line for line in lines if re.search(r"note .(\S+): \1:", line)]


def test_a_finding_is_said_once(page):
    step = next(step for step in LESSON if step.name == "heads")
    read(page, step)
    page.locator(".lesson").evaluate(HEARD)
    page.locator("[data-choice=near]").click()
    finding = page.locator(".lesson .finding")
    expect(finding).to_be_visible(timeout=PATIENCE)
    expect(page.locator('[data-view="explorer"]')).to_be_visible(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    said = page.evaluate("() => window.heard")
    assert [text for text in said if finding.inner_text() in text] == said[-1:]
