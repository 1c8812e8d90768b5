import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.app.pages.shown import analysis
from vitviz.app.compute import models
from vitviz.app.compute.cache import Cache
from vitviz.app.pages import labels
from vitviz.app.pages.labels import address
from vitviz.app.server.routes import ROUTES
from vitviz.text import words


@pytest.fixture(scope="module")
def client():
    with TestClient(Starlette(routes=ROUTES)) as opened:
        yield opened


@pytest.mark.parametrize(("language", "named"), [("en", "koala"), ("zh", "考拉")])
def test_the_labels_that_a_page_names_come_in_the_visitors_language(client, language, named):
    answer = client.get("/" + address(words(language), analysis()))
    told = answer.json()
    assert told["labels"][5] == named
    assert sorted((told["labels"][5], told["other"][5])) == ["koala", "考拉"]
    assert answer.headers["cache-control"] == "private, max-age=86400, immutable"


@pytest.mark.parametrize(
    "other",
    [
        "en-0123456789abcdef.json",  # labels of another version
        "fr-0123456789abcdef.json",
        "en.json",
    ],
)
def test_what_are_no_labels_of_the_model_is_not_there(client, other):
    answer = client.get(f"/api/labels/everyday-vit-s14/{other}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_nothing_is_loaded_for_what_is_no_bundled_vit(client, monkeypatch):
    monkeypatch.setattr(models, "model", lambda *_: pytest.fail("a model was loaded"))
    for name in ("efficientnet-lite0", "vit_giant_patch14_dinov2"):
        found = client.get(f"/api/labels/{name}/en-0123456789abcdef.json")
        assert found.status_code == 404


def test_an_untrained_model_that_is_open_without_the_trained_one_has_labels(client, monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "any")
    monkeypatch.setattr(models, "_models", Cache(10**9, models.model_bytes))
    name = labels.name(words("en"), models.vit("test_vit", "random"))
    assert len(client.get(f"/api/labels/test_vit/{name}.json").json()["labels"]) == 1000
