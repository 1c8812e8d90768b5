import io
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from vitviz.app.compute import blobs, photos, startup
from vitviz.app.compute.cache import Cache
from vitviz.app.server.acting import ForVisitor
from vitviz.app.server.routes import ROUTES
from vitviz.web.browser_files import version

UPLOAD = {"X-Vitviz": "1"}


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    """The server is warm; none begins to be."""
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("ready", 1.0))


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=ROUTES, middleware=[Middleware(ForVisitor)])) as client:
        yield client


def picture(colour=(200, 30, 30), size=(60, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "api/analysis/00000000000000000000000000000000/layer?layer=0",
        "api/photo/nobody.jpg",
        "frontend/0/views/explore/explorer.js",
        "frontend/{version}/nothing.js",
        "frontend/{version}/..%2fcomponent.py",
        "assets/fonts/nothing.woff2",
        "assets/fonts/LICENSE-inter.txt",
    ],
)
def test_what_is_not_there_is_a_404_that_nobody_keeps(client, address):
    answer = client.get("/" + address.format(version=version()))
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


def test_an_upload_becomes_a_photo_with_a_name_that_cannot_be_guessed(client):
    answer = client.post("/api/photo", content=picture(), headers=UPLOAD).json()
    assert answer["photo"].startswith("up-")
    shown = client.get(f"/api/photo/{answer['photo']}.jpg")
    assert Image.open(io.BytesIO(shown.content)).size == (60, 40)
    again = client.post("/api/photo", content=picture(), headers=UPLOAD).json()
    assert again == answer


def test_a_phone_is_given_a_smaller_picture_of_the_same_photo(client):
    sizes = []
    for address in ("api/photo/koala.jpg", "api/photo/koala.jpg?size=small"):
        answer = client.get(f"/{address}")
        sizes.append((max(Image.open(io.BytesIO(answer.content)).size), len(answer.content)))
    (whole, bytes_of_whole), (small, bytes_of_small) = sizes
    assert (whole, small) == (1024, 768)
    assert bytes_of_small < bytes_of_whole / 2


@pytest.mark.parametrize(("query", "kind"), [("?size=small", "small"), ("", "large")])
def test_the_picture_that_the_page_will_ask_for_is_made_with_the_upload(
    client, monkeypatch, query, kind
):
    sent = picture((len(query), 77, 8))
    name = client.post(f"/api/photo{query}", content=sent, headers=UPLOAD).json()["photo"]
    monkeypatch.setattr(photos, "image_of", None)  # its pixels have gone
    assert client.get(f"/api/photo/{name}.jpg{query}").status_code == 200
    assert [blobs.kept_picture(name, one) is not None for one in ("small", "large")] == [
        kind == "small",
        kind == "large",
    ]


@pytest.mark.parametrize("kind", ["photo", "thumb"])
def test_a_visitors_own_photo_is_kept_by_nobody(client, kind):
    name = client.post("/api/photo", content=picture(), headers=UPLOAD).json()["photo"]
    assert client.get(f"/api/{kind}/{name}.jpg").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", ["photo", "thumb"])
def test_a_bundled_photo_is_kept_for_an_hour(client, kind):
    answer = client.get(f"/api/{kind}/koala.jpg")
    assert answer.headers["cache-control"] == "public, max-age=3600"


def test_the_name_of_an_upload_is_answered_to_its_sender_alone(client):
    answer = client.post("/api/photo", content=picture(), headers=UPLOAD)
    assert answer.headers["cache-control"] == "no-store"


def test_uploads_that_wait_for_a_decoder_leave_the_servers_threads_to_others(client, monkeypatch):
    goes_on, busy = threading.Event(), threading.Semaphore(0)
    real = photos.add

    def slow(data, then):
        busy.release()
        goes_on.wait(30)
        return real(data, then)

    def send(number):
        cookie = {"Cookie": f"_streamlit_xsrf=2|00000000|{number:032x}|1"}
        return client.post("/api/photo", content=picture((number, 9, 9)), headers=UPLOAD | cookie)

    monkeypatch.setattr(photos, "add", slow)
    with ThreadPoolExecutor(60) as threads:
        sent = [threads.submit(send, number) for number in range(50)]
        try:
            for _ in range(photos.DECODERS):
                assert busy.acquire(timeout=30)
            shown = threads.submit(client.get, "/api/photo/koala.jpg").result(timeout=20)
            begun = busy.acquire(blocking=False)
        finally:
            goes_on.set()
        assert shown.status_code == 200
        assert not begun
        assert {each.result(timeout=60).status_code for each in sent} == {200}


def test_a_photo_that_is_kept_waits_for_nobody(client, monkeypatch):
    client.get("/api/photo/koala.jpg")
    monkeypatch.setattr(photos, "picture", lambda *_: pytest.fail("nothing need be made"))
    assert client.get("/api/photo/koala.jpg").status_code == 200


def test_a_picture_of_a_photo_that_is_gone_is_missing_even_where_it_was_made(client, monkeypatch):
    name = client.post("/api/photo", content=picture(), headers=UPLOAD).json()["photo"]
    address = f"/api/thumb/{name}.jpg"
    assert client.get(address).status_code == 200
    monkeypatch.setattr(photos, "_photos", Cache(1, lambda _: 1))
    assert client.get(address).status_code == 404


def test_two_uploads_that_differ_have_two_names(client):
    names = {
        client.post("/api/photo", content=picture((r, 0, 0)), headers=UPLOAD).json()["photo"]
        for r in range(3)
    }
    assert len(names) == 3


@pytest.mark.parametrize(("language", "expected"), [("en", "picture"), ("zh-CN", "图片")])
def test_a_refused_upload_is_answered_with_a_sentence_in_the_visitors_language(
    client, language, expected
):
    headers = UPLOAD | {"X-Vitviz-Language": language}
    answer = client.post("/api/photo", content=b"%PDF-1.7 hello", headers=headers)
    assert answer.status_code == 400
    assert expected in answer.json()["error"]


def test_an_upload_from_another_site_is_refused(client):
    answer = client.post("/api/photo", content=picture())
    assert answer.status_code == 400
    assert "error" in answer.json()


def test_the_port_opens_before_torch_is_imported():
    code = "import sys, vitviz.app.server.routes; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_links_code_is_drawn_and_kept_by_nobody(client):
    answer = client.get("/api/qr.svg", params={"link": "http://10.0.0.7:8501/?photo=koala"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("<svg")


@pytest.mark.parametrize("link", ["", "koala", "http://x/" + "a" * 1200])
def test_what_is_no_link_or_too_long_has_no_code(client, link):
    assert client.get("/api/qr.svg", params={"link": link}).status_code == 404


def test_who_types_explore_is_led_to_the_front_page_with_all_that_was_asked(client):
    led = client.get("/explore?model=swin&lang=zh", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (307, "./?model=swin&lang=zh")
    assert client.get("/explore", follow_redirects=False).headers["location"] == "./"
