from functools import partial

import pytest

from vitviz.app.compute import analyses, blobs, models, startup
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.pages.opened import opened
from vitviz.app.pages.site import SITES
from vitviz.app.server.preload import wanted
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ArgumentError
from vitviz.web.bundle import unpack

EXPLORE, EXPLAIN = SITES[0], SITES[1]
KOALA = {"photo": "koala", "rows": "4"}
PHOTO = (
    ("api/photo/koala.jpg?size=small", "image where narrow"),
    ("api/photo/koala.jpg", "image where wide"),
)


@pytest.fixture
def analysis(monkeypatch):
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("ready", 1.0))
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 28, len))
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_the_photo_and_the_layers_that_are_packed_are_named_the_last_layer_first(analysis):
    for index in (3, 11):
        ENDPOINTS["layer"].get(analysis.vit_key, "layer", ViewState(), layer=index)
    opens = opened(ViewState(), analysis).head.split(".")
    assert opens[0] == "11"
    assert wanted(EXPLORE, KOALA) == (
        *PHOTO,
        (f"api/analysis/{analysis.vit_key}/head?layer=11&head={opens[1]}", "fetch where narrow"),
        (f"api/analysis/{analysis.vit_key}/layer?layer=11", "fetch where wide"),
        (f"api/analysis/{analysis.vit_key}/layer?layer=3", "fetch where wide"),
    )


@pytest.mark.parametrize("head", ["11.mean", "11.60", "rollout"])
def test_a_phone_is_given_the_whole_layer_where_no_single_head_of_it_is_looked_at(analysis, head):
    blobs.keep_layers(analysis)
    found = wanted(EXPLORE, KOALA | {"head": head})
    narrow = [address for address, kind in found if kind == "fetch where narrow"]
    assert narrow == [f"api/analysis/{analysis.vit_key}/layer?layer=11"]


def test_what_a_phone_is_told_of_is_answered_with_that_head_alone(analysis):
    blobs.keep_layers(analysis)
    found = wanted(EXPLORE, KOALA | {"head": "3.2"})
    assert [address.rpartition("/")[2] for address, kind in found if "narrow" in kind] == [
        "koala.jpg?size=small",
        "head?layer=3&head=2",
    ]
    ask = partial(ENDPOINTS["head"].get, analysis.vit_key, "head", ViewState(), layer=3)
    (about, head), (same, layer) = unpack(ask(head=2)), unpack(blobs.layer_bundle(analysis, 3))
    assert about == same
    assert {name: array.tolist() for name, array in head.items()} == {
        name: array[2:3].tolist() for name, array in layer.items()
    }
    with pytest.raises(ArgumentError):
        ask(head=6)


@pytest.mark.parametrize(
    ("head", "layers"),
    [("", ["11", "10"]), ("3.2", ["3", "11"]), ("rollout", ["11", "10"]), ("50.0", ["11", "10"])],
)
def test_no_more_than_two_layers_go_before_the_page_stands_the_one_looked_at_first(
    analysis, head, layers
):
    blobs.keep_layers(analysis)
    _, _, _, *found = wanted(EXPLORE, KOALA | {"head": head})
    assert [address.rpartition("=")[2] for address, _ in found] == layers
    assert [kind for _, kind in found] == ["fetch where wide"] * 2


def test_a_page_without_the_explorer_asks_for_no_layers(analysis):
    blobs.keep_layers(analysis)
    assert wanted(EXPLAIN, KOALA) == PHOTO


@pytest.mark.parametrize(
    "asked",
    [
        {"photo": "koala", "rows": "5"},
        {"photo": "nothing", "rows": "4"},
        {"photo": "koala", "rows": "4", "model": "efficientnet-lite0"},
        {"photo": "up-" + "0" * 32},
        {"photo": '"><script>', "rows": "5"},
    ],
)
def test_what_is_not_here_is_not_named_and_nothing_is_made_for_it(analysis, asked, monkeypatch):
    monkeypatch.setattr(analyses, "_made", lambda *_: pytest.fail("an analysis was made"))
    assert wanted(EXPLORE, asked) == ()


@pytest.mark.parametrize(("grids", "named"), [({"everyday-vit-s14": (16, 16)}, 2), ({}, 0)])
def test_a_model_that_the_cache_dropped_is_not_loaded_for_it(analysis, grids, named, monkeypatch):
    monkeypatch.setattr(models, "_models", Cache(1, models.model_bytes))
    monkeypatch.setattr(models, "_grids", grids)
    monkeypatch.setattr(models, "model", lambda *_: pytest.fail("a model was loaded"))
    assert len(wanted(EXPLAIN, KOALA)) == named


def test_nothing_is_named_before_the_server_is_warm(analysis, monkeypatch):
    monkeypatch.setattr(startup, "progress", lambda: startup.Progress("models", 1.0))
    assert wanted(EXPLORE, KOALA) == ()
