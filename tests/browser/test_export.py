"""Every panel can be exported: as a picture, as arrays, and as the lines that make them."""

import base64
import io
import json
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_explorer import opened
from vitviz.app.compute import analyses
from vitviz.core.attention.rollout import rollout

SVG = "{http://www.w3.org/2000/svg}"

# A panel in a shadow root, styled by an adopted sheet or by an element, as a file.
STYLED = """async (adopted) => {
  const named = document.querySelector('link[rel=modulepreload][href$="/modules.js"]');
  const { svgOf } = (await import(named.href)).need("widgets/figure.js");
  const host = document.body.appendChild(document.createElement("div"));
  const root = host.attachShadow({ mode: "open" });
  const panel = root.appendChild(document.createElement("p"));
  panel.textContent = "words";
  const css = "p { --background: rgb(1, 2, 3); color: rgb(4, 5, 6); font-weight: 650; }";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  if (adopted) root.adoptedStyleSheets = [sheet];
  else root.appendChild(document.createElement("style")).textContent = css;
  return svgOf(panel, "title");
}"""


def menu(page, view):
    found = page.locator(f'.vv[data-view="{view}"] .export').first
    found.locator("summary").click()
    return found


def saved(page, view, item):
    """Name and bytes of what the menu's item saves."""
    with page.expect_download() as download:
        menu(page, view).get_by_text(item, exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def exported(page, view, item):
    """The bytes alone."""
    return saved(page, view, item)[1]


def test_the_arrays_are_those_of_the_core_and_say_what_made_them(page):
    opened(page, "/?photo=koala&fusion=max")
    name, data = saved(page, "rollout", "Arrays (NPZ)")
    assert name == "vitviz-koala-rollout-max-residual0.5-discard0.npz"
    with np.load(io.BytesIO(data)) as archive:
        about, row = json.loads(str(archive["about"])), archive["rollout"]
    analysis = analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 0))
    exact = rollout(analysis.trace, "pooling", fusion="max")[0].numpy()
    assert np.allclose(row, exact, atol=1e-6)
    assert about["settings"]["photo"] == "koala"
    assert about["settings"]["fusion"] == "max"
    assert {"vitviz", "torch", "timm", "numpy"} == set(about["versions"])


def test_the_picture_is_what_the_panel_shows_without_its_controls(page):
    opened(page, "/?photo=koala")
    root = ElementTree.fromstring(exported(page, "rollout", "SVG"))
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert texts[0].startswith("Rollout from what the classifier reads")
    assert any(text.startswith("even ") for text in texts)
    assert "Export" not in texts
    assert texts[-3] == "Photo: A koala in a tree. BurningWell, public domain."
    pictures = list(root.iter(f"{SVG}image"))
    assert len(pictures) == 3  # photo, map and colour bar
    png = Image.open(io.BytesIO(exported(page, "rollout", "PNG")))
    assert png.size == (2 * int(float(root.get("width"))), 2 * int(float(root.get("height"))))
    assert len(png.convert("RGB").getcolors(1 << 24)) > 500


def test_the_picture_has_its_styles_from_an_adopted_sheet_as_from_an_element(page):
    opened(page, "/?photo=koala")
    for adopted in (True, False):
        root = ElementTree.fromstring(page.evaluate(STYLED, adopted))
        assert root.find(f"{SVG}rect").get("fill") == "rgb(1, 2, 3)"
        title, words = root.iter(f"{SVG}text")
        assert title.get("fill") == words.get("fill") == "rgb(4, 5, 6)"
        assert words.get("font-weight") == "650"


def test_the_python_lines_stand_in_a_dialogue_that_escape_closes(page):
    opened(page, "/?photo=koala")
    button = menu(page, "explorer")
    button.get_by_text("Python code").click()
    dialogue = page.locator('.vv[data-view="explorer"] dialog[open]')
    expect(dialogue.locator("pre")).to_contain_text('vitviz.load("everyday-vit-s14")')
    expect(dialogue.locator("pre")).to_contain_text("maps = [vitviz.attention(layer, [0])")
    page.keyboard.press("Escape")
    expect(dialogue).to_have_count(0)
    expect(button.locator("summary")).to_be_focused()


