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

from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.server.routes import ROUTES
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.rollout import rollout
from vitviz.web.payload import rounded
from vitviz.web.streamlit_component import version

UPLOAD = {"X-Vitviz": "1"}


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=ROUTES)) as client:
        yield client


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("cat", "everyday-vit-s14", "published", 0))


def picture(colour=(200, 30, 30), size=(60, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def test_a_layer_comes_as_the_payload_has_it(client, analysis):
    answer = client.get(f"/api/trace/{analysis.key}/layer/3")
    assert answer.content == rounded(analysis.trace.layers[3]).blob()


def test_an_array_may_be_kept_for_ever_and_is_not_compressed_again(client, analysis):
    headers = client.get(f"/api/trace/{analysis.key}/layer/0").headers
    assert "immutable" in headers["cache-control"]
    assert headers["content-encoding"] == "identity"


def test_a_rollout_row_and_the_whole_rollout_agree_with_the_core(client, analysis):
    address = f"/api/trace/{analysis.key}/rollout?fusion=max&residual=0.3&discard=0.5"
    exact = rollout(analysis.trace, None, fusion="max", residual=0.3, discard=0.5).numpy()
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
        "frontend/0/views/explore/explorer.js",
        "frontend/{version}/nothing.js",
        "frontend/{version}/..%2fcomponent.py",
        "assets/fonts/nothing.woff2",
        "assets/fonts/LICENSE-inter.txt",
    ],
)
def test_what_is_not_there_is_a_404_that_nobody_keeps(client, analysis, address):
    answer = client.get("/" + address.format(key=analysis.key, version=version()))
    assert answer.status_code == 404


def test_measures_have_a_number_for_every_head(client, analysis):
    found = client.get(f"/api/trace/{analysis.key}/measures").json()
    for name in ("entropy", "reach"):
        assert np.shape(found[name]) == (12, 6)
        assert np.isfinite(found[name]).all()


def test_the_browser_half_is_served_under_its_own_version(client):
    answer = client.get(f"/frontend/{version()}/views/explore/explorer.js")
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
    code = "import sys, vitviz.app.server.routes; print('torch' in sys.modules)"
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
SHORT = sorted(name for name, answer in ENDPOINTS.items() if not answer.long)


@pytest.mark.parametrize("what", SHORT)
def test_numbers_that_no_model_has_are_passed_over_or_refused_in_a_sentence(client, analysis, what):
    answer = client.get(f"/api/look/{analysis.key}/{what}", params=HOSTILE)
    if answer.status_code == 200:
        return
    assert answer.status_code == 400
    assert "does not have" in answer.json()["error"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_mistake_of_ours_is_not_taken_for_a_look_that_is_not_here(client, analysis, monkeypatch):
    monkeypatch.setitem(ENDPOINTS, "broken", Endpoint((), lambda *_: {}["nothing"]))
    with pytest.raises(KeyError, match="nothing"):
        client.get(f"/api/look/{analysis.key}/broken")
    assert client.get(f"/api/look/{'0' * 32}/broken").status_code == 404


@pytest.fixture
def two_at_work(client, analysis, monkeypatch):
    """Two answers are being made, until the test is over."""
    goes_on, busy = threading.Event(), threading.Semaphore(0)

    def slow(*_):
        busy.release()
        goes_on.wait(30)
        return b""

    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 24, len))
    monkeypatch.setitem(ENDPOINTS, "slow", Endpoint(("seed",), slow))
    with ThreadPoolExecutor() as threads:
        for seed in range(2):
            threads.submit(client.get, f"/api/look/{analysis.key}/slow?seed={seed}")
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
    client, analysis, two_at_work, monkeypatch
):
    def long(*_):
        yield 1, 2
        return b""

    monkeypatch.setitem(ENDPOINTS, "long", Endpoint((), long, long=True))
    assert soon(client, f"/api/look/{analysis.key}/long").status_code in (200, 202)


def test_what_the_first_page_waits_for_does_not_wait_for_answers(client, analysis, two_at_work):
    assert soon(client, f"/api/trace/{analysis.key}/layer/1").status_code == 200


def test_an_answer_that_is_there_does_not_wait_for_others(
    client, analysis, two_at_work, monkeypatch
):
    ready = Endpoint((), lambda *_: b"ready")
    monkeypatch.setitem(ENDPOINTS, "ready", ready)
    ready.get(analysis.key, "ready", ViewState())
    assert soon(client, f"/api/look/{analysis.key}/ready").content == b"ready"


def test_a_links_code_is_drawn_and_kept_by_nobody(client):
    answer = client.get("/api/qr.svg", params={"link": "http://10.0.0.7:8501/?photo=koala"})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.startswith("<svg")


@pytest.mark.parametrize("link", ["", "koala", "http://x/" + "a" * 1200])
def test_what_is_no_link_or_too_long_has_no_code(client, link):
    assert client.get("/api/qr.svg", params={"link": link}).status_code == 404
