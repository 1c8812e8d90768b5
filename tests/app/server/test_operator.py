import threading

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.app.compute.stepped import until
from vitviz.app.compute import startup, times
from vitviz.app.compute.inference_lock import InferenceLock
from vitviz.app.server.operator import Timed, kind_of, operator

HERE = "http://localhost:8501"


@pytest.fixture
def asked(monkeypatch):
    """A function that asks for the numbers of a server that is ready."""
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("ready", 3.0))
    monkeypatch.setattr(times, "_seconds", {})
    monkeypatch.setattr(times, "_counts", {})
    app = Starlette(routes=[Route("/api/operator", operator)])

    def ask(base=HERE, client="127.0.0.1", **headers):
        with TestClient(app, base_url=base, client=(client, 1234)) as found:
            return found.get("/api/operator", headers=headers)

    return ask


def test_the_operator_is_told_who_is_there_what_waits_what_is_held_and_how_long_things_take(asked):
    times.note("layer", 0.25)
    told = asked().json()
    assert told["stage"] == "ready"
    assert told["visitors"] == 0
    assert told["waiting"] == {"photos": 0, "passes": 0, "jobs": 0}
    assert told["bytes"]["held"].keys() >= {"models", "analyses", "blobs", "photos", "all"}
    assert told["bytes"]["most"]["process"] > 0
    assert told["times"]["layer"] == {"count": 1, "p50_ms": 250.0, "p95_ms": 250.0}


def test_a_pass_that_waits_for_anothers_graph_is_one_that_waits(asked, monkeypatch):
    lock = InferenceLock()
    monkeypatch.setattr("vitviz.app.server.operator.inference_lock", lock)
    with lock.graphs:
        other = threading.Thread(target=lambda: lock.with_gradients().__enter__(), daemon=True)
        other.start()
        until(lambda: lock.graphs.waiting == 1)
        assert asked().json()["waiting"]["passes"] == 1
    other.join()


def test_elsewhere_there_is_nothing(asked):
    assert asked(client="192.168.1.20").status_code == 404


def test_nobody_keeps_the_numbers(asked):
    assert asked().headers["Cache-Control"] == "no-store"


def test_before_the_server_is_ready_nothing_is_loaded_to_tell_them(asked, monkeypatch):
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("libraries", 1.0))
    assert asked().json()["bytes"] == {}


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/", "page"),
        ("GET", "/explain", "page"),
        ("GET", "/api/analysis/0123/layer", "layer"),
        ("POST", "/api/photo", "upload"),
        ("GET", "/api/photo/coffee.jpg", "photo"),
        ("GET", "/api/thumb/up-0123.jpg", "photo"),
        ("GET", "/api/labels/everyday-vit-s14/en-0123.json", "labels"),
        ("GET", "/frontend/0123/view/base.css", "files"),
        ("GET", "/static/js/index.js", "files"),
        ("POST", "/api/lecture/23456789/answer", "lecture"),
        ("GET", "/readyz", "other"),
        ("GET", "/api/analysis/0123/EVIL", "other"),
        ("GET", "/api/analysis/0123/EVIL/", "other"),
        ("GET", "/api/operator", "other"),
        ("GET", "/_stcore/health", "other"),
    ],
)
def test_answers_are_told_apart_by_kind(method, path, kind):
    assert kind_of(method, path) == kind


def test_an_answer_is_timed_and_what_is_refused_is_no_kind_of_its_own(asked):
    app = Starlette(
        routes=[Route("/explain", lambda _: PlainTextResponse("hello"))],
        middleware=[Middleware(Timed)],
    )
    with TestClient(app) as client:
        client.get("/explain")
        client.get("/api/analysis/0123/whatever-somebody-sends")
    assert {kind: told["count"] for kind, told in times.told().items()} == {"page": 1, "refused": 1}


def test_an_address_that_is_only_led_elsewhere_is_no_kind_of_its_own(asked):
    async def slashed(request):
        return RedirectResponse(request.url.path.rstrip("/"), 301)

    app = Starlette(
        routes=[Route("/api/analysis/{key}/{name}/", slashed)], middleware=[Middleware(Timed)]
    )
    with TestClient(app, follow_redirects=False) as client:
        assert client.get("/api/analysis/0123/EVIL1/").status_code == 301
        assert client.get("/api/analysis/0123/layer/").status_code == 301
    assert {kind: told["count"] for kind, told in times.told().items()} == {"other": 2}
