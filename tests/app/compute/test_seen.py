from dataclasses import replace

import pytest
import torch

from vitviz.app.compute import models, photos, seen
from vitviz.app.compute.cache import Cache
from vitviz.core.framing import frame
from vitviz.errors import ImageError

SIZE = (112, 112)


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(seen, "_seen", Cache[seen.Seen](1 << 24, lambda one: one.nbytes))


@pytest.fixture
def decoded(monkeypatch):
    """The names of the photos whose pixels were asked for."""
    found, own = [], photos.image_of

    def asked(photo_id):
        found.append(photo_id)
        return own(photo_id)

    monkeypatch.setattr(photos, "image_of", asked)
    return found


@pytest.fixture(scope="module")
def vit():
    return models.vit("everyday-vit-s14")


@pytest.fixture(scope="module")
def cnn():
    return models.cnn(models.CNN)


def test_both_models_are_given_the_photo_as_the_core_frames_it(vit, cnn):
    photo = photos.image_of("coffee")
    known = (frame(photo, vit, SIZE), frame(photo, cnn), frame(photo, cnn, (96, 96)))
    found = (
        seen.of_vit("coffee", vit, SIZE, "model"),
        seen.of_cnn("coffee", cnn),
        seen.of_cnn("coffee", cnn, (96, 96)),
    )
    for (pixels, framing), (same, where) in zip(found, known, strict=True):
        assert torch.equal(pixels, same)
        assert framing == where


def test_in_the_photos_own_shape_it_is_another_picture(vit):
    pixels, framing = seen.of_vit("coffee", vit, SIZE, "photo")  # 600 x 400
    assert framing.grid == (6, 9)
    assert pixels.shape[2:] == framing.size == (84, 126)
    assert seen.of_vit("coffee", vit, SIZE, "model")[1].grid == (8, 8)


def test_the_photos_pixels_are_wanted_once_and_may_go_then(vit, cnn, decoded):
    photos.image_of("coffee")
    decoded.clear()
    seen.keep("coffee", vit, cnn, SIZE, "model")
    assert decoded == ["coffee"] * 2  # a picture of each model
    seen.of_vit("coffee", vit, SIZE, "model")
    seen.of_cnn("coffee", cnn)
    assert decoded == ["coffee"] * 2


def test_of_pixels_that_are_not_here_nothing_is_made_ahead(vit, cnn, decoded, monkeypatch):
    monkeypatch.setattr(photos, "decoded", lambda _: None)
    seen.keep("coffee", vit, cnn, SIZE, "model")
    assert decoded == []
    assert seen.nbytes() == 0


@pytest.mark.parametrize(
    "other", [{"crop": 0.5}, {"interpolation": "bilinear"}, {"mean": (0.0, 0.0, 0.0)}]
)
def test_a_model_that_sees_otherwise_is_given_what_it_sees(cnn, other):
    changed = replace(cnn, **other)
    seen.of_cnn("coffee", cnn)
    pixels, framing = seen.of_cnn("coffee", changed)
    same, where = frame(photos.image_of("coffee"), changed)
    assert torch.equal(pixels, same)
    assert framing == where


def test_bytes_are_counted_as_pillow_holds_them(cnn):
    seen.of_cnn("coffee", cnn)
    assert seen.nbytes() == 4 * 224 * 224


def test_a_photo_that_is_gone_is_said(cnn):
    with pytest.raises(ImageError, match="own_photo"):
        seen.of_cnn("up-gone", cnn)
