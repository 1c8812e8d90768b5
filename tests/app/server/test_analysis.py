"""The one address of all that the browser asks of an analysis."""

import io
import itertools
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.app.compute.stepped import until
from vitviz.app.compute import analyses, photos, startup
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.endpoint import Endpoint
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.server.acting import ForVisitor
from vitviz.app.server.analysis import makers
from vitviz.app.server.job_stream import MEDIA
from vitviz.app.server.routes import ROUTES
from vitviz.app.state.view_state import ViewState
from vitviz.web.bundle import pack, unpack

NOBODY = "0" * 32


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    """The server is warm; none begins to be."""
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("ready", 1.0))


@pytest.fixture(scope="module")
def client():
    app = Starlette(routes=ROUTES, middleware=[Middleware(ForVisitor)])
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("cat", "everyday-vit-s14", "published", 0))


@pytest.fixture
def blobs(monkeypatch):
    """No blob is kept from before."""
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 24, len))


@pytest.mark.parametrize("stage", ["libraries", "models", "photo"])
def test_before_the_server_is_ready_there_is_no_analysis_and_torch_is_not_waited_for(
    client, analysis, monkeypatch, stage
):
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress(stage, 1.0))
    # None there makes an import fail
    monkeypatch.setitem(sys.modules, "vitviz.app.endpoints.registry", None)
    answer = client.get(f"/api/analysis/{analysis.key}/layer?layer=0")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


def test_a_bundle_is_the_browsers_own_for_a_day_and_is_not_compressed_again(client, analysis):
    headers = client.get(f"/api/analysis/{analysis.key}/layer?layer=0").headers
    assert headers["cache-control"] == "private, max-age=86400, immutable"
    assert headers["content-encoding"] == "identity"


def test_an_archive_is_kept_by_nobody_and_has_its_name(client, analysis):
    answer = client.get(f"/api/analysis/{analysis.key}/layer?layer=2&as=npz")
    assert answer.headers["cache-control"] == "no-store"
    assert 'filename="vitviz-layer.npz"' in answer.headers["content-disposition"]
    with np.load(io.BytesIO(answer.content)) as found:
        assert {"lse", "queries", "keys", "means", "about"} == set(found.files)


def test_an_answer_can_be_asked_as_the_python_that_makes_it(client, analysis):
    answer = client.get(f"/api/analysis/{analysis.key}/rollout?residual=0.3&as=python")
    assert answer.headers["cache-control"] == "no-store"
    header, arrays = unpack(answer.content)
    assert 'vitviz.rollout(trace, "pooling", "mean", 0.3, 0)' in header["python"]
    assert arrays == {}


def test_what_no_panel_exports_has_no_python(client, analysis):
    answer = client.get(f"/api/analysis/{analysis.key}/layer?layer=0&as=python")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"{NOBODY}/rollout?as=python",
        f"{NOBODY}/layer?layer=0",
        f"{NOBODY}/rollout_rows",
        f"{NOBODY}/measures",
        f"{NOBODY}/faithfulness",
        "{key}/nothing",
        "{key}/faithfulness?as=npz",
    ],
)
def test_what_is_not_there_is_a_404_that_nobody_keeps(client, analysis, blobs, address):
    answer = client.get(f"/api/analysis/{address.format(key=analysis.key)}")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    ["layer?layer=12", "layer?layer=x", "layer", "layer?layer=-1", "rollout_rows?queries=most"],
)
def test_a_field_that_is_not_well_formed_is_refused_in_a_sentence(client, analysis, address):
    answer = client.get(f"/api/analysis/{analysis.key}/{address}")
    assert answer.status_code == 400
    assert "does not have" in answer.json()["error"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_setting_of_the_view_state_that_is_not_well_formed_is_its_default(client, analysis):
    usual = client.get(f"/api/analysis/{analysis.key}/rollout_rows?queries=pooling")
    address = f"/api/analysis/{analysis.key}/rollout_rows?queries=pooling&fusion=sum&residual=nan"
    assert client.get(address).content == usual.content


def test_an_analysis_whose_photo_was_dropped_is_a_404_so_that_the_page_says_so(
    client, blobs, monkeypatch
):
    kept = photos.add(photos.photo("koala").data)
    spec = analyses.AnalysisSpec(kept.id, "everyday-vit-s14", "published", 4)
    key = analyses.analysis(spec).key
    monkeypatch.setattr(analyses, "_analyses", Cache(1 << 24, lambda one: one.trace.nbytes))
    monkeypatch.setattr(photos, "_photos", Cache(1 << 24, lambda photo: photo.nbytes))
    assert client.get(f"/api/analysis/{key}/measures").status_code == 404


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
    "layer": "9999",
}
SHORT = sorted(name for name, endpoint in ENDPOINTS.items() if not endpoint.long)


