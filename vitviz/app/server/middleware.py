"""The server around the pages: warm-up, security headers, and what a failed script shows."""

import base64
import gc
import hashlib
import logging
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.logger import get_logger

from vitviz.app.compute import budget, startup
from vitviz.app.server.static_files import FromMemory
from vitviz.text import negotiate, words
from vitviz.text.messages import sentence


def _inline_hashes() -> str:
    """CSP hashes of the scripts that stand in Streamlit's own index.html."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


# Only this server's own files; blob: is how Streamlit runs a component's script.
_POLICY = (
    f"default-src 'self'; script-src 'self' blob: {_inline_hashes()}; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; frame-ancestors 'self'; "
    "base-uri 'self'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # an address holds the name of an upload
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

_CLOSED = "/_stcore/upload_file"  # Streamlit's uploader spools to disk, and no page uses it


class SecurityHeaders:
    """Adds `HEADERS` to every HTTP response, and answers 404 where nothing should answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and the response back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_RAW]
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif _CLOSED in scope["path"]:
            await Response(status_code=404)(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)


MIDDLEWARE = [Middleware(SecurityHeaders), Middleware(FromMemory)]


def send_at_once() -> None:
    """Turns Nagle's algorithm off for all connections that this process will take.

    asyncio does so for sockets made with a protocol number; Streamlit makes its own without one,
    and the second half of every answer and many a message waited 40 ms for the browser's receipt.
    """
    for found in gc.get_objects():
        if type(found) is socket.socket and found.family in (socket.AF_INET, socket.AF_INET6):
            with suppress(OSError):  # one that is closed
                if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[dict[str, Any]]:
    """Begins to load models when the server starts, before the first visitor comes."""
    get_logger(__name__).info(budget.stated())
    send_at_once()
    startup.start()
    yield {}


def on_script_error(error: Exception) -> bool:
    """Shows a sentence instead of a traceback, which goes to the server's log."""
    logging.getLogger(__name__).error("a page failed", exc_info=error)
    _ = words(negotiate(st.context.locale))
    st.error(sentence(_, error))
    return True
