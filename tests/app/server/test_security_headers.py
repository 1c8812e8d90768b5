import base64
import hashlib
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse

from vitviz.app.server import base_address
from vitviz.app.server.security_headers import HEADERS, SecurityHeaders
from vitviz.web.browser_files import loader


def hello(_):
    return PlainTextResponse("hello")


async def refused(websocket):
    await websocket.send_denial_response(PlainTextResponse("no", 403))


def client():
    routes = [Route("/", hello), WebSocketRoute("/socket", refused)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)]))


def missing(answer):
    return [name for name, value in HEADERS.items() if answer.headers.get(name) != value]


def test_every_answer_carries_the_headers():
    for address in ("/", "/missing"):
        assert not missing(client().get(address))


def test_a_refused_websocket_does():
    with pytest.raises(WebSocketDenialResponse) as answer, client().websocket_connect("/socket"):
        pytest.fail("it opened")
    assert not missing(answer.value)


def directives():
    parts = HEADERS["Content-Security-Policy"].split("; ")
    return {name: allowed for name, _, allowed in (part.partition(" ") for part in parts)}


def test_the_policy_lets_nothing_in_from_elsewhere():
    policy = HEADERS["Content-Security-Policy"]
    assert not re.search(r"https?:|wss?:|\*", policy)
    assert "unsafe" not in directives()["script-src"]


@pytest.mark.parametrize("script", [base_address.SCRIPT, loader()])
def test_the_pages_own_scripts_may_run(script):
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in directives()["script-src"]


def test_nothing_goes_elsewhere_either():
    assert directives()["connect-src"] == "'self'"
    assert directives()["form-action"] == "'none'"
