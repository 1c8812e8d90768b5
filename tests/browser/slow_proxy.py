"""A TCP proxy that makes the way to a server long: what passes arrives late, in its order.

with slow_proxy(server) as way:      # as fast as the machine
    way.delay = 0.5                  # seconds each way, from now on
    page.goto(way.address)
    way.cut()                        # every connection breaks; new ones are accepted
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

_CHUNK = 65536


class SlowProxy:
    """Passes on bytes of HTTP and of websockets alike; it does not look into them."""

    def __init__(self, server: str) -> None:
        to = urlsplit(server)
        self._to = (to.hostname, to.port)
        self.delay = 0.0
        self.address = ""
        self.loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self._listening.close()
        self._break()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))

    def cut(self) -> None:
        """Breaks every connection now; what is on its way is lost."""
        asyncio.run_coroutine_threadsafe(self._cut(), self.loop).result(10)

    async def _cut(self) -> None:
        self._break()

    def _break(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(*self._to)
        both = {writer, back}
        self._writers |= both
        try:
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        finally:
            self._writers -= both
            for one in both:
                one.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One way: each piece is written `delay` seconds after it came, never before another."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        writing = asyncio.ensure_future(self._write(waiting, writer))
        with suppress(OSError):
            while piece := await reader.read(_CHUNK):
                waiting.put_nowait((self.loop.time() + self.delay, piece))
        waiting.put_nowait((self.loop.time() + self.delay, b""))
        await writing

    async def _write(
        self, waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while True:
                due, piece = await waiting.get()
                await asyncio.sleep(due - self.loop.time())
                if not piece:
                    return writer.write_eof()
                writer.write(piece)
                await writer.drain()


@contextmanager
def slow_proxy(server: str) -> Iterator[SlowProxy]:
    """A proxy before the server at this address, in a thread of its own."""
    proxy = SlowProxy(server)
    thread = threading.Thread(target=proxy.loop.run_forever, name="slow proxy", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(proxy.start(), proxy.loop).result(10)
        yield proxy
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(), proxy.loop).result(10)
        proxy.loop.call_soon_threadsafe(proxy.loop.stop)
        thread.join(10)
        proxy.loop.close()
