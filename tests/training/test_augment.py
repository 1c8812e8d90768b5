import numpy as np
import pytest
import torch
from PIL import Image

from vitviz.training.augment import Augmentation, augmented
from vitviz.training.seeds import generator

WHOLE = Augmentation(area=1.0, jitter=0.0, method="bilinear")


@pytest.fixture
def pictures():
    noise = np.random.default_rng(0).integers(0, 256, (40, 64, 64, 3), dtype=np.uint8)
    return torch.from_numpy(noise)


def without_stretch(monkeypatch):
    monkeypatch.setattr("vitviz.training.augment.RATIO", 1.0)


def test_without_any_change_a_picture_is_itself_or_its_mirror_image(pictures, monkeypatch):
    without_stretch(monkeypatch)
    found = augmented(pictures, 64, WHOLE, generator(0))
    unit = pictures.permute(0, 3, 1, 2) / 255
    kept = [torch.allclose(a, b, atol=1e-5) for a, b in zip(found, unit, strict=True)]
    pairs = zip(found, unit.flip(3), strict=True)
    mirrored = [torch.allclose(a, b, atol=1e-5) for a, b in pairs]
    assert all(a != b for a, b in zip(kept, mirrored, strict=True))
    assert 10 < sum(mirrored) < 30


def test_halving_is_what_the_validation_pictures_go_through(pictures, monkeypatch):
    without_stretch(monkeypatch)
    found = augmented(pictures, 32, WHOLE, generator(0))
    for picture, one in zip(pictures.numpy(), found, strict=True):
        half = Image.fromarray(picture).resize((32, 32), Image.Resampling.BOX)
        unit = torch.from_numpy(np.array(half)).permute(2, 0, 1) / 255
        error = min(float((one - each).abs().max()) for each in (unit, unit.flip(2)))
        assert error < 1.01 / 255  # Pillow rounds, once in each direction


def test_a_crop_lies_inside_the_picture_and_covers_at_least_its_share():
    ramp = torch.arange(64, dtype=torch.uint8).repeat(200, 64, 1)  # a pixel's value is its column
    pictures = torch.stack([ramp, ramp.transpose(1, 2), ramp], dim=3)
    found = 255 * augmented(pictures, 64, Augmentation(0.25, 0.0, "bilinear"), generator(1))
    x = found[:, 0].flatten(1)
    y = found[:, 1].flatten(1)
    widths, heights = (1 + (each.max(1)[0] - each.min(1)[0]) * 64 / 63 for each in (x, y))
    areas = (widths / 64) * (heights / 64)
    assert float(areas.min()) > 0.2
    assert float(areas.max()) > 0.9
    assert float(areas.median()) == pytest.approx(0.62, abs=0.08)


def test_jitter_scales_grey_within_its_bounds():
    grey = torch.full((500, 8, 8, 3), 100, dtype=torch.uint8)
    found = augmented(grey, 8, Augmentation(1.0, 0.2, "bilinear"), generator(2)) * 255
    assert float(found.min()) >= 79.9
    assert float(found.max()) <= 120.1
    assert float(found.max() - found.min()) > 35


def test_values_stay_colours(pictures):
    found = augmented(pictures, 48, Augmentation(0.4, 0.9, "bicubic"), generator(3))
    assert found.shape == (40, 3, 48, 48)
    assert float(found.min()) >= 0
    assert float(found.max()) <= 1


def test_the_same_generator_gives_the_same_batch(pictures):
    how = Augmentation(0.4, 0.2, "bicubic")
    first, second = (augmented(pictures, 32, how, generator(4)) for _ in range(2))
    assert first.equal(second)
