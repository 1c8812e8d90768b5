from types import SimpleNamespace

from tests.app.pages.shown import shown
from vitviz.app.compute import model_list, own
from vitviz.app.pages import models as page
from vitviz.app.settings import Settings
from vitviz.core.models.loaded import Loaded
from vitviz.text import words


def test_the_page_names_the_list_and_never_carries_it():
    (panel,) = shown(page)
    assert panel.data["urls"]["list"].endswith(model_list.version())
    assert len(str(panel.data)) < 3000


def test_a_link_restores_the_search_and_the_open_row():
    (panel,) = shown(page, find="reg*dinov2", only="vit", look="vit_tiny_patch16_224.augreg_in21k")
    assert panel.state["find"] == "reg*dinov2"
    assert (panel.state["only"], panel.state["look"][:8]) == ("vit", "vit_tiny")


def test_the_model_on_screen_is_told():
    (panel,) = shown(page)
    assert panel.data["shown"] == {
        "model": "everyday-vit-s14",
        "weights": "published",
        "cnn": "efficientnet-lite0",
        "cnn_weights": "published",
    }


def test_other_tables_of_an_own_file_are_offered_by_the_names_that_open_them(tmp_path, monkeypatch):
    monkeypatch.setattr(own, "settings", lambda: Settings(models_dir=tmp_path))
    (tmp_path / "mine.pt").touch()
    loaded = Loaded("mine.pt", "state_dict_ema", ("state_dict", "", "a table"))
    model = SimpleNamespace(name="own:mine.pt", loaded=loaded)
    assert page.tables(words("en"), model) == [
        {"name": "own:mine.pt@state_dict", "table": "state_dict"},
        {"name": "own:mine.pt@", "table": "the file itself"},
    ]
    assert page.tables(words("en"), SimpleNamespace(name="everyday-vit-s14", loaded=loaded)) == []
