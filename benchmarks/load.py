"""Many visitors at once: how long a rerun takes, and what one costs the server.

    python -m benchmarks.load [--visitors 50,100,200] [--opening 10] [--seconds 20] [--soak 60]

Each visitor fetches the page, opens a websocket, speaks Streamlit's protocol and fetches the first
layer that the page names; that is the first data. Then it asks for a rerun that changes nothing,
once in three seconds on average. The client shares the cores.
The CPU a rerun costs is the server's own (user and system), over many reruns of one visitor.
"""

import argparse
import asyncio
import json
import os
import random
import re
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.server import serve
from vitviz.app.compute import budget

APP = Path(__file__).parents[1] / "app.py"
FILES = 1024  # that a process may have open where nobody has set a limit

Explorer = tuple[str, str]  # its widget id, and the key of the analysis that it shows


async def rerun(
    socket: websockets.ClientConnection, explorer: Explorer = ("", "")
) -> tuple[float, Explorer]:
    """Asks for a rerun and waits for its end; the seconds, and the explorer.

    With the explorer it also says what the browser says: that is painted, draw the charts.
    """
    start = time.perf_counter()
    message = BackMsg()
    message.rerun_script.query_string = ""
    if all(explorer):
        triggers = message.rerun_script.widget_states.widgets.add(id=f"{explorer[0]}__events")
        events = [{"event": "event", "value": {"painted": explorer[1]}}]
        triggers.json_trigger_value = json.dumps(events)
    await socket.send(message.SerializeToString())
    while True:
        told = ForwardMsg()
        told.ParseFromString(bytes(await socket.recv()))
        component = told.delta.new_element.bidi_component
        if component.component_name == "vitviz_explorer":
            shown = json.loads(component.bytes)
            explorer = component.id, shown["data"]["trace"]["key"]
        if told.WhichOneof("type") == "script_finished":
            return time.perf_counter() - start, explorer


def connect(address: str, own: str = "127.0.0.1") -> websockets.connect:
    """A visitor's websocket, from an address of the loopback."""
    return websockets.connect(
        address.replace("http", "ws") + "/_stcore/stream",
        subprotocols=[websockets.Subprotocol("streamlit")],
        max_size=None,
        origin=websockets.Origin(address),
        local_addr=(own, 0),
    )


@dataclass
class Found:
    """Seconds of what visitors waited for, and what went wrong."""

    opened: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


async def bytes_of(address: str, path: str) -> None:
    """One answer of the server, read to its end. Raises OSError where it is not 200."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    ask = f"GET /{path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
    writer.write(ask.encode())
    said = await reader.read()
    writer.close()
    if not said.startswith(b"HTTP/1.1 200"):
        raise OSError(said[:40].decode("latin-1"))


async def visitor(address: str, after: float, seconds: float, found: Found) -> None:
    """One visitor who opens the page `after` so many seconds and then asks for reruns."""
    await asyncio.sleep(after)
    begun = time.perf_counter()
    try:
        await bytes_of(address, "")
        async with connect(address) as socket:
            _, explorer = await rerun(socket)
            await bytes_of(address, f"api/analysis/{explorer[1]}/layer?layer=11")
            found.opened.append(time.perf_counter() - begun)
            await rerun(socket, explorer)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                await asyncio.sleep(random.uniform(0, 6))
                found.reruns.append((await rerun(socket))[0])
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        found.errors.append(repr(error))


async def many(address: str, visitors: int, opening: float, seconds: float) -> Found:
    """All visitors, who come within `opening` seconds."""
    found = Found()
    starts = [opening * number / visitors for number in range(visitors)]
    await asyncio.gather(*(visitor(address, start, seconds, found) for start in starts))
    return found


def summed(name: str, seconds: Sequence[float]) -> str:
    """Median and p95 in milliseconds."""
    ordered = sorted(seconds) or [float("nan")]
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    return f"{name} median {1000 * statistics.median(ordered):.0f} ms, p95 {1000 * p95:.0f} ms"


def soak(address: str, port: int, visitors: int, minutes: float) -> None:
    """Visitors who come and go for so long, a few reruns each; the memory every minute."""
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        found = asyncio.run(many(address, visitors, 30, 20))
        now, most = max(map(sizes, processes(port)))
        told = f"{summed('rerun', found.reruns)}, {len(found.errors)} errors"
        print(
            f"  {now:.0f} MB, peak {most:.0f} MB; {told}; load {os.getloadavg()[0]:.1f}", flush=True
        )


async def one(address: str, times: int) -> None:
    """One visitor's reruns, one after another."""
    async with connect(address) as socket:
        _, explorer = await rerun(socket)
        await rerun(socket, explorer)
        for _ in range(times):
            await rerun(socket)


