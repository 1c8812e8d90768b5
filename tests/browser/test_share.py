"""The screen's link: to read, to copy, and to scan from the projector."""

import re
from urllib.parse import quote, urlsplit

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.head import opened

# A Share of its own, as of a server that others reach at `host`.
SHARE = """async (host) => {
  const named = document.querySelector('link[rel=modulepreload][href$="/modules.js"]');
  const { Share } = (await import(named.href)).need("views/frame/share.js");
  window.leaving = new AbortController();
  const words = new Proxy({}, { get: (_, name) => String(name) });
  const share = new Share(words, (address) => address, leaving.signal);
  share.host = host;
  document.body.append(share.element);
  share.open();
  return share.element.querySelector("img").src;
}"""

# How many timers look at the address, told by how often they do.
TIMERS = """() => {
  const timers = new Set();
  const tell = () => { document.body.dataset.timers = timers.size; };
  const { setInterval: begin, clearInterval: end } = window;
  window.setInterval = (act, time) => {
    const timer = begin(act, time);
    if (time === 250) timers.add(timer);
    tell();
    return timer;
  };
  window.clearInterval = (timer) => {
    timers.delete(timer);
    tell();
    end(timer);
  };
}"""


def shared(page):
    page.get_by_role("button", name="Share", exact=True).click()
    return page.get_by_role("dialog", name="Share this screen")


def test_the_link_of_what_is_on_screen_is_shown_and_goes_with_escape(page):
    opened(page, "/?photo=koala&head=10.3")
    dialog = shared(page)
    expect(dialog.locator(".link")).to_have_text(page.url)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Share", exact=True)).to_be_focused()


def test_an_address_of_this_computer_alone_has_no_code_and_says_what_to_do(page):
    opened(page)
    dialog = shared(page)
    expect(dialog).to_contain_text("make lecture")
    expect(dialog.locator("img")).to_be_hidden()


def test_where_the_page_is_opened_on_the_servers_own_machine_the_code_names_its_network(page):
    opened(page, "/?photo=koala")
    port = urlsplit(page.url).port
    source = page.evaluate(SHARE, f"10.0.0.7:{port}")
    wanted = page.url.replace("127.0.0.1", "10.0.0.7")
    assert source.endswith(f"/api/qr.svg?link={quote(wanted, safe='')}")


def test_a_page_led_through_another_port_has_no_code(page):
    opened(page, "/?photo=koala")
    assert page.evaluate(SHARE, "10.0.0.7:1") == ""


def test_the_link_follows_a_screen_that_changes_under_it(page):
    opened(page, "/?photo=koala")
    page.locator(".explorer .photo").click()
    dialog = shared(page)  # before the address knows of the click
    expect(page).to_have_url(re.compile(r"query=\d+"))
    expect(dialog.locator(".link")).to_have_text(re.compile(r"query=\d+"))


@pytest.mark.parametrize(
    "going", ["leaving.abort()", "document.querySelector('body > .sharing').remove()"]
)
def test_a_share_that_has_gone_follows_the_address_no_longer(page, going):
    opened(page, "/?photo=koala")
    page.evaluate(TIMERS)
    page.evaluate(SHARE, "10.0.0.7:1")
    body = page.locator("body")
    expect(body).to_have_attribute("data-timers", "1")
    page.evaluate(going)
    expect(body).to_have_attribute("data-timers", "0")


def test_the_link_can_be_copied(new_page):
    page = new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, "/?photo=koala")
    dialog = shared(page)
    dialog.get_by_role("button", name="Copy the link").click()
    expect(dialog).to_contain_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_that_one_link_was_copied_is_not_said_of_the_next(page):
    opened(page, "/lesson?photo=koala&step=order&answers=order.less")
    dialog = shared(page)
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.locator(".copied")).not_to_have_text("")
    dialog.get_by_role("checkbox").check()
    expect(dialog.locator(".link")).to_contain_text("answers=order.less")
    expect(dialog.locator(".copied")).to_have_text("")


@pytest.mark.parametrize(
    "more", ["", "&a=120@11.3&b=121@10.mean&show=diff&off=" + "11.3-" * 60 + "1.1"]
)
def test_another_librarys_reader_reads_the_code(page, more):
    link = f"http://192.168.1.20:8501/explain?photo=up-{'0a' * 16}&lang=zh{more}"
    page.set_viewport_size({"width": 700, "height": 700})
    page.goto(f"/api/qr.svg?link={quote(link, safe='')}")
    picture = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    text, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert text == link


@pytest.mark.variant(screen="phone", locale="zh-CN", scheme="dark")
def test_on_a_phone_it_fits_and_speaks_chinese(page):
    opened(page)
    page.get_by_role("button", name="分享").click()
    dialog = page.get_by_role("dialog", name="分享此画面")
    expect(dialog).to_contain_text("链接显示")
    box = dialog.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    shown = re.sub(r"make lecture|http\S+", "", dialog.inner_text())
    assert re.findall(r"[A-Za-z]{2,}", shown) == []
