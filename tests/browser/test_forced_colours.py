"""Where the system picks the colours, what is chosen, measured or focused is still seen."""

import pytest
from playwright.sync_api import expect

from vitviz.app.pages.site import SITES

STEP = "lesson?photo=koala&step=attention&answers=attention.less"
PATHS = [*(f"/{site.path}" for site in SITES if not site.apart), f"/{STEP}", "/vs-cnn?alter=grey"]
# Chosen ones that look like one of their kind that is not.
UNSEEN = """(view) => {
  const chosen = '[aria-pressed="true"], [aria-current], [aria-selected="true"]';
  const look = (element) => ["", "::before"].map((part) => {
    const style = getComputedStyle(element, part);
    const own = style.forcedColorAdjust === "none" ? style.backgroundColor : "the system's";
    return [own, style.outlineStyle, style.outlineWidth, style.borderStyle, style.fontWeight].join(" ");
  }).join() + [...element.children].map((child) => getComputedStyle(child).outlineStyle)
    + element.hasAttribute("href"); // a link has a colour of its own
  const seen = (element) => element.checkVisibility() && element.getClientRects().length;
  return [...view.querySelectorAll(chosen)].filter(seen).flatMap((element) => {
    const others = [...(element.closest("ul, ol, nav, [role=group]") ?? element.parentElement)
      .querySelectorAll(element.localName)].filter((other) => !other.matches(chosen) && seen(other));
    return others.some((other) => look(other) === look(element)) ? [element.outerHTML.slice(0, 120)] : [];
  });
}"""  # noqa: E501
# Bars and samples of a colour that the system took.
TAKEN = """(view) => [...view.querySelectorAll("[data-swatch], .scale-bar")]
  .filter((part) => part.checkVisibility() && getComputedStyle(part).forcedColorAdjust !== "none")
  .map((part) => part.outerHTML.slice(0, 120))"""


@pytest.mark.timeout(200)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_chosen_and_what_a_colour_means_is_seen_on_every_page(new_page, scheme):
    page = new_page(scheme=scheme)
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    for path in PATHS if scheme == "light" else PATHS[:1]:
        page.goto(path)
        painted = page.locator('.vv[data-painted]:not([data-painted=""])').first
        expect(painted).to_be_attached(timeout=60_000)
        page.wait_for_load_state("networkidle")
        for view in page.locator(".vv").all():
            assert view.evaluate(UNSEEN) == [], path
            assert view.evaluate(TAKEN) == [], path
            assert view.get_attribute("data-theme") == scheme
    button = page.locator(".bar .segments button").first
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert button.evaluate("(it) => getComputedStyle(it).outlineStyle") == "solid"
