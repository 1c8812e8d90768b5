import asyncio

import pytest

from tests.app.loops import run
from vitviz.app.server.connections import Http, Places
from vitviz.app.server.per_visitor import PerVisitor


@pytest.fixture(autouse=True)
def two_places(monkeypatch):
    monkeypatch.setattr(Http, "visitors", Places(total=100, each=2))


def statuses(*hosts, kind="http"):
    """What requests of these visitors are answered that are all open at once."""

    async def asked():
        all_there = asyncio.Event()

        async def app(scope, receive, send):
            await all_there.wait()
            await send({"type": "http.response.start", "status": 200})

        async def one(host):
            said = []
            scope = {"type": kind, "client": (host, 0), "path": "/api/x", "headers": []}
            scope["extensions"] = {"websocket.http.response": {}}

            async def send(message):
                said.extend([message["status"]] if "status" in message else [])

            task = asyncio.ensure_future(PerVisitor(app)(scope, None, send))
            await asyncio.sleep(0)
            return task, said

        tasks = [await one(host) for host in hosts]
        all_there.set()
        await asyncio.gather(*(task for task, _ in tasks))
        return [said[0] for _, said in tasks]

    return run(asked())


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_visitor_has_a_share_and_others_have_theirs(kind):
    hosts = ["203.0.113.5"] * 3 + ["203.0.113.6"]
    assert statuses(*hosts, kind=kind) == [200, 200, 503, 200]


def test_what_has_ended_is_given_back():
    assert [statuses("203.0.113.5", "203.0.113.5") for _ in range(3)] == [[200, 200]] * 3


def test_this_machine_has_no_share():
    assert statuses(*["127.0.0.1"] * 9) == [200] * 9
