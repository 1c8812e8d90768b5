"""What a browser needs before the page can say anything, answered from memory.

Streamlit reads its modules (framework.py) from the disk for each first visit, unpacked and 64 KB
at a time, and its page names neither ours nor its own that every page here needs: they were found
one import after another. Here each file is read and packed once, and a page's head names its own.
"""

import gzip
import json
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from vitviz.app.pages.given import definitions, given_to
from vitviz.app.pages.site import SITES, Site
from vitviz.app.server import base_address, framework
from vitviz.app.server.fonts import as_needed
from vitviz.app.server.framework import SCRIPTS, STATIC
from vitviz.app.server.preload import wanted
from vitviz.app.state.view_state import ViewState
from vitviz.core.assets import ASSETS
from vitviz.figures import theme
from vitviz.text import LANGUAGES, Language, Words, words
from vitviz.web import browser_files, parts
from vitviz.web.browser_files import (
    FRONTEND,
    imported,
    loader,
    named,
    served,
    version,
)
from vitviz.web.parts import COMMON, PARTS, part_of, views_of

_FOREVER = "public, max-age=31536000, immutable"  # the names change with the content
_A_WHILE = "public, max-age=3600"
_TYPES = {
    ".js": "text/javascript",
    ".json": "application/json",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".ico": "image/png",
}
_OURS = f"/frontend/{version()}/"
_ICON_AT = ("/favicon.png", "/favicon.ico")  # the second is asked for beside what is no page
_ICON = ASSETS / "icon.png"  # in place of Streamlit's own
_OTHER_FONT = re.compile(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>')
_OTHER_NOTE = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)  # of theirs, and in English
# What stands on the page until the first panel does, for the bar comes a second before it where a
# photo is new (clicks pass), and the page around the views. Streamlit's dialogues are never shown:
# it is told so (host_config.py), but may open one before it has heard that.
_FIRST = f"""<style>
:root {{ --type: 1; }} /* all type, in the views too; host/appearance.js sets data-present */
@media (min-width: 1700px) {{ :root {{ --type: 1.2; }} }}
:root[data-present] {{ --type: 1.4; --present: 1; }}
@media (min-width: 1700px) {{ :root[data-present] {{ --type: 1.65; }} }}
#vv-first {{ position: fixed; inset: 0; z-index: 1; pointer-events: none; display: grid; gap: 4px;
  place-content: center; justify-items: center; font: 15px Inter, system-ui, sans-serif;
  color: {theme.LIGHT.quiet}; }}
#vv-first b {{ font-size: 22px; font-weight: 600; }}
#vv-first::after {{ content: attr(data-slow); visibility: hidden;
  animation: vv-slow 0s 20s forwards; }}
@keyframes vv-slow {{ to {{ visibility: visible; }} }}
#vv-first[hidden] {{ display: none; }}
[data-testid="stHeader"], [data-testid="stAppSkeleton"], [data-testid="stDialog"],
[data-testid="stSkipToContent"] {{ display: none; }} /* it leads to what holds the bar too */
@media (prefers-color-scheme: dark) {{
  body {{ background: {theme.DARK.background}; }}
  #vv-first {{ color: {theme.DARK.quiet}; }}
}}
.vv-said.notice {{ padding: 12px 16px; border-radius: 6px; /* host/notice.py */
  background: color-mix(in srgb, currentColor 8%, transparent); }}
.vv-said {{ font-size: calc(14px * var(--type)); }}
.vv-said.quiet {{ font-size: calc(13px * var(--type)); opacity: 0.7; }}
.vv-said.line {{ position: fixed; inset: auto 0 0; z-index: 900; padding: 8px 16px;
  text-align: center; background: CanvasText; color: Canvas; }} /* nothing moves for it */
body [data-stale="true"] {{ opacity: 1; }} /* it is of use while a run waits */
[data-testid="stLayoutWrapper"]:last-child > .st-key-said .vv-said.line {{
  inset: calc(50% + 32px) 0 auto; background: none; color: inherit; }} /* nothing stands below */
body [data-testid="stHeading"] h2 {{ font-size: calc(22px * var(--type)); }}
body [data-testid="stHeading"] h3 {{ font-size: calc(15px * var(--type)); }}
body [data-testid="stMainBlockContainer"] {{ padding: 16px 32px 64px; max-width: none; }}
[data-testid="stMain"] {{ scroll-padding-top: 60px; }} /* the bar lies over what has the focus */
.st-key-explorer {{ min-height: 640px; }} /* what stands below does not jump later */
.st-key-wide-place:has(.st-key-walk) .st-key-explorer {{ min-height: 0; }} /* it may show less */
@media (max-width: 1000px) {{
  .st-key-below > [data-testid="stLayoutWrapper"] > [data-testid="stHorizontalBlock"] {{
    flex-direction: column; }}
  .st-key-below > [data-testid="stLayoutWrapper"] > * > [data-testid="stColumn"] {{
    width: 100%; flex: none; }}
}}
@media (max-width: 700px) {{
  body [data-testid="stMainBlockContainer"] {{ padding: 8px 16px 48px; }}
}}
@page {{ size: landscape; margin: 10mm; }}
@media print {{
  html, body {{ background: {theme.LIGHT.background} !important; }}
  body * {{ background: none !important; color: {theme.LIGHT.text} !important; }}
  body [data-testid="stMainBlockContainer"] {{ padding: 0; }}
  .st-key-explorer {{ min-height: 0; }}
}}
</style>
<style id="vv-until">
body:has([class*="-place"] [data-testid^="stBidiComponent"], [data-testid="stHeading"],
  [data-testid="stProgress"], .vv-said:not(.line), [data-testid="stException"]) #vv-first {{
  display: none; }}
</style>"""  # the second one goes when the first panel stands (host/greeting.js)
_PAGES = {f"/{site.path}": site for site in SITES}


