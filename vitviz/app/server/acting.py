"""Says for whom a request is answered, before anything is done for it."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from vitviz.app.compute.visitors import ADDRESS, Visitor, acting_for
from vitviz.app.server import visitor


class ForVisitor:
    """Answers each request for the visitor who sends it (compute/visitors.py).

    A page's script runs in a thread that knows no request, but the headers of its websocket: the
    address is written there, in place of what the visitor may have sent.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on."""
        if scope["type"] == "http":
            asks = Visitor.of(visitor.address(scope), Headers(scope=scope).get("cookie", ""))
            with acting_for(asks):
                return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            name = ADDRESS.lower().encode()
            others = [header for header in scope["headers"] if header[0] != name]
            own = (name, visitor.address(scope).encode())
            scope = {**scope, "headers": [*others, own]}
        return await self.app(scope, receive, send)
