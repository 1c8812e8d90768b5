import asyncio
import tempfile

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.app.loops import run
from tests.app.server.sending import OURS, receive, refused, sent, shares, sized
from vitviz.app.compute.visitors import Visitor, acting_for
from vitviz.app.server.shares import Shares
from vitviz.app.server.uploads import ROOM, received
from vitviz.app.settings import settings
from vitviz.errors import VitvizError

ALL = ROOM.free


async def photo(request):
    try:
        data = await receive(request)
    except VitvizError as error:
        return JSONResponse({"reason": error.reason, **error.facts}, 400)
    return JSONResponse({"bytes": len(data), "ends": data[-3:].decode()})


async def form(request):
    async with request.form() as fields:
        return PlainTextResponse(str(len(await fields["file"].read())))


@pytest.fixture
def client():
    routes = [Route(f"/{end.__name__}", end, methods=["POST"]) for end in (photo, form)]
    with TestClient(Starlette(routes=routes)) as client:
        yield client


@pytest.fixture
def no_disk(monkeypatch):
    def fail(*_, **__):
        raise OSError("this would have been written to disk")

    for name in ("TemporaryFile", "NamedTemporaryFile", "mkstemp", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, fail)


def test_a_photo_comes_in_whole_and_in_order(client):
    body = bytes(3_000_000) + b"end"
    assert client.post("/photo", content=body, headers=OURS).json() == {
        "bytes": 3_000_003,
        "ends": "end",
    }
    assert run(receive(sent(b"a", b"", b"bc", b"d")[0])) == b"abcd"
    assert ROOM.free == ALL


def test_nothing_of_it_is_written_to_disk(client, no_disk):
    assert client.post("/photo", content=bytes(3_000_000), headers=OURS).status_code == 200


def test_as_many_bytes_as_allowed_come_in_and_no_more(client):
    most = settings().upload_bytes
    assert client.post("/photo", content=bytes(most), headers=OURS).status_code == 200
    refusal = client.post("/photo", content=bytes(most + 1), headers=OURS)
    assert (refusal.status_code, refusal.json()) == (
        400,
        {"reason": "too_many_bytes", "limit": most},
    )


def test_a_body_without_a_declared_length_is_read_up_to_the_limit_only():
    request, read = sent(*[bytes(10)] * 100)
    assert refused(request, max_bytes=25) == ("too_many_bytes", {"limit": 25})
    assert len(read) == 3


@pytest.mark.parametrize("length", ["26", "9" * 5000])
def test_a_declared_length_over_the_limit_is_refused_unread(length):
    request, read = sent(bytes(10), headers=OURS | {"Content-Length": length})
    assert refused(request, max_bytes=25) == ("too_many_bytes", {"limit": 25})
    assert read == []


@pytest.mark.parametrize(
    ("length", "chunks"), [("1", 1), ("0", 1), ("-1", 3), ("many", 3), ("٣", 3)]
)
def test_a_declared_length_that_lies_does_not_help(length, chunks):
    request, read = sent(*[bytes(10)] * 100, headers=OURS | {"Content-Length": length})
    assert refused(request, max_bytes=25) == ("too_many_bytes", {"limit": 25})
    assert len(read) == chunks


def test_an_empty_body_is_refused(client):
    assert client.post("/photo", headers=OURS).json() == {"reason": "empty"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Vitviz": "0"},
        OURS | {"Origin": "https://elsewhere.example"},
        OURS | {"Origin": "null"},
        OURS | {"Origin": "http://testserver.elsewhere.example"},
        OURS | {"Origin": "http://testserver:81"},
        OURS | {"Origin": "http://[testserver"},
        OURS | {"Origin": ""},
    ],
)
def test_what_another_site_sends_is_refused_unread(client, headers):
    assert client.post("/photo", content=b"x", headers=headers).json() == {"reason": "cross_site"}
    request, read = sent(b"x", headers=headers | {"Host": "testserver"})
    assert refused(request)[0] == "cross_site"
    assert read == []


@pytest.mark.parametrize("origin", ["http://testserver", "https://TestServer"])
def test_what_our_own_page_sends_comes_in(client, origin):
    headers = OURS | {"Origin": origin}
    assert client.post("/photo", content=b"xyz", headers=headers).json()["bytes"] == 3


def test_a_sender_who_goes_away_is_forgotten():
    request, read = sent(b"x", b"y", gone=True)
    assert refused(request) == ("interrupted", {})
    assert len(read) == 2


def test_all_senders_together_hold_no_more_than_is_allowed_and_wait_for_room():
    room, held = shares(300), []

    async def one():
        async with received(sent(*[bytes(10)] * 10, headers=sized(100))[0], room=room) as data:
            held.append(room.free)
            await asyncio.sleep(0)
            return data

    async def all_at_once():
        return await asyncio.gather(*(one() for _ in range(50)))

    assert run(all_at_once()) == [bytes(100)] * 50
    assert min(held) == 0
    assert room.free == 300


def test_nothing_is_read_before_there_is_room_for_all_of_it():
    room = shares(150)
    first, read_first = sent(bytes(100), headers=sized(100))
    second, read = sent(bytes(100), headers=sized(100))

    async def both():
        async with received(first, room=room):
            waits = asyncio.create_task(receive(second, room=room))
            while not room.waiting:
                await asyncio.sleep(0)
            before = len(read)
        return before, await waits

    assert run(both()) == (0, bytes(100))
    assert len(read_first) == 1


def test_where_there_is_no_room_in_time_the_sender_is_told():
    room = shares(150)

    async def both():
        async with received(sent(bytes(100), headers=sized(100))[0], room=room):
            await receive(sent(bytes(100), headers=sized(100))[0], room=room, patience=0)

    with pytest.raises(VitvizError) as caught:
        run(both())
    assert (caught.value.reason, caught.value.facts) == ("busy", {})
    assert room.free == 150


def test_a_greedy_sender_leaves_room_for_another():
    room = Shares(400, address=300, browser=100)

    async def visit(visitor, goes_on):
        with acting_for(visitor):
            async with received(sent(bytes(100), headers=sized(100))[0], room=room) as data:
                await goes_on.wait()
                return data

    async def beside():
        goes_on = asyncio.Event()
        forged = [Visitor("10.0.0.2", f"{number}") for number in range(9)]
        tasks = [asyncio.create_task(visit(one, goes_on)) for one in forged]
        while room.waiting < 6:
            await asyncio.sleep(0)
        with acting_for(Visitor("10.0.0.3")):
            data = await receive(sent(bytes(100), headers=sized(100))[0], room=room)
        goes_on.set()
        await asyncio.gather(*tasks)
        return data

    assert run(beside()) == bytes(100)


def test_a_body_without_a_declared_length_takes_the_room_of_the_largest():
    room, free = shares(100), []

    async def one():
        async with received(sent(b"x")[0], room=room, max_bytes=30):
            free.append(room.free)

    run(one())
    assert free == [70]
