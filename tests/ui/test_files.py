import gzip
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from vitviz.explorer.component import FRONTEND, version
from vitviz.ui.files import STATIC, FromMemory, imported, page


@pytest.fixture(scope="module")
def client():
    rest = Route("/{path:path}", lambda _: PlainTextResponse("the app"))
    with TestClient(Starlette(routes=[rest], middleware=[Middleware(FromMemory)])) as client:
        yield client


def test_every_module_that_the_page_names_is_answered_packed_and_for_ever(client):
    named = re.findall(r'<link rel="modulepreload"[^>]*href="\.(/[^"]+)"', page().decode())
    assert f"/frontend/{version()}/numbers.js" in named
    assert any("BidiComponent" in name for name in named)
    assert len(set(named)) == len(named)
    for name in named:
        answer = client.get(name)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]


def test_a_file_comes_whole_to_those_who_can_unpack_and_to_those_who_cannot(client):
    path = FRONTEND / "numbers.js"
    address = f"/frontend/{version()}/numbers.js"
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert plain.headers["content-encoding"] == "identity"
    assert plain.content == client.get(address).content == path.read_bytes()
    small = int(client.get(address).headers["content-length"])
    assert small == len(gzip.compress(path.read_bytes(), 6, mtime=0)) < len(plain.content)


def test_the_page_is_streamlits_own_with_our_name_and_typeface(client):
    html = client.get("/").text
    assert "<title>vitviz</title>" in html
    assert "assets/fonts/inter.woff2" in html
    assert "SourceSans" not in html
    theirs = (STATIC / "index.html").read_text("utf-8")
    assert re.findall(r"<script.*?</script>", html, re.DOTALL) == re.findall(
        r"<script.*?</script>", theirs, re.DOTALL
    )


@pytest.mark.parametrize(
    "address", ["/static/js/none.js", "/static/js/..%2findex.html", "/frontend/0/bar.js", "/readyz"]
)
def test_everything_else_is_the_apps(client, address):
    assert client.get(address).text == "the app"


def test_only_readers_are_answered_here(client):
    assert client.post("/").status_code == 405


def test_a_module_brings_all_that_it_imports():
    names = {path.name for path in imported(FRONTEND / "explorer.js")}
    assert {"explorer.js", "scene.js", "numbers.js", "dom.js"} <= names
