"""An answer that lasts, over ASGI without a network."""

import asyncio


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
