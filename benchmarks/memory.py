"""What the server's memory does while visitors open many photos of their own.

    python -m benchmarks.memory [--photos 200] [--pixels 1200x900] [--budget BYTES]

Each photo is posted as the page posts it, then a visitor's websocket opens its page and all that
the explorer fetches is fetched: photo, layers, rollout. Sizes are of the server's own process, in
MB of 10^6 bytes: resident now, and the most so far. The budget is the one the server states.
"""

import argparse
import asyncio
import io
import json
import re
import time
from urllib.request import ProxyHandler, Request, build_opener

import numpy as np
import websockets
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.load import connect, within

_OPENER = build_opener(ProxyHandler({}))
_LAYERS = 12
_EACH = 25  # photos between two lines
_REST = 35  # seconds: the server collects and trims every thirty


def photo(seed: int, size: tuple[int, int]) -> bytes:
    """A JPEG that no server has seen."""
    noise = np.random.default_rng(seed).integers(0, 255, (9, 12, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC).save(out, "JPEG")
    return out.getvalue()


def upload(address: str, data: bytes) -> str:
    """The name that the server gives to this photo."""
    asked = Request(f"{address}/api/photo", data, {"X-Vitviz": "1"}, method="POST")
    with _OPENER.open(asked, timeout=120) as answer:
        return json.load(answer)["photo"]


async def opened(socket: websockets.ClientConnection, query: str) -> str:
    """Opens a page in this session; the key of its analysis, "" where it names none."""
    message, key = BackMsg(), ""
    message.rerun_script.query_string = query
    await socket.send(message.SerializeToString())
    while True:
        told = ForwardMsg()
        raw = bytes(await socket.recv())
        told.ParseFromString(raw)
        found = re.search(rb"api/analysis/([0-9a-f]{32})", raw)
        key = found[1].decode() if found else key
        if told.WhichOneof("type") == "script_finished":
            return key


async def visited(address: str, name: str) -> None:
    """One visitor who opens the explorer with this photo and leaves."""
    async with connect(address) as socket:
        key = await opened(socket, f"photo={name}")
    wanted = [f"api/analysis/{key}/layer?layer={layer}" for layer in range(_LAYERS)]
    wanted += [f"api/photo/{name}.jpg", f"api/analysis/{key}/rollout_rows?queries=all"]
    for path in wanted:
        with _OPENER.open(f"{address}/{path}", timeout=120) as answer:
            answer.read()


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--pixels", default="1200x900")
    parser.add_argument("--budget", type=int, help="bytes in place of a quarter of the memory")
    asked = parser.parse_args()
    width, height = map(int, asked.pixels.split("x"))
    with within(asked.budget) as (address, say):
        asyncio.run(visited(address, "koala"))
        say("one visit")
        for number in range(asked.photos):
            name = upload(address, photo(number, (width, height)))
            asyncio.run(visited(address, name))
            if (number + 1) % _EACH == 0:
                say(f"{number + 1} photos")
        time.sleep(_REST)
        say(f"{_REST} s later")


if __name__ == "__main__":
    main()
