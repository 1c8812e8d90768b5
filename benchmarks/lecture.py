"""A class in the Lesson: phones that join by the link, four steps, and a photo of everybody's own.

    python -m benchmarks.lecture [--students 200] [--opening 10] [--thinking 5,15] [--budget BYTES]

Each student has an address of the loopback, fetches the page, speaks Streamlit's protocol and keeps
the room's stream open; the first data is the page's first run with the photo that it names. Then it
sends a photo of its own, and walks four steps: it thinks, answers, sees at once what the teacher
reveals, and asks what its photo showed. A step is all of that after the thinking: the answer to the
room, the run and the finding. The clients share the cores with the server.
"""

import argparse
import asyncio
import json
import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.load import connect, within
from benchmarks.memory import photo

STEPS = {"patches": "256", "embedding": "588", "order": "stays", "class_token": "120"}
_SIZE = (1600, 1200)  # of a student's photo
_FAILS = (OSError, TimeoutError, ValueError, websockets.WebSocketException)


@dataclass
class Found:
    """Seconds of what students waited for, and what went wrong."""

    opened: list[float] = field(default_factory=list)
    photos: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Phone:
    """One student's connection to the server, from an address of its own."""

    address: str
    own: str

    async def begin(
        self, method: str, path: str, body: bytes = b""
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A request that is sent."""
        host, port = self.address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port), local_addr=(self.own, 0))
        lines = [f"{method} /{path} HTTP/1.1", f"Host: {host}:{port}", "Connection: close"]
        lines += ["X-Vitviz: 1", f"Content-Length: {len(body)}"] if method == "POST" else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        return reader, writer

    async def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The answer, which must be 200."""
        reader, writer = await self.begin(method, path, body)
        said = await reader.read()
        writer.close()
        head, _, content = said.partition(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise OSError(f"{path}: {said[:60]!r}")
        return content

    async def json(self, path: str, **facts: object) -> dict[str, Any]:
        """What is said to facts that are posted."""
        return json.loads(await self.ask("POST", path, json.dumps(facts).encode()))


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


async def student(
    phone: Phone, number: int, room: str, thinking: Callable[[], float], found: Found
) -> None:
    """One student from the scan of the code to the last of the four steps."""
    begun = time.perf_counter()
    try:
        await phone.ask("GET", f"lesson?room={room}")
        async with connect(phone.address, phone.own) as socket:
            told = await run(socket, room=room)
            await phone.ask("GET", told["photo"]["url"])
            found.opened.append(time.perf_counter() - begun)
            _, stream = await phone.begin("GET", f"api/lecture/{room}")
            await asyncio.sleep(thinking())
            begun = time.perf_counter()
            data = await asyncio.to_thread(photo, number, _SIZE)
            taken = json.loads(await phone.ask("POST", "api/photo", data))["photo"]
            await run(socket, room=room, photo=taken)
            found.photos.append(time.perf_counter() - begun)
            await walk(phone, socket, thinking, found, room=room, photo=taken)
            stream.close()
    except _FAILS as error:
        found.errors.append(f"{phone.own}: {error!r}")


async def walk(
    phone: Phone,
    socket: websockets.ClientConnection,
    thinking: Callable[[], float],
    found: Found,
    **state: str,
) -> None:
    """The four steps."""
    answers: list[str] = []
    for step, choice in STEPS.items():
        await run(socket, **state, step=step, answers="-".join(answers))
        await asyncio.sleep(thinking())
        begun = time.perf_counter()
        await phone.json(f"api/lecture/{state['room']}/answer", step=step, choice=choice)
        answers.append(f"{step}.{choice}")
        told = await run(socket, **state, step=step, answers="-".join(answers))
        await phone.ask("GET", f"{told['urls']['analysis']}/{told['finding']}")
        found.steps.append(time.perf_counter() - begun)


async def lesson(address: str, asked: argparse.Namespace) -> Found:
    """A class of so many, who come within `opening` seconds."""
    teacher, found = Phone(address, "127.0.0.1"), Found()
    least, most = map(float, asked.thinking.split(","))
    room = (await teacher.json("api/lecture"))["room"]
    for step in STEPS:
        await teacher.json(f"api/lecture/{room}/reveal", step=step)

    async def come(number: int) -> None:
        await asyncio.sleep(asked.opening * number / asked.students)
        phone = Phone(address, f"127.1.{number // 200}.{number % 200 + 2}")
        await student(phone, number, room, lambda: random.uniform(least, most), found)

    await asyncio.gather(*map(come, range(asked.students)))
    return found


def quantiles(name: str, seconds: list[float]) -> str:
    """p50, p95 and p99 in seconds, of how many."""
    ordered = sorted(seconds) or [float("nan")]
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99)]
    return f"{name} ({len(seconds)}): " + ", ".join(f"{value:.2f} s" for value in at)


def main() -> None:
    """Prints p50, p95 and p99, the memory and the errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--opening", type=float, default=10.0, help="seconds in which they come")
    parser.add_argument("--thinking", default="5,15", help="seconds, from and to")
    parser.add_argument("--budget", type=int, help="bytes in place of a quarter of the memory")
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(16_384, hard), hard))
    with within(asked.budget) as (address, say):
        say("warm")
        found = asyncio.run(lesson(address, asked))
        say("after the lesson")
    print(quantiles("first data, p50, p95 and p99", found.opened))
    print(quantiles("own photo on the page", found.photos))
    print(quantiles("a step", found.steps))
    print(f"{len(found.errors)} errors", *found.errors[:5], sep="\n  ")


if __name__ == "__main__":
    main()