def processes(port: int) -> list[int]:
    """The processes of the server on this port."""
    listing = subprocess.run(["pgrep", "-f", f"server.port={port}"], capture_output=True, text=True)
    return [int(pid) for pid in listing.stdout.split()]


def cpu(port: int) -> float:
    """CPU seconds that the server has used so far."""
    ticks = 0
    for pid in processes(port):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def sizes(pid: int) -> tuple[float, float]:
    """Megabytes resident now, and the most so far."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = [re.search(rf"{name}:\s+(\d+) kB", text) for name in ("VmRSS", "VmHWM")]
    now, most = (1.024e-3 * int(each[1]) if each else 0.0 for each in found)
    return now, most


@contextmanager
def within(bytes_of_budget: int | None) -> Iterator[tuple[str, Callable[[str], None]]]:
    """A server with this budget: its address, and what prints its memory after a name.

    None: a quarter of the machine's memory.
    """
    settings = {"VITVIZ_MEMORY_BYTES": str(bytes_of_budget)} if bytes_of_budget else {}
    os.environ.update(settings)
    print(budget.stated())
    with (
        tempfile.TemporaryDirectory() as home,
        serve(APP, Path(home), settings=settings) as address,
    ):
        port = int(address.rsplit(":", 1)[1])

        def say(what: str) -> None:
            now, most = max(map(sizes, processes(port)))  # the others only wait for it
            load = os.getloadavg()[0]
            print(f"{what:24s} {now:7.0f} MB, peak {most:7.0f} MB; load {load:.1f}", flush=True)

        yield address, say


def tables(address: str, asked: argparse.Namespace) -> None:
    """Prints the table of a warm server."""
    port = int(address.rsplit(":", 1)[1])
    asyncio.run(one(address, 5))
    before = cpu(port)
    asyncio.run(one(address, 100))
    print(f"a rerun that changes nothing: {10 * (cpu(port) - before):.1f} ms of CPU")
    for visitors in map(int, asked.visitors.split(",")):
        found = asyncio.run(many(address, visitors, asked.opening, asked.seconds))
        print(
            f"{visitors} visitors within {asked.opening:g} s, {len(found.reruns)} reruns: ", end=""
        )
        print(f"{summed('first data', found.opened)}; {summed('rerun', found.reruns)}; ", end="")
        print(f"{len(found.errors)} errors; load {os.getloadavg()[0]:.1f}", flush=True)
    if asked.soak:
        print(f"coming and going for {asked.soak:g} minutes:")
        soak(address, port, 50, asked.soak)


def main() -> None:
    """Starts a server with the usual limit of open files, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", default="50", help="how many at once: 50,100,200")
    parser.add_argument("--opening", type=float, default=10.0, help="seconds in which they come")
    parser.add_argument("--seconds", type=float, default=20.0, help="for which each one stays")
    parser.add_argument("--soak", type=float, default=0.0, help="minutes of coming and going: 60")
    asked = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))
    with tempfile.TemporaryDirectory() as home, serve(APP, Path(home)) as address:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))  # the clients' own
        tables(address, asked)


if __name__ == "__main__":
    main()
