from types import SimpleNamespace

import pytest

from tests.core.families import small
from vitviz.app.compute import models, photos
from vitviz.app.compute.grids import cells_of, grid_of
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


@pytest.mark.parametrize(
    ("family", "grid", "patch"), [("pit", [9, 9], [80 / 9, 80 / 9]), ("swin", [8, 16], [4, 4])]
)
def test_a_cells_pixels_are_its_part_of_the_picture(family, grid, patch):
    vit = small(family)
    trace = SimpleNamespace(size=vit.size, grid=vit.layout.grid)
    found = cells_of(SimpleNamespace(vit=vit, trace=trace))
    assert (found["grid"], found["patch"]) == (grid, patch)
    assert found.get("convolved", False) == (family == "pit")


def test_a_model_of_one_size_is_not_built_for_another_to_tell_its_grid():
    swin = {"model": "swin_tiny_patch4_window7_224", "weights": "random"}
    models.vit(*swin.values())
    before = models.nbytes()
    assert grid_of(ViewState(rows=112, **swin)) == (112, 112)
    assert models.nbytes() == before
    assert grid_of(ViewState(rows=64, **swin)) is None
