"""What Streamlit's page is told before it connects: that its own dialogues stay away.

They speak English, cover the page while nobody answers, and tell visitors to start the server.
The bar says it instead (`web/frontend/host/connection.js`), and what is on screen goes on working.
"""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

ADDRESS = "/_stcore/host-config"
# As Streamlit's own answer but for the dialogues; no other page steers this one.
CONFIG = {
    "allowedOrigins": [],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": True,
    "resourceCrossOriginMode": None,
}


class HostConfig:
    """Answers in place of Streamlit, which has no setting for it; passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The configuration at `ADDRESS`, else what the app answers."""
        if scope["type"] == "http" and scope["path"] == ADDRESS:
            answer = JSONResponse(CONFIG, headers={"Cache-Control": "no-cache"})
            return await answer(scope, receive, send)
        await self.app(scope, receive, send)
