"""What one visitor feels of another who asks for all he can, and what sixty uploads do.

    python -m benchmarks.fairness [--uploads 60] [--times 20] [--budget BYTES]

The greedy client has an address of its own and six connections that ask for Explain at 32 x 32
patches, each time of other classes, and forty curves besides. The other visitor asks for bytes
that are kept, for answers that are not, and brings photos, first alone and then beside him. For
the uploads all come at once, from as many addresses; meanwhile the index page is asked for ten
times a second. Clients and server share the cores, so the load of the machine is printed.
"""

import argparse
import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from benchmarks.load import connect, summed, within
from benchmarks.memory import opened, photo

GREEDY, OTHER = "127.0.0.2", "127.0.0.3"
CONNECTIONS = 6
CURVES = 40
_GRID = "photo=koala&rows=32"
_REST = 40  # seconds: the server collects and trims every thirty
_PATIENCE = 5  # seconds until something refused is asked for again


class Client:
    """One connection from one address of the loopback."""

    def __init__(self, address: str, own: str) -> None:
        parts = urlsplit(address)
        self.connection = HTTPConnection(
            parts.hostname or "", parts.port, timeout=300, source_address=(own, 0)
        )

    def again(self) -> "Client":
        """The same with a new connection: the server ends one that was idle for five seconds."""
        self.connection.close()
        return self

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        self.connection.request("GET", f"/{path}")
        with self.connection.getresponse() as answer:
            return answer.status, answer.read()

    def post(self, data: bytes) -> tuple[int, bytes]:
        """Status and body of an upload."""
        self.connection.request("POST", "/api/photo", data, {"X-Vitviz": "1"})
        with self.connection.getresponse() as answer:
            return answer.status, answer.read()


def seconds(ask: Callable[[], tuple[int, bytes]]) -> float:
    """How long an answer takes that must not be refused."""
    begun = time.perf_counter()
    status, body = ask()
    if status != 200:
        raise RuntimeError(f"{status}: {body[:200]!r}")
    return time.perf_counter() - begun


def key_of(address: str, query: str, own: str) -> str:
    """The analysis that the page of this address shows to a visitor from `own`."""

    async def visit() -> str:
        async with connect(address, own) as socket:
            return await opened(socket, query)

    return asyncio.run(visit())


class _Shared:
    """An iterator that several threads go through together."""

    def __init__(self, items: Iterator[str]) -> None:
        self._items, self._lock = items, threading.Lock()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        with self._lock:
            return next(self._items)


@contextmanager
def greedy(address: str) -> Iterator[list[bool]]:
    """All that one client can ask for, until the block is left; whether each was answered.

    What is refused is asked for again after a while: this is no flood of requests.
    """
    key, over = key_of(address, _GRID, GREEDY), threading.Event()
    said: list[bool] = []
    pairs = itertools.permutations(range(60), 2)
    curves = (f"trust?target={number}" for number in range(1000))
    explain = (f"explain?target={one}&against={two}" for one, two in pairs)
    curves, explain = (_Shared(each) for each in (curves, explain))

    def ask(wanted: Iterator[str]) -> None:
        for path in wanted:
            with suppress(OSError, HTTPException):
                client = Client(address, GREEDY)
                status, body = client.get(f"api/analysis/{key}/{path}")
                refused = status != 200 or b'"error"' in body[-400:]
                said.append(not refused)
                over.wait(_PATIENCE if refused else 0)
                client.connection.close()
            if over.is_set():
                return

    several = [explain] * CONNECTIONS + [curves] * CURVES
    threads = [threading.Thread(target=ask, args=(one,), daemon=True) for one in several]
    for thread in threads:
        thread.start()
    time.sleep(2)
    yield said
    over.set()


def asked(address: str, times: int, first: int) -> None:
    """One visitor's kept bytes, short answers and photos, and how long each takes."""
    client, key = Client(address, OTHER), key_of(address, "photo=coffee", OTHER)
    kept = f"api/analysis/{key}/layer?layer=3"
    client.get(kept)
    found = [seconds(lambda: client.get(kept)) for _ in range(10 * times)]
    print(summed("  kept bytes", found), flush=True)
    change = f"api/analysis/{key}/position_change?change=shuffle&seed="
    found = [seconds(lambda n=n: client.get(f"{change}{first + n}")) for n in range(times)]
    print(summed("  short answer", found), flush=True)
    found = [brought(address, client, first + number) for number in range(max(3, times // 4))]
    print(summed("  new photo", found), flush=True)


def brought(address: str, client: Client, seed: int) -> float:
    """Seconds from a photo handed over to the last layer of its analysis."""
    begun = time.perf_counter()
    name = json.loads(client.again().post(photo(seed, (1200, 900)))[1])["photo"]
    key = key_of(address, f"photo={name}", OTHER)
    seconds(lambda: client.again().get(f"api/analysis/{key}/layer?layer=11"))
    return time.perf_counter() - begun


def large(number: int) -> bytes:
    """One of many JPEGs of 64 million pixels; they differ by a comment only."""
    data = large_one()
    note = f"photo {number}".encode()
    return data[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + data[2:]


def large_one(kept: list[bytes] = []) -> bytes:  # noqa: B006 - made once
    """That JPEG itself."""
    if not kept:
        kept.append(photo(1, (8000, 8000)))
    return kept[0]


def uploads(address: str, count: int) -> None:
    """All at once, and the index page meanwhile."""
    sent = [large(number) for number in range(count)]
    over, index, said = threading.Event(), [], []

    def look() -> None:
        client = Client(address, OTHER)
        while not over.wait(0.1):
            index.append(seconds(lambda: client.get("")))

    def send(number: int) -> None:
        client = Client(address, f"127.0.1.{number + 1}")
        said.append(client.post(sent[number])[0])

    looking = threading.Thread(target=look)
    looking.start()
    begun = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(send, range(count)))
    took = time.perf_counter() - begun
    over.set()
    looking.join()
    print(f"{count} uploads of 64 megapixels at once: {took:.0f} s, {said.count(200)} taken")
    print(f"{summed('  index page', index)}, most {1000 * max(index):.0f} ms")


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uploads", type=int, default=60)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--budget", type=int, help="bytes in place of a quarter of the memory")
    given = parser.parse_args()
    with within(given.budget) as (address, say):
        say("warm")
        print("one visitor alone:")
        asked(address, given.times, 0)
        print(f"beside a client with {CONNECTIONS} connections and {CURVES} curves:")
        with greedy(address) as said:
            asked(address, given.times, 1000)
            print(f"  answers to the other: {sum(said)} of {len(said)}")
        say("after them")
        time.sleep(15)
        if given.uploads:
            uploads(address, given.uploads)
            say("after the uploads")
            time.sleep(_REST)
            say(f"{_REST} s later")


if __name__ == "__main__":
    main()
