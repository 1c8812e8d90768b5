"""Many visitors at once: how long a rerun takes, and what one costs the server.

    python -m benchmarks.load [--visitors 50] [--seconds 20]

Each visitor is a websocket client that speaks Streamlit's protocol, opens the page and then asks
for a rerun that changes nothing, once in three seconds on average. The client shares the cores.
The CPU a rerun costs is the server's own (user and system), over many reruns of one visitor.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.server import serve

APP = Path(__file__).parents[1] / "app.py"


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
            shown = json.loads(json.loads(component.json)["json"])
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


async def visitor(address: str, seconds: float, found: list[float]) -> None:
    """One visitor who asks for reruns for `seconds`."""
    async with connect(address) as socket:
        _, explorer = await rerun(socket)
        await rerun(socket, explorer)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(random.uniform(0, 6))
            found.append((await rerun(socket))[0])


async def many(address: str, visitors: int, seconds: float) -> list[float]:
    """All visitors together; the seconds of all reruns."""
    found: list[float] = []
    await asyncio.gather(*(visitor(address, seconds, found) for _ in range(visitors)))
    return found


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


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, serve(APP, Path(home)) as address:
        port = int(address.rsplit(":", 1)[1])
        asyncio.run(one(address, 5))
        before = cpu(port)
        asyncio.run(one(address, 100))
        print(f"a rerun that changes nothing: {10 * (cpu(port) - before):.1f} ms of CPU")
        found = sorted(asyncio.run(many(address, asked.visitors, asked.seconds)))
        p95 = found[int(0.95 * len(found))]
        median = statistics.median(found)
        print(f"{asked.visitors} visitors, {len(found)} reruns: ", end="")
        print(f"median {1000 * median:.0f} ms, p95 {1000 * p95:.0f} ms")


if __name__ == "__main__":
    main()