@cache
def packed(address: str) -> tuple[bytes, bytes]:
    """What is kept at this address as it is, and by gzip where that helps (else the same bytes)."""
    data = _content(address)
    dense = Path(address).suffix in (".woff2", ".png")
    return data, data if dense else gzip.compress(data, 6, mtime=0)


def page(site: Site, parameters: Mapping[str, str], language: str | None = None) -> bytes:
    """The page of `site`, its head naming all that is sure to be needed.

    It says at once that it is on its way, in the language of the address or of `language`, an
    Accept-Language header: on a slow network scripts take seconds.

    Arrays let everything else pass: on a slow network they would hold the page up for seconds.
    """
    fetched = 'crossorigin as="fetch" fetchpriority="low"'
    wide = 'media="(min-width: 701px)"'  # as net/picture.js and view/layer_queue.js tell it
    narrow = 'media="(max-width: 700px)"'
    kinds = {"fetch where wide": f"{wide} {fetched}", "fetch where narrow": f"{narrow} {fetched}"}
    kinds["image where wide"] = f'{wide} as="image"'
    kinds["image where narrow"] = f'{narrow} as="image"'
    links = (
        f'<link rel="preload" {kinds[kind]} href="./{address}">'
        for address, kind in wanted(site, parameters)
    )
    _ = ViewState.parse(parameters).words(language)
    whole = _shell(site, _.language).replace("</head>", "\n".join((*links, "</head>")))
    return whole.replace("<body>", f"<body>\n{_first(_)}").encode()


def _first(_: Words) -> str:
    """What stands there before any script has run, or where none does."""
    said = _("Loading the page …")
    failed = _("This page could not be loaded in full. Reload it, please.")
    slow = _("The server may be out of reach. Check the connection, then reload the page.")
    scripts = _("This page needs JavaScript: allow it for this address, then reload the page.")
    return (
        f'<div id="vv-first" data-failed="{failed}" data-slow="{slow}"><b>vitviz</b>'
        f"{said}<noscript>{scripts}</noscript></div>\n{_FIRST}"
    )


@cache
def _shell(site: Site, language: Language) -> str:
    """Streamlit's page with our name and typeface, and every module that `site` will need."""
    text = framework.on_page((STATIC / "index.html").read_text("utf-8"))
    theirs = [module.name for start in framework.starts() for module in imported(SCRIPTS / start)]
    needed = [name for name in dict.fromkeys(theirs) if name not in framework.joinable()]
    links = [f"./static/{framework.folder()}/{name}" for name in needed if f"/{name}" not in text]
    tags = [f'<link rel="modulepreload" crossorigin href="{link}">' for link in links]
    begins = (COMMON, part_of(site.views[0]))
    tags += [
        f'<link rel="preload" href="./{named(f"{language}/{part}.json")}" as="fetch" crossorigin>'
        for part in begins
    ]
    tags.append(
        '<link rel="preload" href="./assets/fonts/inter.woff2" as="font" type="font/woff2"'
        " crossorigin>"
    )
    text = _OTHER_NOTE.sub("", _OTHER_FONT.sub("", text))
    text = text.replace("<title>Streamlit</title>", "<title>vitviz</title>")
    # Ours before all: asked for last it would come behind arrays that nobody waits for as yet.
    ours = "\n".join(
        f'<link rel="modulepreload" crossorigin href="./{named(parts.file_of(part))}">'
        for part in begins
    )
    scripts = "".join(f"<script>{each}</script>\n" for each in (base_address.SCRIPT, loader()))
    text = text.replace("<head>", f"<head>\n{scripts}{ours}", 1)
    return text.replace("</head>", "\n".join((*tags, "</head>")))


