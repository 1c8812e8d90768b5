import io
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from vitviz.core.rollout import rollout
from vitviz.explorer.component import version
from vitviz.explorer.payload import rounded
from vitviz.ui import store
from vitviz.ui.answer import Answer
from vitviz.ui.answers import ANSWERS
from vitviz.ui.choice import Choice
from vitviz.ui.routes import ROUTES
from vitviz.ui.shelf import Shelf

UPLOAD = {"X-Vitviz": "1"}


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=ROUTES)) as client:
        yield client


@pytest.fixture(scope="module")
def look():
    return store.look(store.Recipe("cat", "everyday-vit-s14", "published", 0))


def picture(colour=(200, 30, 30), size=(60, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def test_a_layer_comes_as_the_payload_has_it(client, look):
    answer = client.get(f"/api/trace/{look.key}/layer/3")
    assert answer.content == rounded(look.trace.layers[3]).blob()


def test_an_array_may_be_kept_for_ever_and_is_not_compressed_again(client, look):
    headers = client.get(f"/api/trace/{look.key}/layer/0").headers
    assert "immutable" in headers["cache-control"]
    assert headers["content-encoding"] == "identity"


def test_a_rollout_row_and_the_whole_rollout_agree_with_the_core(client, look):
    address = f"/api/trace/{look.key}/rollout?fusion=max&residual=0.3&discard=0.5"
    exact = rollout(look.trace, None, fusion="max", residual=0.3, discard=0.5).numpy()
    whole = np.frombuffer(client.get(address).content, "<f4").reshape(exact.shape)
    row = np.frombuffer(client.get(f"{address}&queries=readout").content, "<f4")
    assert np.array_equal(whole, exact)
    assert np.allclose(row, exact[0], atol=1e-6)


@pytest.mark.parametrize(
    "address",
    [
        "api/trace/{key}/layer/12",
        "api/trace/{key}/rollout?fusion=sum",
        "api/trace/{key}/rollout?residual=2",
        "api/trace/{key}/rollout?residual=nan",
        "api/trace/{key}/rollout?discard=a",
        "api/trace/{key}/rollout?queries=everything",
        "api/trace/00000000000000000000000000000000/layer/0",
        "api/trace/00000000000000000000000000000000/measures",
        "api/photo/nobody.jpg",
        "api/other/cat.jpg",
        "frontend/0/explorer.js",
        "frontend/{version}/nothing.js",
        "frontend/{version}/..%2fcomponent.py",
        "assets/fonts/nothing.woff2",
        "assets/fonts/LICENSE-inter.txt",
    ],
)
def test_what_is_not_there_is_a_404_that_nobody_keeps(client, look, address):
    answer = client.get("/" + address.format(key=look.key, version=version()))
    assert answer.status_code == 404


def test_measures_have_a_number_for_every_head(client, look):
    found = client.get(f"/api/trace/{look.key}/measures").json()
    for name in ("entropy", "reach"):
        assert np.shape(found[name]) == (12, 6)
        assert np.isfinite(found[name]).all()


def test_the_browser_half_is_served_under_its_own_version(client):
    answer = client.get(f"/frontend/{version()}/explorer.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "export const create" in answer.text


def test_an_upload_becomes_a_photo_with_a_name_that_cannot_be_guessed(client):
    answer = client.post("/api/photo", content=picture(), headers=UPLOAD).json()
    assert answer["photo"].startswith("up-")
    shown = client.get(f"/api/photo/{answer['photo']}.jpg")
    assert Image.open(io.BytesIO(shown.content)).size == (60, 40)
    again = client.post("/api/photo", content=picture(), headers=UPLOAD).json()
    assert again == answer


def test_two_uploads_that_differ_have_two_names(client):
    names = {
        client.post("/api/photo", content=picture((r, 0, 0)), headers=UPLOAD).json()["photo"]
        for r in range(3)
    }
    assert len(names) == 3


@pytest.mark.parametrize(("language", "expected"), [("en", "picture"), ("zh-CN", "照片")])
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
    code = "import sys, vitviz.ui.routes; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


HOSTILE = {
    "target": "9999",
    "against": "9998",
    "start": "9999",
    "cam": "9999",
    "forget": "9999",
    "off": "-".join(f"{layer}.all" for layer in range(300, 556)),
    "query": "999999",
    "by": "column",
    "depth": "9999",
    "filter": "9999",
    "change": "all",
    "seed": "9999",
    "patch": "9999",
    "rows": "9999",
    "table": "learned",
}
SHORT = sorted(name for name, answer in ANSWERS.items() if not answer.long)


@pytest.mark.parametrize("what", SHORT)
def test_numbers_that_no_model_has_are_passed_over_or_refused_in_a_sentence(client, look, what):
    answer = client.get(f"/api/look/{look.key}/{what}", params=HOSTILE)
    if answer.status_code == 200:
        return
    assert answer.status_code == 400
    assert "does not have" in answer.json()["error"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_mistake_of_ours_is_not_taken_for_a_look_that_is_not_here(client, look, monkeypatch):
    monkeypatch.setitem(ANSWERS, "broken", Answer((), lambda *_: {}["nothing"]))
    with pytest.raises(KeyError, match="nothing"):
        client.get(f"/api/look/{look.key}/broken")
    assert client.get(f"/api/look/{'0' * 32}/broken").status_code == 404


@pytest.fixture
def two_at_work(client, look, monkeypatch):
    """Two answers are being made, until the test is over."""
    goes_on, busy = threading.Event(), threading.Semaphore(0)

    def slow(*_):
        busy.release()
        goes_on.wait(30)
        return b""

    monkeypatch.setattr(store, "_blobs", Shelf(1 << 24, len))
    monkeypatch.setitem(ANSWERS, "slow", Answer(("seed",), slow))
    with ThreadPoolExecutor() as threads:
        for seed in range(2):
            threads.submit(client.get, f"/api/look/{look.key}/slow?seed={seed}")
            assert busy.acquire(timeout=30)
        yield
        goes_on.set()


def soon(client, address):
    """The answer, which must not take long."""
    with ThreadPoolExecutor(1) as thread:
        try:
            return thread.submit(client.get, address).result(timeout=10)
        finally:
            thread.shutdown(wait=False)


def test_who_asks_how_far_a_job_is_does_not_wait_for_other_work(
    client, look, two_at_work, monkeypatch
):
    def long(*_):
        yield 1, 2
        return b""

    monkeypatch.setitem(ANSWERS, "long", Answer((), long, long=True))
    assert soon(client, f"/api/look/{look.key}/long").status_code in (200, 202)


def test_what_the_first_page_waits_for_does_not_wait_for_answers(client, look, two_at_work):
    assert soon(client, f"/api/trace/{look.key}/layer/1").status_code == 200


def test_an_answer_that_is_there_does_not_wait_for_others(client, look, two_at_work, monkeypatch):
    ready = Answer((), lambda *_: b"ready")
    monkeypatch.setitem(ANSWERS, "ready", ready)
    ready.get(look.key, "ready", Choice())
    assert soon(client, f"/api/look/{look.key}/ready").content == b"ready"


def test_a_links_code_is_drawn_and_kept_by_nobody(client):
    answer = client.get("/api/qr.svg", params={"link": "http://10.0.0.7:8501/?photo=koala"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("<svg")


@pytest.mark.parametrize("link", ["", "koala", "http://x/" + "a" * 1200])
def test_what_is_no_link_or_too_long_has_no_code(client, link):
    assert client.get("/api/qr.svg", params={"link": link}).status_code == 404
