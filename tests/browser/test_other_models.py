"""Grids that are not square, or several, and no head, from the address to the canvas."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.families import analysis_in, open_all
from tests.browser.server import serve
from vitviz.core.attention.trace import attention

ROOT = Path(__file__).parents[2]
PAINTED = '.vv[data-painted]:not([data-painted=""]) .explorer'

APP = f"""import sys
sys.path.insert(0, {str(ROOT)!r})
import streamlit as st
from tests.app.families import model_of
from vitviz.app.compute import models
from vitviz.app.server.middleware import MIDDLEWARE, lifespan, on_script_error
from vitviz.app.server.routes import ROUTES

NAMES = {{"no-head": "dinov2 registers without head", "no-labels": "rope",
    "hiera": "hiera", "pvt": "pvt", "pit": "pit", "swin": "swin"}}
load, require = models.model, models.require_allowed
models.model = lambda name, weights="published", **how: (
    model_of(NAMES[name]) if name in NAMES else load(name, weights, **how))
models.require_allowed = lambda name, weights="published", family="vit": (
    None if name in NAMES else require(name, weights, family))
loaded = models.is_loaded
models.is_loaded = lambda name, weights="published": name in NAMES or loaded(name, weights)
app = st.App({str(ROOT / "app.py")!r}, routes=ROUTES, middleware=MIDDLEWARE, lifespan=lifespan,
    on_script_error=on_script_error)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of an app that opens small models too, of 3 x 5 patches."""
    folder = tmp_path_factory.mktemp("app")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    (folder / "app.py").write_text(APP)
    with serve(folder / "app.py", tmp_path_factory.mktemp("home")) as address:
        yield address


def opened(page, address):
    page.goto(address)
    expect(page.locator(PAINTED)).to_be_visible(timeout=20_000)
    return page


@pytest.mark.parametrize(
    ("start", "after", "place"),
    [
        ("/?rows=8&cols=12&query=14", "query=26", "row 3, column 3"),
        ("/?model=no-head&query=3", "query=8", "row 2, column 4"),  # of 3 x 5 patches
    ],
)
def test_an_arrow_key_moves_by_a_row_of_the_grid_that_is_shown(page, start, after, place):
    opened(page, start)
    page.locator(".explorer .photo").press("ArrowDown")
    page.wait_for_function("(after) => location.search.includes(after)", arg=after)
    expect(page.locator(".explorer .queries")).to_contain_text(place)


def test_a_click_picks_the_patch_of_a_grid_that_is_not_square(page):
    opened(page, "/?rows=8&cols=12")
    box = page.locator(".explorer .photo").bounding_box()
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_function(
        "() => ['53', '54', '41', '42'].some((patch) => location.search.includes(`query=${patch}`))"
    )


@pytest.mark.parametrize("path", ["/", "/explain"])
def test_a_model_without_a_head_says_so_and_breaks_no_page(page, path):
    page.goto(f"{path}?model=no-head")
    expect(page.get_by_text("no classifier").first).to_be_visible(timeout=20_000)


def test_classes_of_a_model_without_labels_are_told_by_number(page):
    page.goto("/explain?model=no-labels")
    expect(page.get_by_text("told by number").first).to_be_visible(timeout=20_000)
    expect(page.locator(".explain").get_by_text("class ").first).to_be_visible(timeout=20_000)


def largest(name, layer, head, query, by):
    """ "row 2, column 3" of the largest weight, by a whole matrix and plain loops."""
    with pytest.MonkeyPatch.context() as patch:
        open_all(patch)
        trace = analysis_in(name, "coffee").trace
    of, (rows, cols) = trace.layers[layer], trace.grid
    y, x = (query // cols + 0.5) / rows, (query % cols + 0.5) / cols
    high, wide = of.grid if by == "row" else of.looked
    token = of.prefix + int(y * high) * wide + int(x * wide)
    whole = attention(of)[head].numpy()
    weights = whole[token] if by == "row" else whole[:, token]
    _, across = of.looked if by == "row" else of.grid
    best = max(range(of.prefix, len(weights)), key=lambda at: weights[at]) - of.prefix
    return f"row {best // across + 1}, column {best % across + 1} "


@pytest.mark.parametrize(
    ("name", "head", "query", "row", "column"),
    [
        ("hiera", "1.1", 130, "8 × 12; in this layer it looks at a grid of 16 × 24", "16 × 24; in"),
        ("pvt", "1.0", 40, "8 × 8; in this layer it looks at a grid of 2 × 2", "2 × 2; in"),
        ("pit", "1.2", 37, "On this layer's grid of 5 × 5", "On this layer's grid of 5 × 5"),
    ],
)
def test_a_map_of_a_layer_on_its_own_grids_is_told_and_read_in_both_directions(
    page, name, head, query, row, column
):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"/?model={name}&query={query}&head={head}")
    own, told = page.locator(".own-grid"), page.locator('.explorer [data-value="largest"]')
    layer, index = map(int, head.split("."))
    for by, said in (("row", row), ("column", column)):
        if by == "column":
            page.locator('.explorer [data-value="column"]').click()
        expect(own).to_contain_text(said, timeout=20_000)
        expect(own).to_contain_text("convolutions")
        expect(told).to_contain_text(largest(name, layer, index, query, by))
    assert errors == []


@pytest.mark.parametrize("path", ["/explain", "/positions", "/lesson"])
def test_every_page_says_what_several_grids_do_not_have(page, path):
    said = {"/positions": "another way", "/lesson": "shares its attention among all others"}
    page.goto(f"{path}?model=hiera")
    expect(page.get_by_text(said.get(path, "several grids")).first).to_be_visible(timeout=20_000)


def test_a_model_whose_windows_are_cut_for_one_size_is_built_for_another_at_a_press(page):
    opened(page, "/?model=swin_tiny_patch4_window7_224&weights=random")
    explorer = page.locator('.vv[data-view="explorer"]')
    for rows, label in ((112, "12,544 patches (112 × 112)"), (56, "3,136 patches (56 × 56)")):
        before = explorer.get_attribute("data-painted")
        page.locator(f'.tray .grids button[data-value="{rows}"]').click()
        expect(page.locator(".tray .size .label")).to_contain_text(label, timeout=60_000)
        expect(explorer).not_to_have_attribute("data-painted", before, timeout=60_000)
        expect(explorer).to_have_attribute("data-painted", re.compile(r"\w"), timeout=60_000)
    assert "rows" not in page.evaluate("location.search")  # its own size needs no word


def counted(page, address):
    """The multiply-adds of the panel Cost, once they are drawn."""
    page.goto(address)
    found = page.locator('.vv[data-view="cost"] [data-measure=adds]')
    found.scroll_into_view_if_needed(timeout=40_000)
    expect(found.locator("path.curve, table")).to_have_count(0)
    return found


def test_the_cost_of_a_model_of_one_size_is_counted_in_those_that_it_is_offered_in(page):
    swin = "model=swin_tiny_patch4_window7_224&weights=random"
    found = counted(page, f"/vs-cnn?{swin}&alter=grey#cost")
    expect(found.locator(".chart circle.dot")).to_have_count(4, timeout=60_000)
    expect(found).to_contain_text("3,136 tokens, 224 × 224 px: the ViT needs 4.49B")
    expect(found).to_contain_text("From 3,136 to 12,544 tokens, 4 × as many")
    expect(found).to_contain_text("ViT: 4 ×; CNN, the same pixels: 3.99 ×")
    expect(found.locator("path.curve, table")).to_have_count(0)


def test_of_a_model_that_is_offered_in_one_size_the_lesson_draws_a_dot(page):
    convit = "model=convit_tiny&weights=random"
    found = counted(page, f"/lesson?{convit}&step=cost&answers=cost.16")
    expect(found.locator(".chart circle.dot")).to_have_count(2, timeout=60_000)
    expect(found).to_contain_text("offered in one size alone")
