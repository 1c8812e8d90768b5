import pytest

from tests.app.loops import run
from vitviz.app import settings as module
from vitviz.app.server.guard import HEADERS_MAX, NAME_MAX, PATH_MAX, QUERY_MAX, Guard, size

HOST = (b"host", b"localhost:8501")
OWN = (b"origin", b"http://localhost:8501")


def scope(path="/", headers=(), query=b"", kind="http", method="GET", host=HOST):
    found = {
        "type": kind,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [*([host] if host else []), *headers],
        "extensions": {"websocket.http.response": {}},
    }
    return found | ({"method": method} if kind == "http" else {})


def met(asked):
    """The status that the guard answers with, and the scope that it passes on; one is None."""
    passed, sent = [], []

    async def app(scope, receive, send):
        passed.append(scope)

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    run(Guard(app)(asked, receive, send))
    status = next((message["status"] for message in sent if "status" in message), None)
    return status, passed[0] if passed else None


KINDS = pytest.mark.parametrize("kind", ["http", "websocket"])


class Unread(bytes):
    """A header's value of which only the length may be asked."""

    def __getattribute__(self, name):
        raise AssertionError(f"it was read: {name}")

    def __iter__(self):
        raise AssertionError("it was read")

    def __contains__(self, other):
        raise AssertionError("it was read")


def filled(total):
    """Headers that are `total` bytes on the wire together with the host."""
    headers = [HOST, OWN, (b"x", b"")]
    return [(b"x", b"y" * (total - size(headers))), OWN]


@KINDS
def test_headers_up_to_the_bound_are_passed_on(kind):
    assert met(scope("/", filled(HEADERS_MAX), kind=kind))[0] is None


@KINDS
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/_stcore/stream", "/api/photo/x.jpg"])
def test_longer_headers_are_refused_on_every_path(kind, path):
    assert met(scope(path, filled(HEADERS_MAX + 1), kind=kind)) == (431, None)


def test_longer_headers_are_not_read():
    headers = [(b"cookie", Unread(b'a="' + b'\\"' * 30_000)), (b"accept-language", Unread(b"zh"))]
    assert met(scope("/", headers))[0] == 431


def test_many_headers_count_as_long_ones():
    assert met(scope("/", [(b"x", b"")] * 4_000))[0] == 431


@KINDS
@pytest.mark.parametrize("path", ["/" + "9" * 60_000, "/api/photo/" + "x" * PATH_MAX + ".jpg"])
def test_an_endless_address_is_a_404(kind, path):
    assert met(scope(path, [OWN], kind=kind)) == (404, None)


@KINDS
@pytest.mark.parametrize("name", ["x" * NAME_MAX, "é" * (NAME_MAX // 2)])
def test_a_name_that_no_file_can_have_is_a_404(kind, name):
    for folder in ("/", "/static/js/", "/assets/fonts/", "/api/photo/"):
        assert met(scope(folder + name, [OWN], kind=kind))[0] is None
        assert met(scope(f"{folder}{name}éé", [OWN], kind=kind)) == (404, None)
        assert met(scope(f"{folder}{name}éé/x", [OWN], kind=kind)) == (404, None)


@pytest.mark.parametrize("path", ["/\0", "/api/photo/\n.jpg", "/\x7f", "/\t/evil.example/"])
def test_an_address_with_a_control_character_is_a_404(path):
    assert met(scope(path)) == (404, None)


def test_an_endless_query_is_too_long():
    assert met(scope(query=b"x" * QUERY_MAX))[0] is None
    assert met(scope(query=b"x" * (QUERY_MAX + 1))) == (414, None)


@KINDS
@pytest.mark.parametrize("host", [None, (b"host", b"evil.example"), (b"host", b"\xff")])
def test_a_foreign_name_gets_nothing(kind, host):
    assert met(scope(host=host, headers=[(b"origin", b"http://evil.example")], kind=kind))[0] == 403


def test_two_hosts_are_none():
    assert met(scope(headers=[HOST]))[0] == 403


@pytest.mark.parametrize("headers", [[], [(b"origin", b"http://evil.example")], [OWN, OWN]])
def test_a_websocket_of_another_page_is_refused(headers):
    assert met(scope("/_stcore/stream", headers, kind="websocket")) == (403, None)


def test_a_websocket_of_our_page_is_passed_on():
    assert met(scope("/_stcore/stream", [OWN], kind="websocket"))[0] is None


@pytest.mark.parametrize("origin", [b"http://evil.example", b"null"])
def test_a_post_of_another_page_is_refused(origin):
    assert met(scope("/api/photo", [(b"origin", origin)], method="POST")) == (403, None)


def test_a_post_of_our_page_is_passed_on():
    assert met(scope("/api/photo", [OWN], method="POST"))[0] is None


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/upload_file/a/b",
        "/explain/_stcore/upload_file/a/b",
        "/_stcore/metrics",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
        "/auth/login",
        "/oauth2callback",
    ],
)
def test_what_of_streamlit_no_page_uses_is_closed(path):
    assert met(scope(path)) == (404, None)


def test_its_metrics_answer_where_they_are_asked_for(monkeypatch):
    monkeypatch.setenv("VITVIZ_METRICS", "1")
    module.settings.cache_clear()
    try:
        assert met(scope("/_stcore/metrics"))[0] is None
        assert met(scope("/_stcore/agent/mcp"))[0] == 404
    finally:
        monkeypatch.undo()
        module.settings.cache_clear()


def behind(*headers):
    """The headers that are read behind the guard, of these."""
    return met(scope(headers=headers))[1]["headers"][1:]


def test_streamlits_own_cookies_are_read_and_no_others():
    sent = b'a="\\"\\""; _streamlit_xsrf=2|6a|b=-_; _streamlit_user="\\""; __Host-x=1;;='
    assert behind((b"cookie", sent)) == [(b"cookie", b"_streamlit_xsrf=2|6a|b=-_")]
    quoted = b'_streamlit_session="eyJ=.x/y"'
    assert behind((b"cookie", quoted)) == [(b"cookie", quoted)]


def test_a_cookie_of_others_alone_is_none():
    assert behind((b"cookie", b"a=1; b=2")) == []


def test_a_part_of_a_file_cannot_be_asked_for():
    assert behind((b"range", b"bytes=0-1"), (b"accept", b"x")) == [(b"accept", b"x")]


def test_the_start_of_the_process_is_no_request():
    assert met({"type": "lifespan"}) == (None, {"type": "lifespan"})
