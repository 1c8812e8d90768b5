"""Two sides as a visitor meets them: one photo in two ViTs, two photos, or what is said instead."""

import io
import json
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.test_explorer import touch
from tests.browser.test_export import SVG, exported, saved
from vitviz.app.compute import analyses
from vitviz.core.attention.trace import attention

TWO_MODELS = "/?photo=koala&model=hunger-vit-002&model_b=hunger-vit-100&query=27&head=3.2"
TWO_PHOTOS = "/?photo=koala&second=cat&query=120&head=11.4"


def beside(page):
    return page.locator('.vv[data-view="beside"]')


def opened(page, address):
    """The panel, brought near the screen and painted."""
    page.goto(f"{address}#beside")
    return painted(page)


def painted(page):
    panel = beside(page)
    panel.scroll_into_view_if_needed(timeout=40_000)
    expect(panel).to_have_attribute("data-painted", re.compile("/beside"), timeout=40_000)
    page.wait_for_timeout(700)  # the fonts
    return panel


def maps(panel):
    """All maps as they are drawn: A, B and, where there is one, A - B."""
    found = panel.locator(".focus canvas:visible").all()
    return [canvas.evaluate("c => c.toDataURL()") for canvas in found]


def half(panel, side):
    return panel.locator(f'.half[data-side="{side}"]')


