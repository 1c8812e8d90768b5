"""A connection's limits, below everything that answers: how many, how long a head, how slow.

uvicorn holds any number of connections, waits for ever for the end of a request's head, and keeps
all of it. Its protocols are taken further here: a head has ten seconds and `HEADERS_MAX` bytes, and
one address has its share of the connections, beyond which it is told so. Where all are taken those
make room that wait for a further request.
"""

import asyncio
import gc
import logging
import sys
from collections import Counter
from contextlib import suppress
from http import HTTPStatus

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Response

from vitviz.app.compute import rooms
from vitviz.app.server.guard import HEADERS_MAX
from vitviz.app.server.security_headers import HEADERS, RAW
from vitviz.app.server.visitor import counted, stands_for_many, trusting

HEAD_SECONDS = 10.0
_LINGER_SECONDS = 2.0  # for which a refused client may read why
_LINE = 64  # bytes of a request's first line besides its target
_TARGET_MAX = 65_536  # of which the guard reads the start: an endless name is a 404 like any other
_MESSAGE_MAX = 1_000_000  # of a websocket; a page sends some kB, photos come by POST
_HANDSHAKE = 100, 8_000, 8_000  # headers, bytes of one and of the target, that websockets can read
_RESERVE = 128  # files besides connections: modules, weights, the log; and refused clients
_MOST = 10_000
_FEWER = 4_096, 1_024  # files that are asked for where the system refuses more
# 200 visitors behind one router, each with a browser's 6 connections and a websocket, and some.
# With 1,024 files it is 448: half of all, and a class of 50 phones needs 350.
_EACH = 1_500
# A line for each websocket, with the visitor's address and query, is nothing for a log; nor is that
# one was refused, which uvicorn takes for a fault of the app. A fault of ours: refusals.py.
_LOG = logging.getLogger("uvicorn.error.connections")
_LOG.setLevel(logging.ERROR)
_QUIET = logging.getLogger("uvicorn.error.websockets")
_QUIET.setLevel(logging.CRITICAL)


