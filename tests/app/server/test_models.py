import asyncio
import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from vitviz.app.compute import model_list, models, startup
from vitviz.app.server.routes import ROUTES
from vitviz.errors import ModelError
from vitviz.web.bundle import unpack


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=ROUTES)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def warm(monkeypatch):
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("ready", 1.0))


def test_the_list_is_kept_under_the_name_of_its_version(client):
    answer = client.get(f"/api/models/list/{model_list.version()}")
    assert "immutable" in answer.headers["cache-control"]
    assert unpack(answer.content)[0]["columns"]["name"]


def test_the_list_of_another_version_is_not_there(client):
    answer = client.get("/api/models/list/0123456789abcdef")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_the_list_is_made_where_it_holds_up_no_other_answer(client, monkeypatch):
    loops = []

    def version():
        loops.append(asyncio._get_running_loop())
        return "0123456789abcdef"

    monkeypatch.setattr(model_list, "version", version)
    client.get("/api/models/list/0123456789abcdef")
    assert loops == [None]


def test_which_are_here_is_asked_each_time(client, monkeypatch):
    monkeypatch.setattr(model_list, "here", lambda _: {"here": ["a"], "loaded": []})
    answer = client.get("/api/models/here")
    assert answer.headers["cache-control"] == "no-store"
    assert unpack(answer.content)[0]["here"] == ["a"]


def test_a_model_in_memory_is_open_at_once(client):
    answer = client.get("/api/models/open?model=everyday-vit-s14")
    assert json.loads(answer.content.partition(b"\n")[0])["bundle"] > 0


@pytest.mark.parametrize(("language", "said"), [("en", "No model is called"), ("zh", "没有名为")])
def test_a_refusal_is_a_sentence_in_the_visitors_language(client, language, said):
    answer = client.get(
        "/api/models/open?model=no_such_model", headers={"X-Vitviz-Language": language}
    )
    assert said in json.loads(answer.content)["error"]


def test_what_may_not_be_opened_is_refused(client, monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "bundled")
    answer = client.get("/api/models/open?model=vit_tiny_patch16_224")
    assert "VITVIZ_MODELS" in json.loads(answer.content)["error"]


@pytest.mark.parametrize("path", ["list/0", "here", "fitting", "open?model=everyday-vit-s14"])
def test_before_the_server_is_ready_nothing_is_there(client, monkeypatch, path):
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("models", 1.0))
    assert client.get(f"/api/models/{path}").status_code == 404


def test_what_fits_an_own_file_is_a_bundle(client, monkeypatch):
    monkeypatch.setattr(model_list, "fitting", lambda name: {"fitting": [name]})
    answer = client.get("/api/models/fitting?model=own:a.pt")
    assert answer.headers["cache-control"] == "no-store"
    assert unpack(answer.content)[0]["fitting"] == ["own:a.pt"]


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(client, monkeypatch):
    def fitting(name):
        raise ModelError("weights_none", file=name)

    monkeypatch.setattr(model_list, "fitting", fitting)
    answer = client.get("/api/models/fitting?model=a.pt", headers={"X-Vitviz-Language": "zh"})
    assert answer.status_code == 400
    assert "a.pt" in answer.json()["error"]
