"""At twice the size nothing is cut off and nothing scrolls sideways."""

import pytest
from playwright.sync_api import expect

from vitviz.app.pages.site import SITES

ANSWERED = "/lesson?photo=koala&step=attention&answers=attention.less"
END = "/lesson?photo=koala&step=summary&answers=cost.4"
PATHS = [*(f"/{site.path}" for site in SITES), ANSWERED, END]
WIDER = """() => [document.documentElement, ...document.querySelectorAll("[data-testid=stMain]")]
  .some((box) => box.scrollWidth > box.clientWidth)"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# What ends beside the window, and words cut off at an edge, but where one may scroll to the rest.
LOST = """(view) => [...view.querySelectorAll("*")].filter((part) => {
  const { left, right, width, height } = part.getBoundingClientRect();
  const hidden = part.closest(".hidden-text, [aria-hidden=true]") || width <= 1 || height <= 1;
  if (hidden || !part.checkVisibility()) return false;
  for (let box = part; box && box !== view; box = box.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return false;
  }
  const { overflowX } = getComputedStyle(part);
  const cut = overflowX === "hidden" && part.scrollWidth > part.clientWidth + 1 && part.textContent.trim();
  return cut && part.clientWidth > 1 || right > innerWidth + 1 || left < -1;
}).map((part) => part.outerHTML.slice(0, 120))"""  # noqa: E501


@pytest.mark.timeout(300)
def test_at_twice_the_size_nothing_sticks_out(page):
    """By the browser's zoom, which leaves a window half as wide, then by the page's own."""
    for path in PATHS:
        page.set_viewport_size({"width": 640, "height": 400})
        page.goto(path)
        painted = page.locator('.vv[data-painted]:not([data-painted=""])').first
        expect(painted).to_be_attached(timeout=60_000)
        page.wait_for_load_state("networkidle")
        all_within(page, path)
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate("() => { document.documentElement.style.zoom = 2; }")
        page.evaluate(DRAWN)
        all_within(page, path)


def all_within(page, path):
    assert not page.evaluate(WIDER), path
    for view in page.locator(".vv").all():
        assert view.evaluate(LOST) == [], path
