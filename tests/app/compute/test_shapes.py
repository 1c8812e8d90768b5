from dataclasses import replace

import pytest

from vitviz.app.compute import analyses, models, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.compute.shapes import is_own, seen, size_for
from vitviz.core import framing


@pytest.fixture(scope="module")
def vit():
    return models.vit("everyday-vit-s14")


def test_in_the_models_shape_the_photo_is_cropped_as_ever(vit):
    photo = photos.image_of("coffee")
    (picture, where), (known, same) = (
        seen(photo, vit, (112, 112), "model"),
        framing.seen(photo, vit, (112, 112)),
    )
    assert where == same
    assert picture.tobytes() == known.tobytes()


def test_in_its_own_the_whole_photo_is_seen_with_no_more_patches(vit):
    photo = photos.image_of("coffee")  # 600 x 400
    picture, where = seen(photo, replace(vit, crop=0.8), (224, 224), "photo")
    assert where.grid == (13, 19)
    assert picture.size[::-1] == where.size == size_for((400, 600), vit, (224, 224), "photo")
    left, top, right, bottom = where.box
    assert (right - left) * (bottom - top) > 0.97 * 600 * 400


def test_a_model_of_one_size_keeps_its_shape(vit):
    fixed = replace(vit, dynamic=False)
    assert not is_own(fixed, "photo")
    assert size_for((400, 600), fixed, fixed.size, "photo") == fixed.size


def test_an_analysis_has_the_photos_shape_and_gives_its_pixels_again():
    spec = AnalysisSpec("coffee", "everyday-vit-s14", "published", 8, shape="photo")
    found = analyses.analysis(spec)
    assert found.trace.grid == (6, 9)
    assert found.trace.size == found.framing.size == (84, 126)
    assert analyses.pixels(found).shape[2:] == (84, 126)
    assert found.key != analyses.analysis(replace(spec, shape="model")).key
