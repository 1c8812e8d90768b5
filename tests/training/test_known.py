import json

import pytest

from vitviz.core import assets
from vitviz.training import known
from vitviz.training.hunger import Cell

RECIPE = {"batch": 2, "sizes": {"32": 1.0}}
COUNTS = {"train": 24, "val": 12, "classes": 3}
ROW = {"arm": "vit", "share": 0.1, "seed": 1, "top1": 0.25}
TABLE = {"recipe": RECIPE, "pictures": COUNTS | {"largest": 0.5}, "runs": [ROW]}


@pytest.fixture(autouse=True)
def shipped(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    known.path().parent.mkdir()
    known.path().write_text(json.dumps(TABLE))


def test_a_table_of_the_same_recipe_and_pictures_is_found_with_its_rows_by_run():
    assert known.published(RECIPE, COUNTS) == TABLE
    assert known.by_cell(TABLE) == {Cell("vit", 0.1, 1): ROW}


@pytest.mark.parametrize(
    ("recipe", "counts"), [(RECIPE | {"batch": 4}, COUNTS), (RECIPE, COUNTS | {"val": 13})]
)
def test_a_table_of_another_recipe_or_of_other_pictures_counts_for_nothing(recipe, counts):
    assert known.published(recipe, counts) == {}
    assert known.by_cell({}) == {}


def test_where_nothing_was_published_there_is_nothing():
    known.path().unlink()
    assert known.published(RECIPE, COUNTS) == {}


def test_the_shipped_table_is_of_todays_recipe(monkeypatch):
    monkeypatch.undo()
    from vitviz.training import hunger

    table = json.loads(known.path().read_text())
    counts = {name: table["pictures"][name] for name in COUNTS}
    assert known.published(hunger.recipe().told(), counts) == table
