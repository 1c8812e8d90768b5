"""The bound of connections.py for visitors behind a trusted proxy, who share its connections.

A proxy's connections say nothing of who is behind them, so what one visitor has open is counted
here: requests that are being answered and websockets.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from vitviz.app.server.connections import Http
from vitviz.app.server.refusals import refusal


class PerVisitor:
    """Answers 503 beyond a visitor's share of requests at a time."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on while its visitor has a place."""
        host, places = (scope.get("client") or ("",))[0], Http.visitors
        if not places.take(host):
            return await refusal(scope, 503)(scope, receive, send)
        try:
            await self.app(scope, receive, send)
        finally:
            places.give_back(host)
