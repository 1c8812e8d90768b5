import re
import socket

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from vitviz.app.server.middleware import HEADERS, MIDDLEWARE, send_at_once


def hello(_):
    return PlainTextResponse("hello")


def test_every_response_carries_the_security_headers():
    app = Starlette(routes=[Route("/", hello)], middleware=MIDDLEWARE)
    with TestClient(app) as client:
        for address in ("/", "/missing"):
            answer = client.get(address)
            for name, value in HEADERS.items():
                assert answer.headers[name] == value


def test_streamlits_own_uploader_is_closed():
    app = Starlette(
        routes=[Route("/_stcore/upload_file/{rest:path}", hello, methods=["PUT"])],
        middleware=MIDDLEWARE,
    )
    with TestClient(app) as client:
        assert client.put("/_stcore/upload_file/a/b", content=b"x").status_code == 404


def test_the_policy_lets_nothing_in_from_elsewhere():
    policy = HEADERS["Content-Security-Policy"]
    assert "https:" not in policy
    assert "*" not in policy
    scripts = re.search(r"script-src ([^;]+)", policy).group(1)
    assert "unsafe" not in scripts


def test_small_answers_do_not_wait_for_the_receipt_of_their_first_half():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        send_at_once()
        with socket.create_connection(listening.getsockname()):
            taken, _ = listening.accept()
            with taken:
                assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
