"""axe-core finds nothing serious on any page, in light and in dark."""

from importlib import resources

import pytest
from playwright.sync_api import expect

from vitviz.app.pages.site import SITES

AXE = pytest.importorskip("axe_playwright_python", reason="make test installs it")
ANSWERED = "?photo=koala&step=attention&answers=attention.less"
END = "?photo=koala&step=summary&answers=cost.4-class_token.137"
PATHS = [f"/{site.path}" for site in SITES] + [f"/lesson{ANSWERED}", f"/lesson{END}"]
RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.flat().join(" "))}`)"""
BOTH = [("laptop", "light", "en-US"), ("phone", "dark", "zh-CN")]


def serious(page):
    """What axe calls serious or critical on the page as it stands, and where."""
    page.evaluate(resources.files(AXE).joinpath("axe.min.js").read_text("utf-8"))
    return page.evaluate(RUN)


@pytest.mark.timeout(200)
@pytest.mark.parametrize(("screen", "scheme", "locale"), BOTH)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_nothing_serious(new_page, path, screen, scheme, locale):
    page = new_page(screen=screen, scheme=scheme, locale=locale)
    page.goto(path)
    painted = page.locator('.vv[data-painted]:not([data-painted=""])').first
    expect(painted).to_be_attached(timeout=60_000)
    page.wait_for_load_state("networkidle")  # all views have what they asked for
    assert serious(page) == []


def test_what_is_serious_is_found(page):
    page.set_content('<html lang="en"><title>x</title><main><img src="data:,"></main></html>')
    assert any("image-alt" in found for found in serious(page))
