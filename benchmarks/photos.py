"""Everybody's photo at once: how long until all are answered, in which order, and what was told.

    python -m benchmarks.photos [--photos 200] [--within 3] [--pixels 1600x1200] [--budget BYTES]

Visitors of a lecture's server, each from an address of its own, have the Lesson open, and hand over
a photo that nobody has seen within so many seconds: it is posted, then the page is run with it. An
answer is the run's end with this photo on the page, and the photo as a phone shows it. The clients
share the cores with the server.
"""

import argparse
import asyncio
import json
import re
import resource
import time
from dataclasses import dataclass, field

from benchmarks.lecture import ours
from benchmarks.load import cpu
from benchmarks.memory import photo
from benchmarks.phones import FAILS, Phone, run, until_seen

_LINE = re.compile(r"(\d[\d,]*) in line")


@dataclass
class Visit:
    """One visitor's photo: when it was posted, when the page was asked for it, when it had it."""

    posted: float = 0.0
    asked: float = 0.0
    answered: float = 0.0
    numbers: list[int] = field(default_factory=list)  # in line, as the page said
    error: str = ""


async def visit(phone: Phone, data: bytes, after: float, ready: asyncio.Barrier) -> Visit:
    """One visitor, who hands the photo over `after` so many seconds once all are there."""
    found = Visit()

    def hear(line: str) -> None:
        if said := _LINE.search(line):
            found.numbers.append(int(said[1].replace(",", "")))

    try:
        async with phone.connect() as socket:
            await run(socket)
            await ready.wait()
            await asyncio.sleep(after)
            found.posted = time.perf_counter()
            name = json.loads(await phone.ask("POST", "api/photo?size=small", data))["photo"]
            found.asked = time.perf_counter()
            told = await until_seen(phone, socket, {"photo": name}, hear)
            if name not in told["photo"]["url"]:
                raise ValueError("another photo is on the page")
            await phone.ask("GET", f"{told['photo']['url']}?size=small")
            found.answered = time.perf_counter()
    except FAILS as error:
        found.error = f"{phone.own}: {error!r}"
    return found


async def visits(address: str, photos: list[bytes], within: float) -> list[Visit]:
    """All of them, spread evenly over the seconds."""
    ready = asyncio.Barrier(len(photos))
    return await asyncio.gather(
        *(
            visit(
                Phone(address, f"127.1.{number // 200}.{number % 200 + 2}"),
                data,
                within * number / len(photos),
                ready,
            )
            for number, data in enumerate(photos)
        )
    )


def overtaken(done: list[Visit]) -> int:
    """By how many that asked later a photo was overtaken at the most."""
    asked = sorted(done, key=lambda one: one.asked)
    ends = [one.answered for one in asked]
    return max(sum(end < ends[at] for end in ends[at + 1 :]) for at in range(len(ends)))


def main() -> None:
    """Prints the times, the order, the server's CPU and memory, and the errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--within", type=float, default=3.0, help="seconds in which they come")
    parser.add_argument("--pixels", default="1600x1200")
    parser.add_argument("--budget", type=int, help="bytes in place of half of the memory")
    asked = parser.parse_args()
    width, height = map(int, asked.pixels.split("x"))
    photos = [photo(number, (width, height)) for number in range(asked.photos)]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(16_384, hard), hard))
    with ours(asked.budget) as service:
        service.say("warm")
        before = cpu(service.port)
        found = asyncio.run(visits(service.address, photos, asked.within))
        used = cpu(service.port) - before
        service.say("after the photos")
    done = [one for one in found if not one.error]
    took = max(one.answered for one in done) - min(one.posted for one in done)
    print(f"{len(done)} of {len(found)} answered within {took:.1f} s")
    waits = sorted(one.answered - one.posted for one in done)
    print(f"a photo waits {waits[len(waits) // 2]:.1f} s in the median, at most {waits[-1]:.1f} s")
    print(f"overtaken by at most {overtaken(done)}; {used:.1f} s of CPU")
    numbers = [one.numbers for one in done if one.numbers]
    highest = max((max(each) for each in numbers), default=0)
    updates = sum(map(len, numbers))
    print(f"{len(numbers)} were told a place, the highest {highest}, with {updates} lines in all")
    print(*(one.error for one in found if one.error), sep="\n")


if __name__ == "__main__":
    main()
