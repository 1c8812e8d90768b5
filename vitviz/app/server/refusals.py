"""What the server says to what it does not answer: a small page of its own, never Streamlit's.

For whoever asks for an address by hand; what scripts ask for gets the status alone, and a
websocket is refused with it before it opens.
"""

import logging
from html import escape

from starlette.datastructures import Headers, QueryParams
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vitviz.app.pages.site import SITES
from vitviz.app.server.headers import NEVER
from vitviz.figures import theme
from vitviz.text import LANGUAGES, N_, Words, negotiate, words

PAGES = frozenset(f"/{site.path}" for site in SITES)
# Folders of what no one asks for by hand.
_FOR_SCRIPTS = (
    "/api/",
    "/frontend/",
    "/assets/",
    "/static/",
    "/media/",
    "/component/",
    "/_stcore/",
)
_BROKEN = N_("Something went wrong on our side. Reload the page and try again.")
_SENTENCES = {
    403: N_(
        "This server does not answer to the name in the address bar. If it is yours, start it with "
        "VITVIZ_HOSTS set to that name."
    ),
    404: N_("There is no page at this address."),
    414: N_("This address is too long."),
    503: N_("Many visitors are here at this moment. Please try again in a minute."),
}
_STYLE = f"""body {{ font: 15px Inter, system-ui, sans-serif; display: grid; place-content: center;
  min-height: 90vh; margin: 16px; text-align: center;
  color: {theme.LIGHT.text}; background: {theme.LIGHT.background}; }}
h1 {{ font-size: 22px; font-weight: 600; }} a {{ color: {theme.LIGHT.vit}; }}
@media (prefers-color-scheme: dark) {{
  body {{ color: {theme.DARK.text}; background: {theme.DARK.background}; }}
  a {{ color: {theme.DARK.vit}; }} }}"""
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>vitviz</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/favicon.png"><style>{style}</style></head>
<body><main><h1>vitviz</h1><p>{said}</p><p><a href="/">{home}</a></p></main></body></html>
"""


def refusal(scope: Scope, status: int) -> Response:
    """The answer to a request or a websocket that gets none."""
    if status == 431:  # its headers are not read, not even for the language
        return Response(status_code=status, headers=NEVER)
    if scope["type"] == "websocket" or scope["path"].startswith(_FOR_SCRIPTS):
        return Response(status_code=status, headers=NEVER)
    return HTMLResponse(page(_words(scope), status), status_code=status, headers=NEVER)


def page(_: Words, status: int) -> str:
    """The page for `status`, without anything that the visitor sent."""
    said, home = _(_SENTENCES.get(status, _BROKEN)), _("To the front page")
    return _PAGE.format(language=_.language, style=_STYLE, said=escape(said), home=escape(home))


def _words(scope: Scope) -> Words:
    """In the language of the address, else in one that the browser asks for."""
    for language in LANGUAGES:
        if QueryParams(scope["query_string"]).get("lang") == language:
            return words(language)
    return words(negotiate(Headers(scope=scope).get("accept-language")))


class OwnRefusals:
    """Puts our page in the place of what Streamlit says of an address that it does not know.

    It answers each of them with its app, which then cannot find the page. HTML comes from here for
    the pages that there are and for no other address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is found; what is not, and what fails, is answered here."""
        begun = lost = False

        async def passed(message: Message) -> None:
            nonlocal begun, lost
            if message["type"] == "http.response.start" and _is_lost(scope, message):
                lost = True
                await refusal(scope, 404)(scope, receive, send)
            begun = True
            if not lost:
                await send(message)

        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        try:
            await self.app(scope, receive, passed)
        except Exception as error:
            # Streamlit ends a websocket that speaks text in this way: no news, and no trace.
            trace = error if scope["type"] == "http" else None
            log = logging.getLogger(__name__)
            log.error("no answer to %.80r: %.200r", scope["path"], error, exc_info=trace)
            if not begun:
                await refusal(scope, 500)(scope, receive, send)


def _is_lost(scope: Scope, message: Message) -> bool:
    headers = Headers(raw=message.get("headers", []))
    if message["status"] in (400, 404) and scope["method"] in ("GET", "HEAD"):
        # what our own routes say of a wrong request is JSON
        return not headers.get("content-type", "").startswith("application/")
    html = headers.get("content-type", "").startswith("text/html")
    return html and scope["path"] not in PAGES
