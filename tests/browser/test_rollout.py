"""The rollout's panel: what is set is asked for, kept, and not lost on the way."""

import re

from playwright.sync_api import expect

from tests.browser.head import PHOTOS, opened

PAINTED = '.vv[data-view="rollout"][data-painted]'
QUIET = '[data-testid="stApp"][data-test-script-state="notRunning"]'
RESIDUAL = '.rollout input[type="range"] >> nth=0'


def ready(page, address):
    opened(page, address)
    expect(page.locator(PAINTED)).to_have_attribute("data-painted", re.compile("."))
    return page


def asked(sent):
    return [one for one in sent if "/rollout_rows?queries=pooling" in one]


def test_the_newest_of_many_settings_wins_and_is_kept_when_it_is_let_go(page, sent):
    ready(page, "/?photo=koala")
    sent.clear()
    with page.expect_request(re.compile(r"/rollout_rows\?queries=pooling.*residual=1\b")):
        page.locator(RESIDUAL).evaluate(
            "s => { for (let v = 0; v <= 20; v++) { s.value = v / 20;"
            " s.dispatchEvent(new Event('input')); } s.dispatchEvent(new Event('change')); }"
        )
    expect(page).to_have_url(re.compile(r"[?&]residual=1\b"))
    assert len(asked(sent)) <= 3  # one under way, and the newest after it


def test_a_row_that_did_not_come_is_asked_for_again(page, sent, provoked):
    ready(page, "/?photo=koala")
    page.route(re.compile("fusion=max"), lambda route: route.abort())
    most = page.locator(".rollout").get_by_role("button", name="max")
    most.click()
    status = page.locator(".rollout .status")
    expect(status).not_to_be_empty()
    page.unroute(re.compile("fusion=max"))
    provoked.append("Failed to load resource")
    most.click()
    expect(status).to_be_empty()


def test_a_row_of_an_analysis_that_is_gone_is_made_again_and_not_taken_for_a_lost_network(
    page, provoked
):
    asked, told = [], []

    def forgotten(route):
        asked.append(route.request.url)
        if len(asked) > 1:
            told.append(page.locator(".rollout .status").text_content())
            route.continue_()
        else:
            route.fulfill(status=404)

    page.route(re.compile(r"/rollout_rows\?queries=pooling"), forgotten)
    ready(page, "/?photo=koala")
    assert len(asked) == 2
    assert "made again" in told[0]
    expect(page.locator(".rollout .status")).to_be_empty()
    provoked.append("Failed to load resource")  # the browser logs the answer's status


def test_a_setting_made_while_another_photo_is_on_its_way_is_kept(page):
    ready(page, "/?photo=koala")
    file = {"name": "own.jpg", "mimeType": "image/jpeg"}
    data = (PHOTOS / "crocodile.jpg").read_bytes()
    page.locator(".tray input[type=file]").first.set_input_files({**file, "buffer": data})
    page.locator(".rollout").get_by_role("button", name="min").click()
    expect(page).to_have_url(re.compile(r"photo=up-"))
    expect(page).to_have_url(re.compile(r"fusion=min"))
    pressed = page.locator('.rollout [aria-pressed="true"]')
    expect(pressed).to_have_text("min")


def test_a_slider_under_the_finger_stays_where_it_is_when_a_rerun_comes(page):
    ready(page, "/?photo=koala")
    slider = page.locator(RESIDUAL)
    slider.evaluate("s => { s.value = 0.8; s.dispatchEvent(new Event('input')); }")
    page.locator(".rollout").get_by_role("button", name="max").click()
    expect(page).to_have_url(re.compile(r"fusion=max"))
    expect(page.locator(QUIET)).to_be_attached()
    expect(slider).to_have_js_property("value", "0.8")
    slider.evaluate("s => s.dispatchEvent(new Event('change'))")
    expect(page).to_have_url(re.compile(r"residual=0\.8\b"))
