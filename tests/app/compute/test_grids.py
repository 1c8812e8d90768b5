import pytest

from vitviz.app.compute import photos
from vitviz.app.compute.grids import grid_of
from vitviz.app.state.view_state import ViewState


@pytest.mark.parametrize(("rows", "grid"), [(0, (16, 16)), (16, (16, 16)), (24, (24, 24))])
def test_the_grid_of_a_state_is_that_of_its_size(rows, grid):
    assert grid_of(ViewState(rows=rows)) == grid


@pytest.mark.parametrize("fields", [{"rows": 99}, {"model": "no_such_model"}])
def test_what_cannot_be_shown_has_no_grid(fields):
    assert grid_of(ViewState(**fields)) is None


def test_in_the_photos_own_shape_the_grid_is_the_photos():
    photos.image_of("koala")  # 600 x 800
    assert grid_of(ViewState(photo="koala", shape="photo")) == (18, 14)
    assert grid_of(ViewState(photo="koala", shape="photo", rows=8)) == (9, 7)


def test_no_photo_is_decoded_for_it(monkeypatch):
    monkeypatch.setattr(photos, "decoded", lambda name: None)
    assert grid_of(ViewState(photo="koala", shape="photo")) is None
    assert grid_of(ViewState(photo="koala")) == (16, 16)
