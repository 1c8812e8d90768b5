"""A class's phones as the benchmarks simulate them: one connection each, and what it waited for.

A phone has an address of the loopback, keeps the cookies that it is given, speaks Streamlit's
protocol and the page's own requests, and comes back by itself when the server is gone: it asks as
often as Streamlit's page does whether anybody is there.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STEPS = {"patches": "256", "embedding": "588", "order": "stays", "class_token": "120"}
FAILS = (OSError, TimeoutError, ValueError, websockets.WebSocketException, EOFError)
_ASKS_EVERY = 4.0  # seconds, as Streamlit 1.67's page while nobody answers
_LOOKS_EVERY = 1.0  # seconds, as ours while it cannot show pages (frontend/host/connection.js)
_COOKIE = b"set-cookie:"


@dataclass
class Found:
    """Seconds of what students waited for, and what went wrong.

    `back` are the seconds from the server's return until a student stood at its step again, and
    `seen_again` until its photo was on the page; `returned` is when the server did, on
    `time.perf_counter`, None before.
    """

    opened: list[float] = field(default_factory=list)
    photos: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)  # of the steps, without the finding
    back: list[float] = field(default_factory=list)
    seen_again: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cut: int = 0  # how often somebody was cut off, and came back
    returned: float | None = None


@dataclass
class Phone:
    """One student's connection to the server, from an address of its own."""

    address: str
    own: str
    key: str = ""  # a teacher's
    cookies: dict[str, str] = field(default_factory=dict)

    async def begin(
        self, method: str, path: str, body: bytes = b""
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A request that is sent."""
        host, port = self.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port), local_addr=(self.own, 0))
        lines = [f"{method} /{path} HTTP/1.1", f"Host: {host}:{port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self._headers().items()]
        lines += ["X-Vitviz: 1", f"Content-Length: {len(body)}"] if method == "POST" else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return reader, writer

    async def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The answer, which must be 200, or 204 without one."""
        reader, writer = await self.begin(method, path, body)
        said = await reader.read()
        writer.close()
        head, _, content = said.partition(b"\r\n\r\n")
        first, *headers = head.split(b"\r\n")
        if b" 200 " not in first and b" 204 " not in first:
            raise OSError(f"{path}: {said[:60]!r}")
        for line in headers:
            if line.lower().startswith(_COOKIE):
                name, _, value = line[len(_COOKIE) :].decode().strip().partition("=")
                self.cookies[name] = value.partition(";")[0]
        return content

    async def lines(self, path: str) -> AsyncIterator[dict[str, Any]]:
        """What an answer that lasts tells, line by line. Raises OSError where it is not 200."""
        reader, writer = await self.begin("GET", path)
        try:
            first = await reader.readline()
            if b" 200 " not in first:
                raise OSError(f"{path}: {first!r}")
            async for line in reader:
                if line.startswith(b"{"):
                    yield json.loads(line)
        finally:
            writer.close()

    async def json(self, path: str, **facts: object) -> dict[str, Any]:
        """What is said to facts that are posted."""
        said = await self.ask("POST", path, json.dumps(facts).encode())
        return json.loads(_unchunked(said))

    def connect(self) -> websockets.connect:
        """The websocket of a visitor's session."""
        return websockets.connect(
            self.address.replace("http", "ws") + "/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
            open_timeout=60,
            ping_timeout=120,
            origin=websockets.Origin(self.address),
            additional_headers=self._headers(),
            local_addr=(self.own, 0),
        )

    async def until_there(self) -> None:
        """Ask as often as the page does until the server answers, and then can show pages."""
        for path, rest in (("_stcore/health", _ASKS_EVERY), ("readyz", _LOOKS_EVERY)):
            while True:
                await asyncio.sleep(rest)
                with suppress(*FAILS):
                    await self.ask("GET", path)
                    break

    def _headers(self) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        found = {"Cookie": kept, "X-Vitviz-Teacher": self.key}
        return {name: value for name, value in found.items() if value}


async def _while_open(socket: websockets.ClientConnection, seconds: float) -> None:
    """Let so much time pass. Raises OSError where the server hangs up meanwhile, as a page sees."""
    try:
        async with asyncio.timeout(seconds):
            await socket.wait_closed()
    except TimeoutError:
        return
    raise OSError("the server hung up")


def _unchunked(said: bytes) -> bytes:
    """A JSON object of an answer, whether or not it came in chunks."""
    return said[said.index(b"{") : said.rindex(b"}") + 1]


async def run(socket: websockets.ClientConnection, **state: str) -> dict[str, Any]:
    """Asks for a run of the Lesson in this state; what its view is told."""
    message, found = BackMsg(), {}
    message.rerun_script.query_string = urlencode(state)
    message.rerun_script.page_name = "lesson"
    await socket.send(message.SerializeToString())
    while True:
        told = ForwardMsg()
        told.ParseFromString(bytes(await socket.recv()))
        component = told.delta.new_element.bidi_component
        if component.component_name == "vitviz_lesson":
            found = json.loads(component.bytes)["data"]
        if told.WhichOneof("type") == "script_finished":
            if not found:
                raise ValueError("a run without the Lesson")
            return found


async def until_seen(
    phone: Phone,
    socket: websockets.ClientConnection,
    state: Mapping[str, str],
    hear: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Runs the Lesson until its photo is on the page, as the page does: what its view is told.

    `hear` is given what is said meanwhile. Raises OSError where the photo cannot be shown.
    """
    while "waits" in (told := await run(socket, **state)):
        async for line in phone.lines(told["waits"]):
            if "error" in line:
                raise OSError(line["error"])
            hear(line.get("line", ""))
    return told


@dataclass
class Student:
    """One student from the scan of the code to the last of the four steps.

    `thinking` gives seconds. `photo` is its own one. `comes_back`: a server that is gone is waited
    for, and what was being done is done again; else that is an error.
    """

    phone: Phone
    room: str
    photo: bytes
    thinking: Callable[[], float]
    found: Found
    comes_back: bool = False
    state: dict[str, str] = field(default_factory=dict)
    _done: int = 0
    _given: str = ""  # the name that the server gave to the photo

    async def attend(self) -> None:
        """All of it."""
        try:
            while True:
                try:
                    if not self.state:
                        await self._open()
                    await self._walk()
                except FAILS:
                    if not self.comes_back:
                        raise
                    self.found.cut += 1
                    await self.phone.until_there()
                else:
                    return
        except FAILS as error:
            self.found.errors.append(f"{self.phone.own}: {error!r}")

    async def _open(self) -> None:
        begun, state = time.perf_counter(), {"room": self.room}
        await self.phone.ask("GET", f"lesson?room={self.room}")
        async with self.phone.connect() as socket:
            told = await run(socket, **state)
            await self.phone.ask("GET", told["photo"]["url"])
            self.found.opened.append(time.perf_counter() - begun)
            await _while_open(socket, self.thinking())
        self.state = state

    async def _walk(self) -> None:
        """A session: the photo is handed over, then the steps that are not done yet."""
        async with self.phone.connect() as socket:
            _, stream = await self.phone.begin("GET", f"api/lecture/{self.room}")
            begun = time.perf_counter()
            if "photo" in self.state:  # the server has forgotten it
                await self._stand(socket)
            said = await self.phone.ask("POST", "api/photo?size=small", self.photo)
            self.state["photo"] = json.loads(_unchunked(said))["photo"]
            told = await until_seen(self.phone, socket, self.state)
            await self.phone.ask("GET", f"{told['photo']['url']}?size=small")
            if self.found.returned is None:
                self.found.photos.append(time.perf_counter() - begun)
            else:
                self.found.seen_again.append(self._since_return())
            for step, choice in list(STEPS.items())[self._done :]:
                await self._step(socket, step, choice)
                self._done += 1
            stream.close()

    async def _stand(self, socket: websockets.ClientConnection) -> None:
        """Is at its step again, without the photo."""
        announced = json.dumps({"photo": self.state["photo"]}).encode()
        await self.phone.ask("POST", "api/in_line", announced)
        await run(socket, **self.state)
        if self.found.returned is not None:
            self.found.back.append(self._since_return())

    def _since_return(self) -> float:
        return max(0.0, time.perf_counter() - (self.found.returned or 0.0))

    async def _step(self, socket: websockets.ClientConnection, step: str, choice: str) -> None:
        """Goes to the step, thinks, answers, and asks what the photo showed."""
        answers = [f"{name}.{said}" for name, said in list(STEPS.items())[: self._done]]
        self.state |= {"step": step, "answers": "-".join(answers)}
        await run(socket, **self.state)
        await _while_open(socket, self.thinking())
        begun = time.perf_counter()
        path = f"api/lecture/{self.room}/answer"
        await self.phone.json(path, step=step, choice=choice)
        self.state["answers"] = "-".join([*answers, f"{step}.{choice}"])
        told = await run(socket, **self.state)
        self.found.reruns.append(time.perf_counter() - begun)
        await self.phone.ask("GET", f"{told['urls']['analysis']}/{told['finding']}")
        self.found.steps.append(time.perf_counter() - begun)