@pytest.mark.parametrize("what", SHORT)
def test_numbers_that_no_model_has_are_passed_over_or_refused_in_a_sentence(client, analysis, what):
    answer = client.get(f"/api/analysis/{analysis.key}/{what}", params=HOSTILE)
    if answer.status_code == 200:
        return
    assert answer.status_code == 400
    assert "does not have" in answer.json()["error"]
    assert answer.headers["cache-control"] == "no-store"


def test_a_mistake_of_ours_is_not_taken_for_an_analysis_that_is_not_here(
    client, analysis, monkeypatch
):
    monkeypatch.setitem(ENDPOINTS, "broken", Endpoint((), lambda *_: {}["nothing"]))
    with pytest.raises(KeyError, match="nothing"):
        client.get(f"/api/analysis/{analysis.key}/broken")
    assert client.get(f"/api/analysis/{NOBODY}/broken").status_code == 404


def test_a_long_bundle_comes_as_a_stream_the_first_time_and_as_it_is_the_next(
    client, analysis, blobs, monkeypatch
):
    def long(*_):
        yield 1, 2
        return pack({"made": True}, {})

    monkeypatch.setitem(ENDPOINTS, "long", Endpoint((), long, "long"))
    first = client.get(f"/api/analysis/{analysis.key}/long")
    assert first.headers["content-type"] == MEDIA
    assert first.content.startswith(b'{"done": ')
    again = client.get(f"/api/analysis/{analysis.key}/long")
    assert first.content.endswith(again.content)
    assert unpack(again.content)[0] == {"made": True}
    assert client.get(f"/api/analysis/{analysis.key}/long?as=npz").status_code == 200


def browser(number):
    """The cookie by which a browser is known from the others at its address."""
    return {"Cookie": f"_streamlit_xsrf=2|00000000|{number:032x}|1"}


@pytest.fixture
def slow(client, analysis, blobs, monkeypatch):
    """A function that lets a browser ask for one more bundle that is made until the test is over.

    It returns whether that one is begun.
    """
    goes_on, busy, seeds = threading.Event(), threading.Semaphore(0), itertools.count()

    def make(*_):
        busy.release()
        goes_on.wait(30)
        return b""

    def ask(number, patience):
        address = f"/api/analysis/{analysis.key}/slow?seed={next(seeds)}"
        threads.submit(client.get, address, headers=browser(number))
        return busy.acquire(timeout=patience)

    monkeypatch.setitem(ENDPOINTS, "slow", Endpoint(("seed",), make))
    with ThreadPoolExecutor() as threads:
        yield ask
        goes_on.set()


@pytest.fixture
def two_at_work(slow):
    """Two browsers at one address have bundles of priority "normal" made."""
    assert slow(1, 30)
    assert slow(2, 30)


def soon(client, address):
    """The answer, which must not wait for those at work."""
    with ThreadPoolExecutor(1) as thread:
        try:
            return thread.submit(client.get, address).result(timeout=10)
        finally:
            thread.shutdown(wait=False)


def test_what_the_first_page_waits_for_does_not_wait_for_what_is_asked_later(
    client, analysis, two_at_work
):
    assert soon(client, f"/api/analysis/{analysis.key}/layer?layer=1").status_code == 200


def test_a_long_bundle_does_not_wait_for_short_ones(client, analysis, two_at_work, monkeypatch):
    def long(*_):
        yield 1, 2
        return b"long"

    monkeypatch.setitem(ENDPOINTS, "long", Endpoint((), long, "long"))
    assert soon(client, f"/api/analysis/{analysis.key}/long").content.endswith(b"long")


def test_a_bundle_that_is_there_waits_for_nobody(client, analysis, two_at_work, monkeypatch):
    ready = Endpoint((), lambda *_: b"ready")
    monkeypatch.setitem(ENDPOINTS, "ready", ready)
    ready.get(analysis.key, "ready", ViewState())
    assert soon(client, f"/api/analysis/{analysis.key}/ready").content == b"ready"


def test_one_browser_has_one_bundle_made_at_a_time_and_another_goes_by(slow):
    assert slow(1, 30)
    slow(1, 0)
    until(lambda: makers("normal").waiting == 1)
    assert slow(2, 30)
    assert makers("normal").waiting == 1


def test_one_address_that_claims_to_be_many_browsers_leaves_a_place_to_another(
    slow, two_at_work, analysis, monkeypatch
):
    monkeypatch.setitem(ENDPOINTS, "quick", Endpoint((), lambda *_: b"quick"))
    slow(3, 0)
    app = Starlette(routes=ROUTES, middleware=[Middleware(ForVisitor)])
    elsewhere = TestClient(app, client=("10.0.0.3", 1))
    assert soon(elsewhere, f"/api/analysis/{analysis.key}/quick").content == b"quick"
