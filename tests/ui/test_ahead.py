import pytest

from vitviz.ui import blobs, store, warm
from vitviz.ui.ahead import wanted
from vitviz.ui.shelf import Shelf
from vitviz.ui.site import SITES

EXPLORE, EXPLAIN = SITES[0], SITES[1]
KOALA = {"photo": "koala", "rows": "4"}


@pytest.fixture
def look(monkeypatch):
    monkeypatch.setattr(warm, "progress", lambda: warm.Progress("ready", 1.0))
    monkeypatch.setattr(store, "_blobs", Shelf(1 << 28, len))
    return store.look(store.Recipe("koala", "everyday-vit-s14", "published", 4))


def test_the_photo_and_the_layers_that_are_packed_are_named_the_last_layer_first(look):
    for index in (3, 11):
        blobs.layer_blob(look.key, index)
    assert wanted(EXPLORE, KOALA) == (
        ("api/photo/koala.jpg", "image"),
        (f"api/trace/{look.key}/layer/11", "fetch"),
        (f"api/trace/{look.key}/layer/3", "fetch"),
    )


def test_a_page_without_the_explorer_asks_for_no_layers(look):
    blobs.layer_blob(look.key, 0)
    assert wanted(EXPLAIN, KOALA) == (("api/photo/koala.jpg", "image"),)


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
def test_what_is_not_here_is_not_named_and_nothing_is_made_for_it(look, asked, monkeypatch):
    monkeypatch.setattr(store, "_look", lambda *_: pytest.fail("a look was made"))
    assert wanted(EXPLORE, asked) == ()


def test_nothing_is_named_before_the_server_is_warm(look, monkeypatch):
    monkeypatch.setattr(warm, "progress", lambda: warm.Progress("models", 1.0))
    assert wanted(EXPLORE, KOALA) == ()
