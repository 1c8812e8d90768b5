"""What a browser may do with anything that this server answers: headers on every answer."""

import base64
import hashlib
import re
from pathlib import Path

import streamlit as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vitviz.app.server import base_address
from vitviz.web.browser_files import loader


def _inline_hashes() -> str:
    """CSP hashes of the scripts that stand in the page: Streamlit's own and two of ours."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    scripts = [
        base_address.SCRIPT,
        loader(),
        *re.findall(r"<script>(.*?)</script>", page, re.DOTALL),
    ]
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


# Only this server's own files; blob: is how Streamlit runs a component's script. 'self' is the
# websocket of this host and port too, and of no other.
_POLICY = (
    f"default-src 'self'; script-src 'self' blob: {_inline_hashes()}; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; "
    "connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'self'; "
    "base-uri 'self'; form-action 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # an address holds the name of an upload
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
}
RAW = tuple((name.lower().encode(), value.encode()) for name, value in HEADERS.items())
# A websocket is refused with the second. What uvicorn says by itself: connections.py.
_STARTS = ("http.response.start", "websocket.http.response.start", "websocket.accept")


class SecurityHeaders:
    """Adds `HEADERS` to every answer of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and the response back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in _STARTS:
                message["headers"] = [*message.get("headers", []), *RAW]
            await send(message)

        await self.app(scope, receive, send_with_headers)
