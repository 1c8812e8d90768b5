"""Data hunger on ViT vs CNN as a visitor meets it: what has ended is shown, the rest is said."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.test_explorer import ENGLISH, NAMES
from tests.browser.test_export import exported
from vitviz.app.endpoints.data_hunger import ENDPOINTS
from vitviz.app.pages.hunger import opened as trained
from vitviz.app.state.view_state import ViewState
from vitviz.core import assets
from vitviz.core.data_hunger import FILE, data_hunger

PANEL = '.vv[data-view="hunger"]'


def opened(page, address="/vs-cnn?photo=koala#hunger"):
    page.goto(address)
    expect(page.locator(f"{PANEL}[data-painted]")).to_be_visible(timeout=30_000)
    return page.locator(PANEL)


def test_every_network_and_share_is_a_figure_or_said_to_be_missing(page):
    panel = opened(page)
    found = data_hunger()
    ended = ~np.isnan(found.accuracy)
    rows = panel.locator(".arm[data-arm]")
    expect(rows).to_have_count(len(found.arms))
    for arm in range(len(found.arms)):
        for share in range(len(found.shares)):
            cell = rows.nth(arm).get_by_role("cell").nth(share)
            known = found.accuracy[arm, share][ended[arm, share]]
            says = f"{100 * known.mean():.1f}%" if len(known) else "not run yet"
            expect(cell).to_contain_text(says)
    expect(panel.locator(".chart .dot")).to_have_count(int(ended.sum()))
    expect(panel.locator(".notes")).to_contain_text(f"{ended.size} runs")


def test_a_trained_vit_opens_on_another_page_with_the_photo_on_screen(page):
    panel = opened(page)
    links = panel.locator(".opened button")
    expect(links).to_have_count(2 * len(trained()))
    for name in [one["model"] for one in trained()][:1]:
        panel.locator(f'button[data-model="{name}"][data-value="embedding"]').click()
        expect(page).to_have_url(re.compile(rf"/positions\?(?=.*photo=koala)(?=.*model={name})"))
        expect(page.locator('.vv[data-view="positions"][data-painted*="/"]')).to_be_visible()


def test_one_step_back_leads_from_a_trained_vit_to_where_its_link_was_pressed(new_page):
    page = new_page(fresh=True)  # a page that many tests used has as many steps as a browser keeps
    panel = opened(page)
    before, entries = page.url, page.evaluate("history.length")
    panel.locator('.opened button[data-value="heads"]').first.click()
    expect(page).to_have_url(re.compile(r"model=hunger"))
    expect(page.locator('.vv[data-view="explorer"][data-painted]')).to_be_visible()
    assert page.evaluate("history.length") == entries + 1
    page.go_back()
    expect(page).to_have_url(re.compile(rf"{re.escape(before.partition('#')[0])}(#.*)?$"))
    expect(page.locator(f"{PANEL}[data-painted]")).to_be_visible(timeout=30_000)


def test_the_section_has_no_more_width_than_a_phone(new_page):
    page = new_page(screen="phone")
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# Three seeds of which one arm has not all: the accuracy of each, by arm and share.
SEEDS = {
    "cnn": {0.1: (0.31, 0.35, 0.33), 1.0: (0.44, 0.44, 0.47)},
    "vit": {0.1: (0.21, 0.25, 0.29), 1.0: (0.36,)},
    "stem_vit": {0.1: (), 1.0: (0.38, None, 0.4)},
}


@pytest.fixture
def several_seeds(tmp_path, monkeypatch):
    """What the server would say of these runs, as a bundle."""
    ran, missing = [], []
    for arm, shares in SEEDS.items():
        for share, runs in shares.items():
            for seed in range(3):
                run = {"arm": arm, "share": share, "seed": seed}
                top1 = runs[seed] if seed < len(runs) else None
                done = run | {"top1": top1, "pictures": round(1000 * share)}
                (missing if top1 is None else ran).append(run if top1 is None else done)
    told = json.loads((assets.ASSETS / FILE).read_text())
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text(json.dumps(told | {"runs": ran, "missing": missing}))
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    return ENDPOINTS["data_hunger"].make(None, ViewState())


def test_of_several_seeds_the_mean_stands_with_its_spread_and_each_is_a_dot(page, several_seeds):
    page.route("**/data_hunger*", lambda route: route.fulfill(body=several_seeds))
    panel = opened(page)
    rows = {
        arm: panel.locator(f'.arm[data-arm="{arm}"]').get_by_role("cell").all_inner_texts()
        for arm in SEEDS
    }
    said = {arm: [re.sub(r"\s+", " ", cell) for cell in cells] for arm, cells in rows.items()}
    assert said == {
        "cnn": ["33.0% 31.0% to 35.0% 3 seeds", "45.0% 44.0% to 47.0% 3 seeds"],
        "vit": ["25.0% 21.0% to 29.0% 3 seeds", "36.0% 1 seed"],
        "stem_vit": ["not run yet", "39.0% 38.0% to 40.0% 2 seeds"],
    }
    gap = panel.locator(".arm.gap").get_by_role("cell")
    expect(gap.nth(0)).to_contain_text("+8.0 points")
    expect(gap.nth(0)).to_contain_text("+4.0 to +10.0 3 seeds")
    expect(gap.nth(1)).to_contain_text("+8.0 points")  # of the seed that both have run
    expect(gap.nth(1)).to_contain_text("1 seed")
    expect(panel.locator(".chart .dot")).to_have_count(12)
    bars = panel.locator(".chart .spread")
    expect(bars).to_have_count(4)
    expect(panel.locator(".notes")).to_contain_text("12 of 18 runs have ended")
    expect(panel.locator(".notes")).to_contain_text("A figure of one seed has no spread")
    expect(panel.locator(".drawn")).to_contain_text("from the lowest to the highest")
    box = panel.locator(".chart .dot.arm-vit").nth(2).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(panel.locator(".readout-line")).to_have_text(
        "Plain ViT, 10% of the photos, seed 2: 29.0%"
    )


def test_several_seeds_are_said_in_chinese_and_their_picture_bears_the_legend(
    new_page, several_seeds
):
    page = new_page(locale="zh-CN", scheme="dark")
    page.route("**/data_hunger*", lambda route: route.fulfill(body=several_seeds))
    panel = opened(page)
    said = NAMES.sub("", panel.locator(".told").inner_text())
    assert not ENGLISH.search(re.sub("CIFAR|ResNet|Tiny", "", said))
    expect(panel.locator('.arm[data-arm="vit"]')).to_contain_text("3 个随机种子")
    drawing = exported(page, "hunger", "SVG").decode()
    assert drawing.count("<circle") >= 12
    assert "从最低值到最高值" in re.sub(r"<[^>]+>|\s", "", drawing)
