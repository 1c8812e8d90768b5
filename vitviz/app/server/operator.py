"""What goes on in the server, as JSON for whoever runs it: GET /api/operator.

    curl http://localhost:8501/api/operator

Answered on the machine itself alone: to a request from a loopback address, made to such a name,
that no proxy has passed on. Anybody else finds nothing here. It names no photo and no address.
"""

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime

from vitviz.app.compute import analyses, budget, jobs, startup, times
from vitviz.app.compute.inference_lock import inference_lock
from vitviz.app.server.headers import NEVER, missing
from vitviz.app.server.locality import is_local

_SESSIONS = "active_sessions"  # Streamlit's name of how many pages are open


async def operator(request: Request) -> Response:
    """The numbers; 404 for anybody but the operator."""
    if not is_local(request):
        return missing()
    progress = startup.progress()
    return JSONResponse(
        {
            "stage": progress.stage,
            "visitors": visitors(),
            "waiting": waiting(),
            "bytes": held() if progress.ready else {},
            "times": times.told(),
        },
        headers=NEVER,
    )


def waiting() -> dict[str, int]:
    """How many photos wait for the models, passes of whatever kind for their turn, and jobs."""
    passes = inference_lock.waiting
    return {"photos": analyses.waiting(), "passes": passes, "jobs": jobs.count()}


def visitors() -> int:
    """How many pages are open now."""
    if not Runtime.exists():
        return 0
    stats = Runtime.instance().stats_mgr.get_stats([_SESSIONS]).get(_SESSIONS, ())
    return sum(int(getattr(stat, "value", 0)) for stat in stats)


def held() -> dict[str, dict[str, int]]:
    """Bytes held of each kind, and of those of the host how many may be."""
    found = analyses.held()
    limits = {kind: budget.limit(kind) for kind in budget.FRACTIONS if kind in found}
    return {
        "held": {**found, "all": sum(found.values())},
        "most": {**limits, "process": budget.total()},
    }


class Timed:
    """Notes how long answers take, from the request to their last byte, by kind."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes all on; what is refused counts as that."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        began, status = time.perf_counter(), 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, heard)
        finally:
            kind = "refused" if status >= 400 else "other"  # as which a redirection counts
            if 200 <= status < 300:
                kind = kind_of(scope["method"], scope["path"])
            times.note(kind, time.perf_counter() - began)


def kind_of(method: str, path: str) -> str:
    """What an answer that was given is of: the name of an endpoint, or of a kind of file.

    Never anything else: what a visitor made up would be kept for as long as the server runs.
    """
    parts = path.strip("/").split("/")
    if parts[0] == "api" and len(parts) > 1:
        if parts[1] == "analysis":
            return parts[3] if len(parts) == 4 and _is_endpoint(parts[3]) else "other"
        if parts[1] == "labels":
            return "labels"
        upload = "upload" if method == "POST" else "photo"
        return {"photo": upload, "thumb": "photo", "lecture": "lecture"}.get(
            parts[1].removesuffix(".jpg"), "other"
        )
    if parts[0] in ("frontend", "static", "assets", "favicon.png"):
        return "files"
    return "page" if len(parts) == 1 and parts[0] != "readyz" else "other"


def _is_endpoint(name: str) -> bool:
    # its answer was given, so this is loaded already: it brings torch
    from vitviz.app.endpoints.registry import ENDPOINTS

    return name in ENDPOINTS