class FromMemory:
    """Answers what is the same for everyone; passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # A page asks for 150 of them, and its visitor waits: none takes a thread a second time.
        self.answers: dict[tuple[str, bool], Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Streamlit's files, our modules and the page itself, else what the app answers."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        address, asked = scope["path"], Headers(scope=scope)
        if address in _PAGES:
            query = QueryParams(scope["query_string"])
            language = asked.get("accept-language")
            html = await to_thread.run_sync(page, _PAGES[address], query, language)
            response = Response(html, media_type="text/html", headers={"Cache-Control": "no-cache"})
            return await response(scope, receive, send)
        unpacks = "gzip" in asked.get("accept-encoding", "")
        answer = self.answers.get((address, unpacks))
        if answer is None:
            if not _is_kept(address):
                return await self.app(scope, receive, send)
            answer = await to_thread.run_sync(_answer, address, unpacks)
            self.answers[address, unpacks] = answer
        await answer(scope, receive, send)


def _answer(address: str, unpacks: bool) -> Response:
    """What is kept at an address, packed for who unpacks it."""
    plain, small = packed(address)
    kept = _A_WHILE if address in _ICON_AT else _FOREVER
    zipped = unpacks and small is not plain
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    headers["Content-Encoding"] = "gzip" if zipped else "identity"
    response = Response(small if zipped else plain, headers=headers)
    response.headers["Content-Type"] = _TYPES[Path(address).suffix]
    return response


def _is_kept(address: str) -> bool:
    """Whether what is at an address is kept here; what else is asked for is not remembered."""
    folder, _, name = address.rpartition("/")
    if address in _ICON_AT:
        return True
    if address.startswith(_OURS):
        return address.removeprefix(_OURS) in _names()
    if folder == f"/static/{framework.folder()}" and name == framework.JOINED:
        return bool(framework.joinable())
    if folder == f"/static/{framework.folder()}":
        return name.endswith(".js") and (SCRIPTS / name).is_file()
    theirs = folder in ("/static/js", "/static/css", "/static/media") and ".." not in name
    return theirs and Path(name).suffix in _TYPES and (STATIC / address[1:]).is_file()


@cache
def _names() -> Mapping[str, Callable[[], bytes]]:
    """What is served of the browser half, by its name: how its bytes are made.

    Each module by itself too, for who reads them and for the tests: a page asks for parts.
    """
    made: dict[str, Callable[[], bytes]] = {
        path.relative_to(FRONTEND).as_posix(): path.read_bytes for path in served()
    }
    for part in PARTS:
        made[parts.file_of(part)] = partial(parts.file, part)
        for language in LANGUAGES:
            made[f"{language}/{part}.json"] = partial(_resources, language, part)
    return made


def _resources(language: Language, part: str) -> bytes:
    """What the views of `part` need besides modules, as JSON; with the common what all need."""
    _ = words(language)
    given = {view: given_to(view, _) for view in views_of(part)}
    shared = browser_files.common(definitions()) if part == COMMON else {}
    found = {**shared, "views": browser_files.said(language, given)}
    return json.dumps(found, ensure_ascii=False).encode()


def _content(address: str) -> bytes:
    if address in _ICON_AT:
        return _ICON.read_bytes()
    if address.startswith(_OURS):
        return _names()[address.removeprefix(_OURS)]()
    folder, _, name = address.rpartition("/")
    if folder == f"/static/{framework.folder()}":
        return framework.content(name)
    theirs = (STATIC / address[1:]).read_bytes()
    return as_needed(theirs.decode()).encode() if address.endswith(".css") else theirs
