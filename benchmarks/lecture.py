"""A class in the Lesson: phones that join by the link, four steps, and a photo of everybody's own.

    python -m benchmarks.lecture [--students 200] [--opening 10] [--thinking 5,15] [--budget BYTES]
    python -m benchmarks.lecture --students 100 --thinking 20,60 --minutes 60  # others come after
    python -m benchmarks.lecture --killed 40                  # the server, after so many seconds
    python -m benchmarks.lecture --address URL --key KEY      # one that runs, or several behind one

Each student has an address of the loopback, fetches the page, speaks Streamlit's protocol and keeps
the room's stream open; the first data is the page's first run with the photo that it names. Then it
sends a photo of its own, and walks four steps: it thinks, answers, sees at once what the teacher
reveals, and asks what its photo showed. A step is all of that after the thinking: the answer to the
room, the run and the finding. The clients share the cores with the server.
"""

import argparse
import asyncio
import itertools
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import APP, processes, sizes
from benchmarks.memory import photo
from benchmarks.phones import FAILS, STEPS, Found, Phone, Student
from tests.browser.server import free_port, serve

_SIZE = (1600, 1200)  # of a student's photo
_OPENS_EVERY = 4.0  # seconds
_PHOTOS = 400  # made before; a long soak shows them again, when the server has forgotten them


@dataclass
class Service:
    """Where the class goes: a server of our own, or one that runs already."""

    address: str
    key: str = ""
    port: int = 0  # 0: it is not ours
    kill: Callable[[], None] = lambda: None
    start: Callable[[], None] = lambda: None

    def say(self, what: str) -> None:
        """Print its memory after a name."""
        if self.port:
            now, most = max(map(sizes, processes(self.port)))  # the others only wait for it
            load = os.getloadavg()[0]
            print(f"{what:24s} {now:7.0f} MB, peak {most:7.0f} MB; load {load:.1f}", flush=True)


@contextmanager
def ours(bytes_of_budget: int | None) -> Iterator[Service]:
    """A lecture's server with this budget, None: what it takes by itself."""
    settings = {"VITVIZ_LECTURE": "1"}
    settings |= {"VITVIZ_MEMORY_BYTES": str(bytes_of_budget)} if bytes_of_budget else {}
    port, running = free_port(), ExitStack()
    with tempfile.TemporaryDirectory() as home, running:

        def start() -> None:
            running.enter_context(serve(APP, Path(home), port=port, settings=settings))

        start()
        yield Service(f"http://127.0.0.1:{port}", "", port, running.close, start)


async def opened(teacher: Phone, room: str = "") -> str:
    """A room in which all steps are revealed, this one again where it is gone; its code."""
    if not room:
        room = (await teacher.json("api/lecture"))["room"]
    # By its code, as the page does it: behind a proxy that may be another replica's.
    await teacher.json(f"api/lecture/{room}")
    for step in STEPS:
        await teacher.json(f"api/lecture/{room}/reveal", step=step)
    return room


async def lesson(service: Service, asked: argparse.Namespace, photos: list[bytes]) -> Found:
    """A class of so many, who come within `opening` seconds."""
    teacher, found = Phone(service.address, "127.0.0.1", service.key), Found()
    room = await opened(teacher)
    least, most = map(float, asked.thinking.split(","))
    ends = time.monotonic() + 60 * asked.minutes
    numbers = itertools.count()
    comes_back = asked.killed > 0 or asked.patient

    def student(place: int) -> Student:
        phone = Phone(service.address, f"127.1.{place // 200}.{place % 200 + 2}")
        own = photos[next(numbers) % len(photos)]
        thinking = lambda: random.uniform(least, most)  # noqa: E731 - it is a setting
        return Student(phone, room, own, thinking, found, comes_back=comes_back)

    async def seat(place: int) -> None:
        await asyncio.sleep(asked.opening * place / asked.students)
        await student(place).attend()
        while time.monotonic() < ends:
            await student(place).attend()

    async def watch() -> None:
        while time.monotonic() < ends:
            await asyncio.sleep(60)
            service.say(f"{len(found.steps)} steps, {len(found.errors)} errors")

    async def fate() -> None:
        if asked.killed:
            await asyncio.sleep(asked.killed)
            await asyncio.to_thread(service.kill)
            await asyncio.to_thread(service.start)
            found.returned = time.perf_counter()

    async def teach() -> None:
        while True:  # as the teacher's page does where its room is gone
            await asyncio.sleep(_OPENS_EVERY)
            with suppress(*FAILS):
                await opened(teacher, room)

    teaching = asyncio.create_task(teach())
    await asyncio.gather(*map(seat, range(asked.students)), watch(), fate())
    teaching.cancel()
    return found


def quantiles(name: str, seconds: list[float]) -> str:
    """p50, p95, p99 and the longest in seconds, of how many."""
    ordered = sorted(seconds) or [float("nan")]
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95, 0.99)]
    told = ", ".join(f"{value:.2f}" for value in (*at, ordered[-1]))
    return f"{name} ({len(seconds)}): {told} s"


def report(found: Found) -> None:
    """Print p50, p95, p99 and the longest, and the errors."""
    print("p50, p95, p99 and the longest:")
    print(quantiles("first data", found.opened))
    print(quantiles("own photo on the page", found.photos))
    print(quantiles("a step", found.steps))
    print(quantiles("of it the answer and the run", found.reruns))
    if found.back:
        print(quantiles("at one's step again after the server's return", found.back))
        print(quantiles("one's own photo on the page again", found.seen_again))
    print(f"{found.cut} times somebody was cut off and came back")
    print(f"{len(found.errors)} errors", *found.errors[:5], sep="\n  ")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--opening", type=float, default=10.0, help="seconds in which they come")
    parser.add_argument("--thinking", default="5,15", help="seconds, from and to")
    parser.add_argument("--budget", type=int, help="bytes in place of what a lecture takes")
    parser.add_argument("--minutes", type=float, default=0.0, help="others take their places: 60")
    parser.add_argument("--killed", type=float, default=0.0, help="seconds until the server is")
    parser.add_argument("--patient", action="store_true", help="who is cut off comes back")
    parser.add_argument("--address", help="of a server that runs, http://127.0.0.1:8501")
    parser.add_argument("--key", default="", help="its teacher's")
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(16_384, hard), hard))
    photos = [photo(number, _SIZE) for number in range(max(_PHOTOS, asked.students))]
    with ExitStack() as stack:
        if asked.address:
            service = Service(asked.address, asked.key)
        else:
            service = stack.enter_context(ours(asked.budget))
        service.say("warm")
        found = asyncio.run(lesson(service, asked, photos))
        service.say("after the lesson")
    report(found)


if __name__ == "__main__":
    main()
