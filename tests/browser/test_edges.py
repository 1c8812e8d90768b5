"""What the whole server, Streamlit's routes and all, says to what it should not answer."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.server.served import asked, connect, request, status
from vitviz.app.server.security_headers import RAW

UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version: 13",
)
COOKIE = 'Cookie: a="{}"'
DIGITS = "9" * 60_000


@pytest.fixture(scope="session")
def at(server):
    """Host and port of the server."""
    return urlsplit(server).netloc


@pytest.fixture(scope="session")
def say(at):
    """A function that sends a request and returns the whole answer."""

    def said(target="/", *headers, method="GET", host=at):
        return asked(urlsplit(f"//{at}").port, request(target, headers, method, host))

    return said


@pytest.fixture(scope="session")
def shake(at):
    """A function that asks for a websocket and returns the start of the answer."""

    def asked_for(*headers, host=at, target="/_stcore/stream"):
        lines = [f"GET {target} HTTP/1.1", f"Host: {host}", *UPGRADE, *headers]
        with connect(urlsplit(f"//{at}").port) as connection:
            connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
            return connection.recv(65_536)

    return asked_for


def missing(answer):
    """The security headers that an answer does not have, or has twice."""
    lines = [line.partition(b": ") for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    found = [(name.lower(), value) for name, _, value in lines]
    return [name for name, value in RAW if found.count((name, value)) != 1]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/", 200),
        ("/explain", 200),
        ("/nothing", 404),
        ("/index.html", 404),
        ("//evil.example/", 404),
        ("/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/%00", 404),
        (f"/{DIGITS}", 404),
        ("/api/nothing", 404),
        (f"/api/photo/{DIGITS}.jpg", 404),
        (f"/api/analysis/0/layer?layer={DIGITS}", 414),
        ("/api/analysis/0/layer?layer=%D9%A1", 400),
        ("/static/js/nothing.js", 404),
        ("/static/nothing", 404),
        ("/media/nothing", 404),
        ("/component/nothing/index.html", 404),
        ("/_stcore/health", 200),
        ("/_stcore/metrics", 404),
        ("/_stcore/upload_file/a/b", 404),
        ("/_stcore/agent/mcp", 404),
        ("/_stcore/bidi-components/a/b", 404),
    ],
)
def test_every_answer_has_its_status_and_the_headers(say, target, expected):
    answer = say(target)
    assert status(answer) == expected
    assert not missing(answer)


@pytest.mark.parametrize("target", ["/", "/_stcore/health", "/_stcore/host-config", "/api/nothing"])
@pytest.mark.parametrize("quotes", [9_000, 30_000, 2_500_000])
def test_a_cookie_of_any_length_is_refused_on_every_route(say, target, quotes):
    answer = say(target, COOKIE.format('\\"' * quotes))
    assert status(answer) == 431
    assert not missing(answer)


def test_a_range_of_endless_digits_is_not_read(say):
    assert status(say("/assets/fonts/inter.woff2", f"Range: bytes={'9' * 9_000}")) == 200


@pytest.mark.parametrize("target", ["/", "/explain", "/_stcore/health", "/api/photo/koala.jpg"])
def test_a_foreign_name_gets_nothing(say, target):
    answer = say(target, host="evil.example")
    assert status(answer) == 403
    assert not missing(answer)


@pytest.mark.parametrize("host", ["localhost", "192.168.1.7:8501", "[::1]:8501"])
def test_our_names_and_numeric_addresses_get_the_page(say, host):
    assert status(say("/", host=host)) == 200


def test_a_page_of_another_site_can_send_no_photo(say):
    said = ("X-Vitviz: 1", "Content-Length: 0", "Origin: http://evil.example")
    assert status(say("/api/photo", *said, method="POST")) == 403


def test_a_websocket_of_our_page_opens(shake, at):
    assert status(shake(f"Origin: http://{at}")) == 101


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], 403),
        (["Origin: http://evil.example"], 403),
        (["Origin: null"], 403),
        (["Origin: http://{at}", COOKIE.format('\\"' * 3_000)], 101),
        (["Origin: http://{at}", COOKIE.format('\\"' * 9_000)], 431),
        (["Origin: http://{at}", "Sec-WebSocket-Version: 12"], 400),
    ],
)
def test_any_other_is_refused_with_the_headers(shake, at, headers, expected):
    answer = shake(*(header.replace("{at}", at) for header in headers))
    assert status(answer) == expected
    assert not missing(answer)


def test_a_rebound_name_opens_no_websocket(shake):
    host = "evil.example:8501"
    assert status(shake(f"Origin: http://{host}", host=host)) == 403


@pytest.mark.variant(locale="zh-CN")
def test_an_unknown_page_is_said_in_the_visitors_language(page, complaints):
    answer = page.goto("/nothing")
    assert answer.status == 404
    expect(page.locator("p").first).to_have_text("这个地址没有页面。")
    page.locator("a").click()
    expect(page).to_have_url("/")
    complaints[:] = [said for said in complaints if "/nothing" not in said]


def test_a_name_in_an_address_becomes_no_link(page):
    page.goto("/?model=www.evil.example")
    notice = page.get_by_role("alert")
    said = "No model is called www.evil.example. Choose one from the list."
    expect(notice).to_have_text(f"{said} Shown instead: Everyday ViT-S/14.")
    expect(page.locator("a[href*=evil]")).to_have_count(0)