class Places:
    """How many connections there may be, in all and from one address, and how many there are."""

    def __init__(self, total: int = _MOST, each: int = _EACH) -> None:
        self.total, self.each = total, min(each, total // 2)
        self.refused = 0  # clients that are being told
        self._taken: Counter[str] = Counter()

    def take(self, host: str) -> bool:
        """Count a connection from `host`; False, uncounted, where it has its share already."""
        if self._is_counted(host):
            place = counted(host)
            if self._taken[place] >= self.each:
                return False
            self._taken[place] += 1
        return True

    def give_back(self, host: str) -> None:
        """A counted connection from `host` has ended."""
        if self._is_counted(host):
            place = counted(host)
            self._taken[place] -= 1
            if not self._taken[place]:
                del self._taken[place]

    def _is_counted(self, host: str) -> bool:
        return not stands_for_many(host)


class Http(HttpToolsProtocol):
    """A connection of uvicorn's with a bound to its head in bytes and in time, and its place."""

    places = Places()
    visitors = Places()  # behind trusted proxies (per_visitor.py)
    head_seconds = HEAD_SECONDS

    url = b""
    _head = _part = 0  # bytes of a head that has not ended, and of what is read now
    _in_head = True  # or before one
    _due: asyncio.TimerHandle | None = None
    _placed = _refused = _upgraded = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a place, or says that there is none."""
        self.logger = _LOG
        super().connection_made(transport)
        if len(self.connections) > self.places.total:
            self._make_room()
        full = len(self.connections) > self.places.total + _RESERVE // 4
        self._placed = not full and self.places.take(self._host())
        if self._placed:
            self._close_in(self.head_seconds)
        else:
            self._refuse(503)

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives the place back."""
        self._stop_clock()
        if self._placed:
            self.places.give_back(self._host())
        if self._refused:
            self.places.refused -= 1
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feeds the parser, of a head no more than it may have; the rest is dropped unread."""
        while data and not (self._refused or self._upgraded):
            room = HEADERS_MAX + _LINE + min(len(self.url), _TARGET_MAX) - self._head
            part = data[:room] if self._in_head else data
            data = data[len(part) :]
            if not part:
                return self._refuse(414 if len(self.url) > _TARGET_MAX else 431)
            self._part = len(part)
            super().data_received(part)
            self._head += len(part)
        self._expect_head()

    def on_headers_complete(self) -> None:
        """The head is there: its time is over."""
        self._in_head = False
        self._stop_clock()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Whatever comes next is a head; what came of it together with this end is not counted."""
        self._in_head, self._head = True, -self._part
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Hands the place over, unless websockets' own parser would break on the head."""
        most, longest, target = _HANDSHAKE
        headers = list(self.scope["headers"])
        if len(self.url) > target:
            return self._refuse(414)
        if len(headers) > most or any(len(n) + len(v) > longest for n, v in headers):
            return self._refuse(431)
        if not self.config.ws_per_message_deflate:  # then nobody needs to read what is offered
            wanted = [pair for pair in headers if pair[0] != b"sec-websocket-extensions"]
            self.scope["headers"] = wanted
        self._upgraded = True
        super().handle_websocket_upgrade()

    def shutdown(self) -> None:
        """The server ends, and what would be told for as long as somebody listens ends first."""
        rooms.close()
        super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """What cannot be parsed."""
        self._refuse(400)

    def _host(self) -> str:
        return self.client[0] if self.client else ""

    def _expect_head(self) -> None:
        """Starts the clock where bytes have come and no request is being answered."""
        ended = self._refused or self._upgraded or self.transport.is_closing()
        timed = self._due is not None or self.timeout_keep_alive_task is not None
        if not (ended or timed or self._is_answering()):
            self._close_in(self.head_seconds)

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _close_in(self, seconds: float) -> None:
        self._stop_clock()
        self._due = self.loop.call_later(seconds, self.transport.close)

    def _stop_clock(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _make_room(self) -> None:
        """Ends the connections that wait for a further request; a browser opens them anew."""
        for one in list(self.connections):
            if isinstance(one, Http) and one.timeout_keep_alive_task is not None:
                one.transport.close()

    def _refuse(self, status: int) -> None:
        """Says why, and hears no more. Closed at once, the client might not read it."""
        self._refused = True
        self.places.refused += 1
        if self.places.refused > _RESERVE // 4 or self._is_answering():
            return self.transport.abort()
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()]
        lines += [name + b": " + value for name, value in RAW]
        lines += [b"content-length: 0", b"connection: close", b"cache-control: no-store"]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n")
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._close_in(_LINGER_SECONDS)


class WebSocket(WebSocketsSansIOProtocol):
    """A websocket of uvicorn's that gives its connection's place back, and says little."""

    places = Http.places

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Says little from now on, and what it refuses has our headers."""
        self.logger = _QUIET
        self._reject, self.conn.reject = self.conn.reject, self._rejected
        super().connection_made(transport)

    def _rejected(self, status: int, text: str) -> Response:
        answer = self._reject(status, text)
        answer.headers.update(HEADERS)
        return answer

    def connection_lost(self, exc: Exception | None) -> None:
        """Gives the place back that it had as a request."""
        self.places.give_back(self.client[0] if self.client else "")
        super().connection_lost(exc)


def open_files() -> int:
    """How many files this process may have open, after asking for as many as it needs at most.

    macOS says that there is no limit and refuses to be taken at its word: then fewer will do.
    """
    wanted = _MOST + _RESERVE
    if sys.platform == "win32":
        return wanted
    import resource

    def may(limit: int) -> int:
        return wanted if limit == resource.RLIM_INFINITY else limit

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = min(wanted, may(hard))
    for asked in (most, *(fewer for fewer in _FEWER if fewer < most)):
        if may(resource.getrlimit(resource.RLIMIT_NOFILE)[0]) >= asked:
            break
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (asked, hard))
    return may(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def bound() -> None:
    """Bounds the connections of every uvicorn that is about to start in this process.

    Streamlit starts it and hands nothing of it on.
    """
    total = min(_MOST, max(open_files() - _RESERVE, 16))
    Http.places = WebSocket.places = Places(total)
    Http.visitors = Places(total)
    for config in gc.get_objects():
        if type(config) is Config and config.loaded:
            config.http_protocol_class, config.ws_protocol_class = Http, WebSocket
            config.ws_max_size = _MESSAGE_MAX
            config.loaded_app = trusting(config.loaded_app)  # pyright: ignore
