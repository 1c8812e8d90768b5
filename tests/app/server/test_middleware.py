import socket

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from vitviz.app.server.guard import Guard
from vitviz.app.server.middleware import MIDDLEWARE, send_at_once
from vitviz.app.server.pace import PacedRefusals
from vitviz.app.server.security_headers import HEADERS, SecurityHeaders


def broken(_):
    raise RuntimeError("unforeseen")


def hello(_):
    return PlainTextResponse("hello")


def test_the_guard_comes_before_all_that_reads_and_its_answers_have_the_headers():
    outermost = [layer.cls for layer in MIDDLEWARE[:3]]
    assert outermost == [SecurityHeaders, PacedRefusals, Guard]


def test_every_response_carries_the_security_headers():
    routes = [Route("/api/hello", hello), Route("/api/broken", broken)]
    app = Starlette(routes=routes, middleware=MIDDLEWARE)
    asked = {
        "/api/hello": (200, {}),
        "/missing": (404, {}),
        "/api/broken": (500, {}),
        "/api/hello?": (403, {"host": "evil.example"}),
        "/_stcore/metrics": (404, {}),
        "/": (431, {"x": "y" * 20_000}),
        "/?q=" + "x" * 9_000: (414, {}),
    }
    with TestClient(app, base_url="http://localhost") as client:
        for address, (status, headers) in asked.items():
            answer = client.get(address, headers=headers)
            assert answer.status_code == status, address
            for name, value in HEADERS.items():
                assert answer.headers.get_list(name) == [value], address


def test_small_answers_do_not_wait_for_the_receipt_of_their_first_half():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        send_at_once()
        with socket.create_connection(listening.getsockname()):
            taken, _ = listening.accept()
            with taken:
                assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
