"""Data hunger on ViT vs CNN as a visitor meets it: what has ended is shown, the rest is said."""

import re

import numpy as np
from playwright.sync_api import expect

from vitviz.app.pages.hunger import opened as trained
from vitviz.core.data_hunger import data_hunger

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


def test_the_section_has_no_more_width_than_a_phone(new_page):
    page = new_page(screen="phone")
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
