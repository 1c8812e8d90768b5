import resource
import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tests.app.server.served import asked, connect, request, serving, status, told
from vitviz.app.server import connections
from vitviz.app.server.connections import Http, Places, open_files
from vitviz.app.server.security_headers import RAW

HANDSHAKE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version: 13",
)


async def hello(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        return
    headers = [(b"content-length", b"5")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"hello"})


class Counting(Places):
    """Places in which this machine counts like any other."""

    def _is_counted(self, host):
        return True


def upgrade(headers=(), target="/"):
    lines = [f"GET {target} HTTP/1.1", "Host: localhost", *HANDSHAKE, *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


@pytest.fixture(scope="module")
def port():
    with serving(hello, places=Places()) as port:
        yield port


def heard(connection):
    """What the server says up to the end of its greeting."""
    found = b""
    while b"hello" not in found:
        part = connection.recv(65_536)
        assert part, found
        found += part
    return found


def carries_the_headers(answer):
    lines = [line.partition(b": ") for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")]
    return set(RAW) <= {(name.lower(), value) for name, _, value in lines}


def test_a_request_is_answered_whole_and_in_pieces(port):
    assert status(asked(port, request())) == 200
    with connect(port) as connection:
        for byte in request():
            connection.sendall(bytes([byte]))
        assert told(connection).endswith(b"hello")


def test_requests_follow_each_other_on_a_connection(port):
    first = request(headers=["X: " + "x" * 9_000]).replace(b"Connection: close\r\n", b"")
    answers = asked(port, first + first + request())
    assert answers.count(b"hello") == 3


@pytest.mark.parametrize(
    "header", ["X: " + "x" * 17_000, 'Cookie: a="' + '\\"' * 2_500_000 + '"', "x" * 5_000_000]
)
def test_headers_that_are_too_long_are_refused_unread(port, header):
    answer = asked(port, request(headers=[header]))
    assert status(answer) == 431
    assert carries_the_headers(answer)


def test_an_endless_head_is_refused_before_it_ends(port):
    with connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 4_000)
        assert status(told(connection)) == 431


def test_an_endless_address_is_refused_before_it_ends(port):
    with connect(port) as connection:
        connection.sendall(b"GET /" + b"9" * 200_000)
        assert status(told(connection)) == 414


def test_a_long_address_is_the_apps_to_refuse(port):
    assert status(asked(port, request("/" + "9" * 60_000))) == 200


def test_what_is_no_http_is_refused_with_the_headers(port):
    answer = asked(port, b"\x16\x03\x01\x02\r\n\r\n")
    assert status(answer) == 400
    assert carries_the_headers(answer)


@pytest.mark.parametrize(
    ("headers", "target", "expected"),
    [
        (["Cookie: a=" + "x" * 9_000], "/", 431),
        ([f"X-{n}: y" for n in range(120)], "/", 431),
        ([], "/" + "x" * 9_000, 414),
        (["Sec-WebSocket-Version: 13"], "/", 400),  # twice
    ],
)
def test_a_handshake_that_cannot_be_read_is_refused_with_the_headers(
    port, headers, target, expected
):
    answer = asked(port, upgrade(headers, target))
    assert status(answer) == expected
    assert carries_the_headers(answer)


def test_extensions_that_nobody_will_use_are_not_read(port):
    with connect(port) as connection:
        connection.sendall(upgrade(["Sec-WebSocket-Extensions: ;;;nonsense"]))
        assert status(connection.recv(65_536)) == 101


def test_half_a_request_is_not_waited_for():
    with serving(hello, places=Places(), head_seconds=0.05) as port, connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: local")
        assert told(connection) == b""


@pytest.mark.parametrize("after", [b"", b"\r\n", b"GET / HT", b"x"])
def test_nor_is_half_of_a_further_one(after):
    whole = request().replace(b"Connection: close\r\n", b"")
    with serving(hello, places=Places(), head_seconds=0.05) as port, connect(port) as connection:
        connection.sendall(whole)
        assert status(heard(connection)) == 200
        connection.sendall(after)
        assert b"200" not in told(connection)


def test_a_body_that_nobody_reads_holds_no_connection():
    sent = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx"
    with serving(hello, places=Places(), head_seconds=0.05) as port, connect(port) as connection:
        connection.sendall(sent)
        assert b"hello" in heard(connection)
        connection.sendall(b"x")
        assert told(connection) == b""


def test_an_answer_may_take_longer_than_a_head():
    slow_goes_on = threading.Event()

    async def slow(scope, receive, send):
        import asyncio

        while not slow_goes_on.is_set():
            await asyncio.sleep(0.01)
        await hello(scope, receive, send)

    with serving(slow, places=Places(), head_seconds=0.05) as port, connect(port) as waiting:
        waiting.sendall(request())
        with connect(port) as half:  # comes later and is closed: the first one's time is over too
            assert told(half) == b""
        slow_goes_on.set()
        assert told(waiting).endswith(b"hello")


def test_beyond_its_share_an_address_is_told_so_until_it_gives_a_place_back():
    places = Counting(total=100, each=3)
    with serving(hello, places=places) as port, ExitStack() as stack:
        held = [stack.enter_context(connect(port)) for _ in range(3)]
        held[0].sendall(upgrade())
        assert status(held[0].recv(65_536)) == 101
        for one in held[1:]:
            one.sendall(request().replace(b"Connection: close\r\n", b""))
            assert b"hello" in heard(one)
        answer = asked(port, request())
        assert status(answer) == 503
        assert carries_the_headers(answer)
        held[0].sendall(b"\x88\x80\0\0\0\0")  # the websocket says farewell
        told(held[0])
        assert status(asked(port, request())) == 200


def test_a_connection_that_only_waits_makes_room_for_a_newcomer():
    with serving(hello, places=Places(total=2)) as port, ExitStack() as stack:
        held = [stack.enter_context(connect(port)) for _ in range(2)]
        for one in held:
            one.sendall(request().replace(b"Connection: close\r\n", b""))
            assert b"hello" in heard(one)
        assert status(asked(port, request())) == 200
        assert [told(one) for one in held] == [b"", b""]


def test_where_all_places_are_taken_a_newcomer_is_told_so():
    with serving(hello, places=Places(total=2)) as port, ExitStack() as stack:
        held = [stack.enter_context(connect(port)) for _ in range(2 + 32)]
        for one in held:
            one.sendall(b"GET / HTTP/1.1\r\n")  # busy saying something
        assert status(asked(port, request())) == 503


def test_this_machine_and_proxies_have_no_share():
    places = Places(total=100, each=1)
    assert all(places.take("127.0.0.1") for _ in range(50))
    assert places.take("192.168.1.7")
    assert not places.take("192.168.1.7")
    places.give_back("192.168.1.7")
    assert places.take("192.168.1.7")


def test_one_address_has_never_more_than_half():
    assert Places(total=896).each == 448


def test_a_class_behind_one_router_has_room_even_with_few_files():
    assert Places(total=1024 - 128).each >= 50 * 7


def test_as_many_files_are_asked_for_as_can_be_had():
    code = (
        "import resource; from vitviz.app.server.connections import open_files;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, 2048));"
        "print(open_files(), *resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2048"] * 3


class System:
    """What a system has of limits, which takes none above `most`; `told` is what it says it has."""

    def __init__(self, most, told):
        self.most, self.soft, self.hard = most, 256, told

    def getrlimit(self, _):
        return self.soft, self.hard

    def setrlimit(self, _, limits):
        soft, hard = limits
        assert hard == self.hard
        if soft > self.most or soft == resource.RLIM_INFINITY:
            raise ValueError("current limit exceeds maximum limit")
        self.soft = soft


@pytest.mark.parametrize(
    ("most", "told", "had"),
    [
        (20_000, resource.RLIM_INFINITY, 10_128),  # macOS
        (10_000, resource.RLIM_INFINITY, 4_096),
        (0, resource.RLIM_INFINITY, 256),
        (1_000_000, 1_000_000, 10_128),
        (0, 512, 256),
    ],
)
def test_a_system_that_refuses_files_is_asked_for_fewer(monkeypatch, most, told, had):
    system = System(most, told)
    monkeypatch.setattr(resource, "getrlimit", system.getrlimit)
    monkeypatch.setattr(resource, "setrlimit", system.setrlimit)
    assert (open_files(), system.soft) == (had, had)


def test_the_uvicorn_that_is_about_to_start_is_bound(monkeypatch):
    monkeypatch.setattr(connections, "open_files", lambda: 1_024)
    monkeypatch.setattr(Http, "places", Http.places)
    monkeypatch.setattr(Http, "visitors", Http.visitors)
    monkeypatch.setattr(connections.WebSocket, "places", Http.places)
    config = Config(hello)
    config.load()
    assert config.http_protocol_class is HttpToolsProtocol
    connections.bound()
    assert (config.http_protocol_class, config.ws_protocol_class) == (Http, connections.WebSocket)
    assert config.ws_max_size == 1_000_000
    assert Http.places is connections.WebSocket.places
    assert Http.places.total == 1_024 - 128
