"""An answer that lasts, over ASGI without a network."""

import asyncio
from contextlib import asynccontextmanager


class Lasting:
    """What was sent of it, and a connection that can be closed."""

    def __init__(self):
        self.sent, self.grown, self.gone = [], asyncio.Event(), asyncio.Event()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)
        self.grown.set()

    def bodies(self):
        """What came after the start of the answer, piece by piece."""
        return [message.get("body", b"") for message in self.sent[1:]]

    async def until(self, holds):
        """Wait until `holds(bodies)`, looked at whenever another piece was sent."""
        async with asyncio.timeout(30):
            while not holds(self.bodies()):
                self.grown.clear()
                await self.grown.wait()


@asynccontextmanager
async def asked(app, page, path, **scope):
    """The answer to a GET of this path, as `page` receives it until the block is left."""
    whole = {"type": "http", "method": "GET", "path": path, "query_string": b""} | scope
    task = asyncio.create_task(app(whole, page.receive, page.send))
    try:
        yield page
    finally:
        page.gone.set()
        await asyncio.wait_for(task, 30)
