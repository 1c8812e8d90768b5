from dataclasses import replace

import pytest

from vitviz.app.compute import analyses, models
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.compute.fallback import possible
from vitviz.errors import ModelError

FIRST = AnalysisSpec("coffee", "everyday-vit-s14", "published", 0)
KOALA = replace(FIRST, photo="koala", rows=8, cols=6, cnn_size=128)


def mended(good=FIRST, **wrong):
    """What stands in the place of the koala with something wrong, and the reasons."""
    spec, found = possible(replace(KOALA, **wrong), good)
    return spec, [f"{part} {error.reason}" for part, error in found]


def test_what_can_be_shown_is_left_as_it_is():
    assert mended() == (KOALA, [])


@pytest.mark.parametrize(
    ("wrong", "instead", "reason"),
    [
        ({"photo": "nothing"}, {"photo": "coffee"}, "photo gone"),
        ({"photo": "up-" + "0" * 32}, {"photo": "coffee"}, "photo own_photo"),
        ({"model": "no_such_model"}, {"rows": 0, "cols": 0}, "vit unknown"),
        ({"model": "efficientnet-lite0"}, {"rows": 0, "cols": 0}, "vit not_a_vit"),
        ({"rows": 60, "cols": 0}, {"rows": 0, "cols": 0}, "grid grid_out_of_range"),
        ({"cnn": "no_such_model"}, {"cnn_size": 0}, "cnn unknown"),
        ({"cnn": "everyday-vit-s14"}, {"cnn_size": 0}, "cnn not_a_cnn"),
        ({"cnn_size": 100}, {"cnn_size": 0}, "cnn_size cnn_size"),
    ],
)
def test_one_part_that_cannot_be_shown_leaves_the_others(wrong, instead, reason):
    assert mended(**wrong) == (replace(KOALA, **instead), [reason])
    analyses.analysis(mended(**wrong)[0])  # does not raise


def test_each_wrong_part_is_told():
    spec, reasons = mended(photo="nothing", cnn_size=100)
    assert spec == replace(KOALA, photo="coffee", cnn_size=0)
    assert reasons == ["photo gone", "cnn_size cnn_size"]


def test_what_was_shown_last_stands_in_the_place_of_what_cannot_be():
    good = replace(FIRST, photo="cat", model="hunger-vit-002", rows=12, cnn_size=256)
    assert mended(good, model="no_such_model")[0] == replace(
        KOALA, model="hunger-vit-002", rows=12, cols=0
    )
    assert mended(good, cnn_size=100)[0].cnn_size == 256


def test_the_size_of_another_model_is_nobodys():
    good = replace(FIRST, model="hunger-vit-002", rows=12, cnn_size=256)
    spec, _ = mended(good, rows=60, cols=0)
    assert (spec.rows, spec.cols) == (0, 0)
    spec, _ = mended(good, cnn="efficientnet-lite0-everyday", cnn_size=100)
    assert spec.cnn_size == 0


def test_a_model_that_does_not_open_leaves_the_photo(monkeypatch):
    def opened(name, weights="published"):
        raise ModelError("layer_too_large", name=name)

    monkeypatch.setattr(models, "vit", opened)
    (part, error), *_grid = possible(KOALA, FIRST)[1]
    assert (part, error.reason) == ("vit", "layer_too_large")
