"""Feature components as a visitor meets them: two photos, one basis, a patch searched in both."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.test_explorer import touch
from vitviz.app.compute import analyses
from vitviz.core.internals.components import patch_tokens
from vitviz.core.internals.patch_similarity import patch_similarity

BOTH = "/inside?photo=koala&second=cat&query=120"


def opened(page, address=BOTH):
    """The panel, brought near the screen and painted."""
    page.goto(f"{address}#components")
    panel = page.locator('.vv[data-view="components"]')
    panel.scroll_into_view_if_needed(timeout=40_000)
    expect(panel).to_have_attribute("data-painted", re.compile("components"), timeout=40_000)
    page.wait_for_timeout(700)  # the photos and the fonts
    return panel


def maps(panel):
    """The two photos' maps of similarity as they are drawn."""
    found = panel.locator(".photo-maps > :nth-child(3) canvas:visible").all()
    return [canvas.evaluate("c => c.toDataURL()") for canvas in found]


def colours(panel, photo):
    return panel.locator(".photo-maps").nth(photo).locator(".pane").nth(1)


def tokens_of(photo):
    spec = analyses.AnalysisSpec(photo, "everyday-vit-s14", "published", 0)
    analysis = analyses.analysis(spec)
    return analysis.vit, patch_tokens(analysis.vit, analyses.pixels(analysis))


@pytest.mark.parametrize("screen", ["laptop", "phone"])
def test_a_patch_of_either_photo_is_searched_in_both_without_a_request(new_page, sent, screen):
    page = new_page(**({"screen": "phone"} if screen == "phone" else {}))
    panel = opened(page)
    for photo in (0, 1):
        place = colours(panel, photo)
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        at = box["x"] + 0.3 * box["width"], box["y"] + (0.6 - 0.2 * photo) * box["height"]
        before = maps(panel)
        sent.clear()
        if screen == "phone":
            touch(page, [at], hold=500, lift=False)
        else:
            page.mouse.move(*at)
        page.wait_for_timeout(250)
        after = maps(panel)
        assert len(after) == 2
        assert before[0] != after[0]
        assert before[1] != after[1]
        assert sent == []
        if screen == "phone":
            touch(page, [at])  # lifts the finger, which keeps the patch
            page.wait_for_timeout(1500)


def test_the_numbers_are_those_of_the_models_own_tokens(page):
    panel = opened(page)
    vit, here = tokens_of("koala")
    cosines = patch_similarity(vit, here[120:121], tokens_of("cat")[1])[0].numpy()
    row, col = np.divmod(int(cosines.argmax()), 16)
    said = panel.locator('[data-value="second"]')
    expect(said).to_have_text(
        f"patch {row * 16 + col + 1} (row {row + 1}, column {col + 1}): {cosines.max():.2f}"
    )


def test_a_second_photo_a_depth_and_a_patch_of_it_are_in_the_address(page, new_page):
    panel = opened(page, "/inside?photo=koala&query=18")
    assert len(maps(panel)) == 1
    panel.locator('.second-photo button[data-value="cat"]').click()
    expect(colours(panel, 1)).to_be_visible(timeout=20_000)
    panel.locator("input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    colours(panel, 1).focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"(?=.*second=cat)(?=.*depth=11)(?=.*on=second)"))
    page.wait_for_timeout(1000)
    other = opened(new_page(), page.url.partition("#")[0])
    for part in (".facts", ".said >> nth=0"):
        assert other.locator(part).inner_text() == panel.locator(part).inner_text()
    assert "of the second photo" in other.locator(".components").inner_text()
    assert "after layer 11" in other.locator(".components").inner_text()


def test_on_another_grid_the_photo_stands_without_colours_until_they_come(page):
    panel = opened(page, "/inside?photo=koala&rows=24")
    held = []
    page.route("**/components?*", lambda route: held.append(route))
    with page.expect_request("**/components?*", timeout=40_000):
        page.locator('.tray .segments button[data-value="16"]').click()
    expect(panel).not_to_have_attribute("data-painted", re.compile("components"))
    held[0].continue_()
    expect(panel).to_have_attribute("data-painted", re.compile("components"), timeout=40_000)
