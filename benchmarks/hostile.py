"""What hostile clients cost everybody else: cookies, half-sent requests, open files, refusals.

    python -m benchmarks.hostile [--half 1200] [--files 1024] [--flood 500]

While a request with a cookie of so many kB of `\\"` is on its way, another client asks how the
server is, over and over; the longest wait is what the event loop was blocked. Then many requests
are begun and never ended; a newcomer asks, and it is told when the server has let go of them. The
server is started with a soft limit of `--files`. Last come `--flood` connections of one address,
each of which asks for what is refused as soon as it has been refused, while a visitor asks for a
photo; the address is one that a trusted proxy names, since this machine's own has no share.
"""

import argparse
import asyncio
import multiprocessing
import re
import resource
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.load import summed
from tests.app.server.served import asked, connect, request, status
from tests.browser.server import serve

APP = Path(__file__).parents[1] / "app.py"
SIZES = (1, 8, 15, 60, 600, 5000)  # kB of a cookie
_FLOODER, _VISITOR = "203.0.113.5", "203.0.113.77"
_LOOKS = 200
_REFUSED: Mapping[str, tuple[str, Sequence[str]]] = {
    "another name of the server": ("/api/photo", ["Host: evil.example"]),
    "a page that is none": ("/nothing", []),
    "an analysis that is none": (f"/api/analysis/{0:032x}/layer?layer=1", []),
}


def blocked(port: int, kilobytes: int) -> tuple[float, int | None]:
    """Another client's longest wait in seconds, and what the cookie was answered."""
    longest, over = 0.0, threading.Event()

    def ask() -> None:
        nonlocal longest
        while not over.is_set():
            start = time.perf_counter()
            asked(port, request("/_stcore/health"))
            longest = max(longest, time.perf_counter() - start)

    other = threading.Thread(target=ask)
    other.start()
    cookie = 'Cookie: _streamlit_xsrf="' + '\\"' * (kilobytes * 500) + '"'
    found = status(asked(port, request("/_stcore/health", [cookie])))
    over.set()
    other.join()
    return longest, found


def files_of(port: int) -> int:
    """The files that the server at `port` has open."""
    wanted = f"--server.port={port}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        words = (process / "cmdline").read_bytes().split(b"\0")
        if wanted in words and not any(word.endswith(b"leash.py") for word in words):
            return sum(1 for _ in (process / "fd").iterdir())
    raise RuntimeError("the server is gone")


def half_sent(port: int, count: int) -> None:
    """Begins `count` requests, asks as a newcomer, and waits until the server has let go."""
    before = files_of(port)
    with ExitStack() as held:
        start = time.perf_counter()
        for _ in range(count):
            held.enter_context(connect(port)).sendall(b"GET / HTTP/1.1\r\nHost: local")
        asking = time.perf_counter()
        found = status(asked(port, request("/readyz")))
        waited = time.perf_counter() - asking
        print(f"{count} half-sent requests: a newcomer is answered {found} in {waited:.2f} s")
        while files_of(port) > before + count // 100:
            time.sleep(0.2)
        print(f"the server has let go of them after {time.perf_counter() - start:.1f} s")


async def _insist(port: int, target: str, headers: Sequence[str]) -> None:
    """Asks for what is refused, over and over on connections that last."""
    sent = request(target, headers).replace(b"Connection: close\r\n", b"")
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            with closing(writer):
                while not reader.at_eof():
                    writer.write(sent)
                    head = await reader.readuntil(b"\r\n\r\n")
                    length = re.search(rb"content-length: (\d+)", head)
                    await reader.readexactly(int(length[1]) if length else 0)


def _flood(port: int, target: str, headers: Sequence[str], connections: int) -> None:
    async def all_of_them() -> None:
        await asyncio.gather(*(_insist(port, target, headers) for _ in range(connections)))

    asyncio.run(all_of_them())


def beside_a_flood(port: int, target: str, headers: Sequence[str], connections: int) -> list[float]:
    """Seconds that another visitor waits for a photo meanwhile."""
    given = (port, target, [f"X-Forwarded-For: {_FLOODER}", *headers], connections)
    flood = multiprocessing.Process(target=_flood, args=given, daemon=True)
    flood.start()
    time.sleep(2)
    found = []
    for _ in range(_LOOKS):
        start = time.perf_counter()
        answer = asked(port, request("/api/photo/koala.jpg", [f"X-Forwarded-For: {_VISITOR}"]))
        found.append(time.perf_counter() - start)
        if status(answer) != 200:
            raise RuntimeError(answer[:200])
        time.sleep(0.02)
    flood.kill()
    flood.join()
    return found


def main() -> None:
    """Starts the server, prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", type=int, default=1200)
    parser.add_argument("--files", type=int, default=1024)
    parser.add_argument("--flood", type=int, default=500)
    asked_for = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(asked_for.files, hard), hard))
    settings = {"VITVIZ_TRUSTED_PROXIES": "127.0.0.1"}
    with (
        tempfile.TemporaryDirectory() as home,
        serve(APP, Path(home), settings=settings) as address,
    ):
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        port = urlsplit(address).port or 0
        for kilobytes in SIZES:
            longest, found = blocked(port, kilobytes)
            print(f"cookie of {kilobytes} kB: {found}, others wait {1000 * longest:.0f} ms")
        half_sent(port, asked_for.half)
        for name, (target, headers) in _REFUSED.items():
            for count in (1, asked_for.flood):
                found = beside_a_flood(port, target, headers, count)
                print(summed(f"beside {count} connections with {name}: a photo", found), flush=True)


if __name__ == "__main__":
    main()
