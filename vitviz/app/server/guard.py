"""What is refused before anything reads it, and what of a request nobody behind needs to read.

The outermost layer, for every route and for the websocket, Streamlit's own included. Behind it a
request's headers, path and query are short, its cookies are Streamlit's own and plain: reading
one of 60 kB of `\\"` took Python's http.cookies 7 s of the event loop (CVE-2024-7592).
"""

import re
from collections.abc import Iterable, Iterator

from starlette.types import ASGIApp, Receive, Scope, Send

from vitviz.app.server.origins import known_host, may_come_from
from vitviz.app.server.refusals import refusal
from vitviz.app.settings import settings

HEADERS_MAX = 16_384  # bytes of all headers with ": " and the line's end
PATH_MAX = 1_024  # bytes; our longest is a quarter of it
NAME_MAX = 255  # bytes between two slashes; no file has a longer name, and asking for one fails
QUERY_MAX = 8_192  # bytes; the longest that a page writes is 3 kB, a link to draw as a code 1.2 kB
_CLOSED = re.compile(
    r"/_stcore/(upload_file|agent|script-health-check)|/auth/|/oauth2callback|/_stcore/metrics"
)
_METRICS = "/_stcore/metrics"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Streamlit's own, without a backslash: the token that it compares, its session, whom it knows.
_COOKIE = re.compile(rb"_streamlit_[a-z_]{1,20}=\"?[A-Za-z0-9!#$%&'()*+./:<=>?@^_`{|}~-]*\"?")
# Nothing here is long enough to be fetched in parts, and the parts of a range can be thousands.
_UNREAD = (b"range", b"if-range")
_Headers = Iterable[tuple[bytes, bytes]]


class Guard:
    """Refuses what is too long, from elsewhere or asked for by a foreign name; cleans the rest."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with a status, or passes on a scope that is safe to read."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        status = _refused(scope)
        if status is not None:
            return await refusal(scope, status)(scope, receive, send)
        await self.app({**scope, "headers": list(_read(scope["headers"]))}, receive, send)


def size(headers: _Headers) -> int:
    """The bytes that `headers` were on the wire."""
    return sum(len(name) + len(value) + 4 for name, value in headers)


def _refused(scope: Scope) -> int | None:
    """The status that says why this is not answered; None where it is."""
    if size(scope["headers"]) > HEADERS_MAX:
        return 431
    path = scope["path"]
    if len(scope.get("raw_path") or path) > PATH_MAX or _CONTROL.search(path):
        return 404
    if any(len(name.encode(errors="replace")) > NAME_MAX for name in path.split("/")):
        return 404
    if len(scope["query_string"]) > QUERY_MAX:
        return 414
    if not _is_from_here(scope):
        return 403
    return 404 if _is_closed(path) else None


def _is_from_here(scope: Scope) -> bool:
    """Whether it is asked for by a name of ours and, where it matters, from a page of ours."""

    def said(name: bytes) -> str | None:
        values = [value for key, value in scope["headers"] if key == name]
        return b",".join(values).decode("latin-1") if values else None  # two are none of ours

    host, method = said(b"host") or "", scope.get("method")
    return known_host(host) and may_come_from(
        said(b"origin"), host, method=method, site=said(b"sec-fetch-site")
    )


def _is_closed(path: str) -> bool:
    """What of Streamlit no page here uses: its uploader, which spools to disk, its log-in, ...

    Streamlit looks for its own below a page's address too: /explain/_stcore/health.
    """
    found = _CLOSED.search(path)
    return found is not None and not (settings().metrics and path == _METRICS)


def _read(headers: _Headers) -> Iterator[tuple[bytes, bytes]]:
    """The headers that are read behind here."""
    for name, value in headers:
        if name == b"cookie":
            value = b"; ".join(filter(_COOKIE.fullmatch, value.replace(b" ", b"").split(b";")))
        if name not in _UNREAD and (value or name != b"cookie"):
            yield name, value
