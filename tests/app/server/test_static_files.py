import gzip
import io
import re

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from vitviz.app.pages.site import SITES
from vitviz.app.server import base_address, framework, static_files
from vitviz.app.server.static_files import STATIC, FromMemory, page
from vitviz.text import LANGUAGES, words
from vitviz.web.browser_files import FRONTEND, loader, version
from vitviz.web.parts import part_of
from vitviz.web.views import VIEWS


@pytest.fixture(scope="module")
def client():
    rest = Route("/{path:path}", lambda _: PlainTextResponse("the app"))
    with TestClient(Starlette(routes=[rest], middleware=[Middleware(FromMemory)])) as client:
        yield client


@pytest.fixture(autouse=True)
def nothing_wanted(monkeypatch):
    """What is here already is asked of a warm process; that would begin to warm this one."""
    monkeypatch.setattr(static_files, "wanted", lambda *_: ())


def preloaded(site):
    return re.findall(r'<link rel="modulepreload"[^>]*href="\.(/[^"]+)"', page(site, {}).decode())


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_every_module_that_the_page_names_is_answered_packed_and_for_ever(client, site):
    named = preloaded(site)
    assert any("BidiComponent" in name for name in named)
    assert len(set(named)) == len(named)
    for name in named:
        answer = client.get(name)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_page_asks_for_our_modules_first_the_common_ones_and_those_it_begins_with(site):
    ours = [name for name in preloaded(site) if "/frontend/" in name]
    own = f"/frontend/{version()}/parts/{part_of(site.views[0])}.js"
    assert ours == preloaded(site)[:2] == [f"/frontend/{version()}/modules.js", own]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_page_asks_for_the_words_and_styles_that_it_begins_with(client, site):
    named = re.findall(
        r'<link rel="preload" href="\.(/frontend/[^"]*)" as="fetch" crossorigin>',
        page(site, {}, "zh").decode(),
    )
    common, own = (client.get(address).json() for address in named)
    assert all("/zh/" in address for address in named)
    assert {"bar", "thread", "tray", "glossary"} == set(common["views"])
    assert {"constants", "base", "views"} == set(common)
    assert site.views[0] in own["views"]
    assert list(own) == ["views"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_has_its_words_in_the_file_of_its_part(client, language):
    for view in VIEWS:
        said = client.get(f"/frontend/{version()}/{language}/{part_of(view)}.json").json()
        assert said["views"][view]["words"] == VIEWS[view].words(words(language))


def test_the_page_names_what_its_address_will_ask_for(client, monkeypatch):
    given = []

    def wanted(site, parameters):
        given.append((site.name, dict(parameters)))
        layers = ["api/analysis/0/head?layer=11&head=4", "api/analysis/0/layer?layer=11"]
        kinds = ["fetch where narrow", "fetch where wide"]
        photos = ["api/photo/cat.jpg?size=small", "api/photo/cat.jpg"]
        found = zip(photos, ["image where narrow", "image where wide"], strict=True)
        return (*found, *zip(layers, kinds, strict=True))

    monkeypatch.setattr(static_files, "wanted", wanted)
    html = client.get("/explain?photo=cat").text
    assert given == [("explain", {"photo": "cat"})]
    links = re.findall(r'<link rel="preload" ([^>]*) href="\./(api/[^"]+)"', html)
    assert links == [
        ('media="(max-width: 700px)" as="image"', "api/photo/cat.jpg?size=small"),
        ('media="(min-width: 701px)" as="image"', "api/photo/cat.jpg"),
        # crossorigin: as fetch() asks, or it comes twice; low: after the page's scripts
        (
            'media="(max-width: 700px)" crossorigin as="fetch" fetchpriority="low"',
            "api/analysis/0/head?layer=11&head=4",
        ),
        (
            'media="(min-width: 701px)" crossorigin as="fetch" fetchpriority="low"',
            "api/analysis/0/layer?layer=11",
        ),
    ]


def test_a_file_comes_whole_to_those_who_can_unpack_and_to_those_who_cannot(client):
    path = FRONTEND / "maps/wall.js"
    address = f"/frontend/{version()}/maps/wall.js"
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert plain.headers["content-encoding"] == "identity"
    assert plain.content == client.get(address).content == path.read_bytes()
    small = int(client.get(address).headers["content-length"])
    assert small == len(gzip.compress(path.read_bytes(), 6, mtime=0)) < len(plain.content)


def test_a_file_is_read_and_packed_for_the_first_who_asks_alone(client, monkeypatch):
    address = f"/frontend/{version()}/maps/plane.js"
    first = client.get(address)
    monkeypatch.setattr(static_files, "_answer", None)
    assert client.get(address).content == first.content
    assert client.get(address).headers == first.headers


def test_the_page_is_streamlits_own_with_our_name_and_typeface(client):
    html = client.get("/").text
    assert "<title>vitviz</title>" in html
    assert "assets/fonts/inter.woff2" in html
    assert "SourceSans" not in html
    theirs = (STATIC / "index.html").read_text("utf-8")
    theirs = framework.on_page(theirs)
    scripts = re.findall(r"<script.*?</script>", html, re.DOTALL)
    assert scripts[0] == f"<script>{base_address.SCRIPT}</script>"
    assert scripts[1] == f"<script>{loader()}</script>"
    assert scripts[2:] == re.findall(r"<script.*?</script>", theirs, re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_streamlit_says_by_itself_is_on_the_page(client, language):
    html = client.get(f"/?lang={language}").text
    said = re.sub(r"<(style|script)\b.*?</\1>|<!--.*?-->|<[^>]*>", "", html, flags=re.DOTALL)
    assert "vitviz" in said
    assert "Streamlit" not in said
    assert html.count("<noscript>") == 1
    hidden = re.findall(r"([^{}]*)\{\s*display: none; \}", html)
    assert any('[data-testid="stDialog"]' in selectors for selectors in hidden)


@pytest.mark.parametrize(("language", "said"), [("en", "out of reach"), ("zh", "无法连接")])
def test_the_page_can_say_by_itself_that_nothing_comes(client, language, said):
    (slow,) = re.findall(r'data-slow="([^"]*)"', client.get(f"/?lang={language}").text)
    assert said in slow


@pytest.mark.parametrize(
    ("address", "accepted", "said"),
    [
        ("/", "en", "Loading the page"),
        ("/", "zh-CN,zh;q=0.9", "正在加载页面"),
        ("/?lang=zh", "en", "正在加载页面"),
        ("/?lang=xx", "", "Loading the page"),
    ],
)
def test_the_page_says_at_once_that_it_is_on_its_way(client, address, accepted, said):
    html = client.get(address, headers={"accept-language": accepted}).text
    assert said in html.partition("<body>")[2]


@pytest.mark.parametrize("address", ["/favicon.png", "/favicon.ico"])
def test_the_tab_has_our_icon_not_streamlits(client, address):
    answer = client.get(address)
    assert answer.headers["content-type"] == "image/png"
    assert "immutable" not in answer.headers["cache-control"]
    assert answer.content != (STATIC / "favicon.png").read_bytes()
    picture = Image.open(io.BytesIO(answer.content)).convert("RGBA")
    assert picture.size == (96, 96)
    assert picture.getpixel((0, 0))[3] == 0  # round corners


@pytest.mark.parametrize(
    "address",
    [
        "/static/js/none.js",
        "/static/js/..%2findex.html",
        "/frontend/0/views/frame/bar.js",
        "/readyz",
    ],
)
def test_everything_else_is_the_apps(client, address):
    assert client.get(address).text == "the app"


def test_only_readers_are_answered_here(client):
    assert client.post("/").status_code == 405
