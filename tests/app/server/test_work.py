"""No request is work that grows faster than its length: every route, every input, hostile text."""

import http.cookies
import re
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime import Runtime

from tests.app.loops import run
from tests.app.server import work as counting
from tests.app.server.work import growth, patterns_counted, work
from vitviz.app.compute import startup
from vitviz.app.server import static_files
from vitviz.app.server.guard import HEADERS_MAX, PATH_MAX, QUERY_MAX
from vitviz.app.server.middleware import MIDDLEWARE
from vitviz.app.server.routes import ROUTES
from vitviz.app.state.session import Answer, changed
from vitviz.app.state.view_state import ViewState
from vitviz.text import negotiate, words

APP = Path(__file__).parents[3] / "app.py"
FASTEST = 24.0  # 9 is linear, 65 quadratic: in the middle of both, as ratios go
UNITS = (
    '\\"', "9", "a", ",", ";", "a,", "a;q=0.9,", "a=b; ", "=", "&", " ", "%", "%41", "%D9%A1", "/",
    "../", "0-0,", "11.3-", "p1@", "-", "é", "\t", "(", "[", "::",
)  # fmt: skip
HEADERS = (
    "cookie", "accept-language", "x-vitviz-language", "accept-encoding", "accept", "range",
    "if-none-match", "if-modified-since", "content-type", "content-length", "user-agent", "referer",
    "origin", "host", "sec-fetch-site", "sec-websocket-protocol", "x-forwarded-for", "connection",
)  # fmt: skip
FORMS = {"cookie": '_streamlit_xsrf="{}"', "range": "bytes={}", "accept-language": "zh,{}"}
FIELDS = ("photo", "model", "off", "a", "query", "rows", "residual", "lang", "link", "layer", "as")
READERS = ("/", "/_stcore/health", "/assets/fonts/inter.woff2")
FOLDERS = (
    "/", "/explain/", "/api/photo/", "/api/thumb/", "/api/analysis/", "/api/analysis/0/",
    "/frontend/", "/assets/fonts/", "/static/js/", "/media/", "/component/", "/_stcore/",
    "/_stcore/bidi-components/a/",
)  # fmt: skip


@pytest.fixture(scope="module")
def app():
    """Our layers and routes around Streamlit's own, as the server runs them."""
    served = st.App(APP, routes=ROUTES, middleware=MIDDLEWARE)
    built = served._build_starlette_app()
    words("zh")("Ready")  # read once: a catalogue's reader asks for real patterns
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(static_files, "wanted", lambda *_: ())  # that would load the models
        patch.setattr(startup, "progress", lambda: startup.Progress("ready", 1.0))
        with patterns_counted():
            yield built
    Runtime._instance = None


@pytest.fixture
def ask(app):
    """A function that sends the app one request and hears it out."""

    def asked(path="/", query="", headers=(), kind="http", method="GET"):
        given = {"host": "localhost", "origin": "http://localhost", **dict(headers)}
        scope = {
            "type": kind,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": query.encode("utf-8"),
            "headers": [(k.encode(), v.encode("latin-1")) for k, v in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8501),
            "extensions": {"websocket.http.response": {}},
            "state": {},
        }
        scope |= {"method": method} if kind == "http" else {"subprotocols": []}
        messages = iter(
            [{"type": "http.request"} if kind == "http" else {"type": f"{kind}.connect"}]
        )

        async def receive():
            return next(messages, {"type": f"{kind}.disconnect", "code": 1000})

        async def send(message):
            pass

        run(app(scope, receive, send))

    return asked


def too_fast(call, length, *, units=UNITS):
    """The units of text of which `call(text)` makes more work than their length allows."""

    def filled(unit):
        return lambda count: call((unit * (count // len(unit) + 1))[:count])

    filled("a")(length // 64)  # what is imported or remembered by the first
    grown = {unit: growth(filled(unit), length) for unit in units}
    return {unit: round(by, 1) for unit, by in grown.items() if by > FASTEST}


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("path", READERS)
def test_no_header_is_more_work_than_its_length(ask, path, header):
    length = HEADERS_MAX - 200
    form = FORMS.get(header, "{}")
    assert not too_fast(lambda text: ask(path, headers={header: form.format(text)}), length)


@pytest.mark.parametrize("header", ["cookie", "sec-websocket-protocol", "origin", "host"])
def test_no_header_of_a_websocket_is(ask, header):
    length = HEADERS_MAX - 200
    form = FORMS.get(header, "{}")

    def opened(text):
        ask("/_stcore/stream", headers={header: form.format(text)}, kind="websocket")

    assert not too_fast(opened, length)


def test_nor_are_many_headers(ask):
    def many(text):
        ask("/", headers={f"x-{n}": "" for n in range(len(text) // 12)})

    assert not too_fast(many, HEADERS_MAX - 200, units=["a"])


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("path", ["/", "/api/qr.svg", "/api/analysis/0/layer"])
def test_no_field_of_a_query_is(ask, path, field):
    assert not too_fast(lambda text: ask(path, query=f"{field}={text}"), QUERY_MAX - 20)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_path_is(ask, folder):
    assert not too_fast(lambda text: ask(folder + text), PATH_MAX - len(folder))


def test_what_the_guard_does_not_pass_on_is_no_work_however_long(ask):
    """Less than a line in a hundred characters: an event loop's own lines vary by some dozens."""
    once = work(lambda: ask("/", headers={"x": "y" * (HEADERS_MAX + 1)}))
    assert work(lambda: ask("/", headers={"cookie": 'a="' + '\\"' * 300_000})) < once + 6_000
    once = work(lambda: ask("/" + "x" * (PATH_MAX + 1)))
    assert work(lambda: ask("/" + "x" * 60_000)) < once + 500


def test_a_language_is_no_more_work_than_its_length():
    assert not too_fast(negotiate, HEADERS_MAX)


@pytest.mark.parametrize("field", list(ViewState.model_fields))
def test_no_field_that_a_tab_sends_is(field):
    """Patterns of fields are pydantic's, in Rust, which never goes back over what it has read."""

    def sent(text):
        change = {"n": 1, "set": {field: text}, "grid": (4, 4)}
        answer = Answer.model_validate({"changes": [change] * 2})
        for each in answer.changes:
            changed(ViewState(), each.set, lambda _: (16, 16), each.grid)

    assert not too_fast(sent, 64_000)


def test_nor_are_many_fields_and_many_changes():
    def sent(text):
        fields = {f"{n}": text[:1] for n in range(len(text) // 8)}
        changes = [{"n": n, "set": fields} for n in range(1, 3)]
        for each in Answer.model_validate({"changes": changes}).changes:
            changed(ViewState(), each.set, lambda _: (16, 16), each.grid)

    assert not too_fast(sent, 64_000, units=["a"])


def test_a_search_of_all_the_rest_at_every_turn_is_seen(monkeypatch):
    monkeypatch.setattr(http.cookies, "_planted", re.compile("x"), raising=False)

    def unquoted(text):  # as http.cookies had it
        at = 0
        while at < len(text):
            http.cookies._planted.search(text, at)
            at += 2

    with patterns_counted():
        assert too_fast(unquoted, 4_096, units=["a"])["a"] > 40


def test_a_loop_within_a_loop_is_seen():
    def pairs(text):
        for one in text:
            for other in text:
                if one > other:
                    return

    assert too_fast(pairs, 512, units=["a"])["a"] > 40


def test_work_in_other_threads_is_seen():
    import threading

    def elsewhere(text):
        thread = threading.Thread(target=lambda: [None for _ in text])
        thread.start()
        thread.join()

    assert counting.work(lambda: elsewhere("a")) > 0