def moved(page, place, across, down):
    """The pointer at these shares of an element."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    at = box["x"] + across * box["width"], box["y"] + down * box["height"]
    page.mouse.move(*at)
    page.wait_for_timeout(250)
    return at


@pytest.mark.parametrize("side", ["a", "b"])
def test_a_place_on_either_side_is_shown_on_both_without_a_request(page, sent, side):
    panel = opened(page, TWO_MODELS)
    before = maps(panel)
    assert len(before) == 3
    sent.clear()
    moved(page, half(panel, side).locator(".photo"), 0.31, 0.62)
    after = maps(panel)
    assert all(one != other for one, other in zip(before, after, strict=True))
    names = [half(panel, one).locator('[data-value="query"]').inner_text() for one in "ab"]
    assert names[0] == names[1]
    assert sent == []


def test_the_numbers_are_those_of_both_models(page):
    panel = opened(page, TWO_MODELS)
    for cell, model in enumerate(("hunger-vit-002", "hunger-vit-100")):
        spec = analyses.AnalysisSpec("koala", model, "published", 0)
        trace = analyses.analysis(spec).trace
        row = attention(trace.layers[3], [trace.prefix + 27])[2, 0].numpy()
        entropy = -(row * np.log(row)).sum()
        said = panel.locator('[data-value="entropy"]').nth(cell).inner_text()
        assert float(said.split()[0]) == pytest.approx(entropy, abs=0.011)


def test_one_press_shows_the_same_photo_in_two_models_and_the_link_restores_it(page, new_page):
    page.goto("/?photo=koala#beside")
    panel = beside(page)
    panel.locator('[data-offer="hunger"]').click(timeout=40_000)
    expect(page).to_have_url(re.compile(r"(?=.*model=hunger-vit-002)(?=.*model_b=hunger-vit-100)"))
    painted(page)
    panel.locator('.half[data-side="b"] [data-pick="layer"]').select_option("1")
    expect(page).to_have_url(re.compile("head_b=1.mean"))
    moved(page, half(panel, "b").locator(".photo"), 0.31, 0.62)
    page.mouse.down()
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"(?=.*query=)(?=.*query_b=)"))
    page.mouse.move(1, 1)
    page.wait_for_timeout(1000)
    other = opened(new_page(), page.url.partition("#")[0])
    for part in (".half >> nth=0", ".half >> nth=1", ".numbers"):
        assert other.locator(part).inner_text() == panel.locator(part).inner_text()
    assert maps(other) == maps(panel)


@pytest.mark.parametrize("screen", ["laptop", "phone"])
def test_two_photos_in_one_model_are_seen_side_by_side(new_page, sent, screen):
    page = new_page(screen=screen)
    panel = opened(page, TWO_PHOTOS)
    assert len(maps(panel)) == 2
    expect(panel.locator('[data-value="apart"]')).to_contain_text("two photos")
    photos = [half(panel, side).locator(".photo") for side in "ab"]
    boxes = [photo.bounding_box() for photo in photos]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]  # on a phone, too
    before = maps(panel)
    photos[1].scroll_into_view_if_needed()
    box = photos[1].bounding_box()
    at = box["x"] + 0.3 * box["width"], box["y"] + 0.4 * box["height"]
    sent.clear()
    if screen == "phone":
        touch(page, [at], hold=500, lift=False)
    else:
        page.mouse.move(*at)
    page.wait_for_timeout(300)
    after = maps(panel)
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert sent == []
    if screen == "phone":
        touch(page, [at])  # lifts the finger, which keeps the patch
        page.wait_for_timeout(1500)


def test_what_the_second_side_lacks_is_said_in_its_half_and_the_first_view_stands(page):
    page.goto("/?photo=koala&model_b=nothing_of_the_kind#beside")
    panel = beside(page)
    said = half(panel, "b").locator('[data-value="refused"]')
    expect(said).to_contain_text("nothing_of_the_kind", timeout=40_000)
    expect(half(panel, "a").locator(".photo")).to_be_visible()
    explorer = page.locator('.vv[data-view="explorer"]')
    expect(explorer).to_have_attribute("data-looked", re.compile("."), timeout=40_000)
    panel.locator('[data-value="none"]').click()
    expect(page).not_to_have_url(re.compile("model_b"))
    expect(half(panel, "a")).to_be_hidden()


def test_a_first_view_without_the_head_that_is_shown_has_its_own(page):
    page.goto("/?photo=koala&model_b=nothing_of_the_kind&head=11.1#beside")
    panel = half(beside(page), "a")
    expect(panel.locator('[data-pick="layer"]')).to_have_value("11", timeout=40_000)
    model = page.locator(".tray .choice select").first
    model.select_option("hunger-vit-002")
    expect(panel.locator('[data-pick="layer"] option:checked')).to_have_text(
        "layer 4", timeout=40_000
    )


def test_the_sides_are_swapped_with_all_that_is_theirs(page):
    panel = opened(page, f"{TWO_PHOTOS}&model_b=hunger-vit-100&head_b=1.2")
    before = {side: half(panel, side).locator(".model").inner_text() for side in "ab"}
    panel.locator('[data-value="swap"]').click()
    expect(half(panel, "a").locator(".model")).to_have_text(before["b"], timeout=20_000)
    expect(half(panel, "b").locator(".model")).to_have_text(before["a"])
    expect(page).to_have_url(
        re.compile(r"(?=.*photo=cat)(?=.*second=koala)(?=.*head=1.2)(?=.*head_b=11.4)")
    )


def test_both_sides_are_exported_as_they_stand(page):
    panel = opened(page, f"{TWO_MODELS}&head_b=0.1")
    name, data = saved(page, "beside", "Arrays (NPZ)")
    assert name == "vitviz-koala-side-by-side-layer4-head3-layer1-head2-looks-at.npz"
    with np.load(io.BytesIO(data)) as archive:
        about, found = json.loads(str(archive["about"])), dict(archive)
    for side, model, layer, head in (("a", "hunger-vit-002", 3, 2), ("b", "hunger-vit-100", 0, 1)):
        spec = analyses.AnalysisSpec("koala", model, "published", 0)
        trace = analyses.analysis(spec).trace
        row = attention(trace.layers[layer], [trace.prefix + 27])[head, 0].numpy()
        np.testing.assert_allclose(found[side], row, atol=1e-6)
    np.testing.assert_array_equal(found["difference"], found["a"] - found["b"])
    assert about["model_b"]["name"] == "hunger-vit-100"
    root = ElementTree.fromstring(exported(page, "beside", "SVG"))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert {"A", "B", "A − B"} <= set(texts)
    assert not {"Export", "Swap A and B", "layer 4"} & set(texts)
    assert any(text.startswith("B: Data-hunger ViT, 100%") for text in texts)
    assert "Layer 1, head 2: where patch 28 (row 4, column 4) looks" in " ".join(texts)
    # Two photos; the maps of A and B and their difference, each over what it is of; their scales.
    assert len(list(root.iter(f"{SVG}image"))) == 2 + 3 * 2 + 3
    assert panel.locator(".difference .focus").is_visible()
