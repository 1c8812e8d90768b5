"""What a phone downloads for the whole Lesson: every question answered, every view looked at.

    python -m benchmarks.lesson_bytes [--photo coffee] [--to view|end]

A new visitor's phone (390 px) opens the Lesson's first question, answers it, looks at the view
below it, goes on, and so to the end: requests and bytes as they travel (headers too) of each step,
by the time that nothing more comes, and of each kind altogether. `--to` says how far down it
scrolls: to the top of the view, or to the end of the page, where the explorer has the wall of all
heads and fetches all layers.
"""

import argparse

from playwright.sync_api import Page

from benchmarks.first_bytes import LOOKED, Told, Traffic, at_rest, browsing, table
from tests.browser.conftest import SCREENS
from vitviz.app.state.lesson import LESSON, Step

SEEN = 500  # milliseconds that the eye rests on a part of the page


def answer(page: Page, step: Step) -> None:
    """Answers the question that stands there, and waits for what the photo showed."""
    if step.asks == "patch":
        page.locator(".lesson .place .pane").focus()
        for key in ("ArrowRight", "Enter"):
            page.keyboard.press(key)
    elif step.asks:
        page.locator(".lesson [data-choice]").first.click()
    if step.asks:
        page.locator(".lesson .finding").wait_for()


def look(page: Page, step: Step, to: str) -> None:
    """Scrolls to the step's view, or over all of the page, as a reader does."""
    if step.view:
        view = page.locator(f'[data-view="{step.view}"]').first
        view.locator("> *").first.wait_for(state="attached")
        for _ in range(3):  # what it shows makes it longer
            view.evaluate("(view) => view.scrollIntoView({ block: 'start' })")
            page.wait_for_timeout(SEEN)
    page.wait_for_timeout(SEEN)
    if to == "end":
        for _ in range(30):
            page.mouse.wheel(0, 600)
            page.wait_for_timeout(SEEN // 5)


def walk(page: Page, traffic: Traffic, to: str) -> Told:
    """Goes through all steps, prints what each took, and returns all of it."""
    before = (0, 0)
    for step in LESSON:
        page.wait_for_function("(name) => " + AT, arg=step.name, timeout=60_000)
        answer(page, step)
        look(page, step, to)
        at_rest(page, traffic)
        told = traffic.told()
        now = tuple(sum(each) for each in zip(*told.values(), strict=True))
        requests, count = (after - ago for after, ago in zip(now, before, strict=True))
        print(f"  {step.name:32} {requests:4} {count / 1e3:8.0f} kB")
        before = now
        if step is not LESSON[-1]:
            page.locator(".lesson .walk .go").click()
    return traffic.told()


# The Lesson shows the step that is called `name`.
AT = """[...document.querySelectorAll('*')].some((e) =>
  e.shadowRoot?.querySelector(`.vv[data-looked$="/${name}"] .lesson`))"""


def main() -> None:
    """Prints a row for each step, then a table of all kinds: to the first look, at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo", default="coffee")
    parser.add_argument("--to", choices=("view", "end"), default="view")
    asked = parser.parse_args()
    with browsing() as (browser, address):
        page = browser.new_context(**SCREENS["phone"]).new_page()
        traffic = Traffic.of(page)
        page.goto(f"{address}/lesson?photo={asked.photo}", wait_until="commit")
        page.wait_for_function(LOOKED, polling=10, timeout=120_000)
        first = traffic.told()
        everything = walk(page, traffic, asked.to)
        print("all: up to the first look, at the end")
        table(first, everything)


if __name__ == "__main__":
    main()