def test_a_picture_begins_and_ends_with_what_is_drawn_where_controls_stood_on_top(page):
    opened(page, "/?photo=koala")
    name, data = saved(page, "explorer", "SVG")  # the wall, under two switches
    assert name == "vitviz-koala-heads-class-token-looks-at.svg"
    root = ElementTree.fromstring(data)
    title = next(root.iter(f"{SVG}text"))
    wall = root.find(f"{SVG}svg")
    assert float(wall.get("y")) - float(title.get("y")) < 40
    labels = [element.text for element in wall.iter(f"{SVG}text")]
    assert {"rollout", "mean", *map(str, range(1, 13))} <= set(labels)
    maps = list(wall.iter(f"{SVG}image"))
    assert len(maps) == 12 * 7 + 1
    first = Image.open(io.BytesIO(base64.b64decode(maps[0].get("href").partition(",")[2])))
    assert first.size == (16, 16)  # a pixel a patch, and no programme smooths it
    assert {each.get("style") for each in maps} == {"image-rendering:pixelated"}


@pytest.mark.variant(screen="phone")
def test_on_a_phone_the_chosen_heads_picture_is_whole_though_its_parts_lie_apart(page):
    opened(page, "/?photo=koala")
    heads = page.locator('.vv[data-view="explorer"] .export').nth(1)
    heads.locator("summary").click()
    with page.expect_download() as download:
        heads.get_by_text("SVG", exact=True).click()
    root = ElementTree.fromstring(download.value.path().read_bytes())
    width, height = float(root.get("width")), float(root.get("height"))
    assert width >= 358
    for image in root.findall(f"{SVG}svg"):
        assert 0 <= float(image.get("x")) <= width - float(image.get("width"))
        assert 0 <= float(image.get("y")) <= height - float(image.get("height"))


def test_the_lines_of_a_difference_make_both_maps_and_subtract(page):
    opened(page, "/?photo=koala&a=120@11.3&b=40@rollout&show=diff&fusion=max")
    heads = page.locator('.vv[data-view="explorer"] .export').nth(1)
    heads.locator("summary").click()
    heads.get_by_text("Python code").click()
    written = page.locator('.vv[data-view="explorer"] dialog[open] pre')
    expect(written).to_contain_text("weights =")
    lines = written.inner_text().splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith("a = "))
    assert lines[begin : begin + 3] == [
        "a = vitviz.attention(trace.layers[11], [121])[:, 0][3]",
        'b = vitviz.rollout(trace, [41], "max", 0.5, 0)[0]',
        "weights = a - b",
    ]


def test_every_menu_can_be_reached_and_opened_by_the_keyboard(page):
    opened(page, "/?photo=koala")
    page.locator(".explorer .wall").focus()
    menu = page.locator('.vv[data-view="explorer"] .export').first
    summary = menu.locator("summary")
    for _ in range(12):  # it stands above the wall, among the wall's settings
        page.keyboard.press("Shift+Tab")
        if summary.evaluate("s => s.getRootNode().activeElement === s"):
            break
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu.get_by_text("PNG", exact=True)).to_be_visible()


def test_a_menu_that_is_open_before_its_panel_is_ready_fills_itself(page):
    held = []
    page.route("**/counting", lambda route: held.append(route))
    page.goto("/vs-cnn?photo=koala&rows=4&alter=grey#counting")
    counting = menu(page, "counting")
    expect(counting.locator(".items :visible")).to_have_text(["Python code"])
    while not held:
        page.wait_for_timeout(50)
    held.pop().continue_()
    items = counting.locator(".items :visible")
    expect(items).to_have_text(["PNG", "SVG", "Arrays (NPZ)", "Python code"])
    with page.expect_download() as download:
        items.nth(2).click()
    assert download.value.suggested_filename == "vitviz-koala-counting.npz"


@pytest.mark.parametrize(
    ("view", "path", "other", "asked"),
    [
        ("explain", "/explain?photo=koala", ".picker [data-class]", "**/explain?*"),
        (
            "positions",
            "/positions?photo=koala&rows=24",
            '[data-value="learned"]',
            "**/position_table?*",
        ),
    ],
)
def test_what_is_on_its_way_is_no_picture_of_what_was_chosen(page, view, path, other, asked):
    page.goto(path)
    panel = page.locator(f'.vv[data-view="{view}"]')
    expect(panel).to_have_attribute("data-painted", re.compile("."), timeout=40_000)
    page.route(asked, lambda route: held.append(route))
    held = []
    with page.expect_request(asked):
        panel.locator(other).nth(1 if view == "explain" else 0).click()
    items = menu(page, view).locator(".items :visible")
    expect(items).to_have_text(["Python code"])
    held[0].continue_()
    expect(items).to_have_text(["PNG", "SVG", "Arrays (NPZ)", "Python code"])
