import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from vitviz.core.framing import frame
from vitviz.core.models.load import load
from vitviz.training.measure import accuracy, normalised, resized
from vitviz.training.pictures import Pictures

BOX = Image.Resampling.BOX
UNIT = (0.0,) * 3, (1.0,) * 3


class Said(nn.Module):
    """Answers picture i, whose first pixel is i, with row i of a table."""

    def __init__(self, rows):
        super().__init__()
        self.rows = torch.tensor(rows)

    def forward(self, pixels):
        return self.rows[(pixels[:, 0, 0, 0] * 255).round().long()]


def measured(rows, labels, classes=7):
    pixels = np.zeros((len(labels), 4, 4, 3), np.uint8)
    pixels[:, 0, 0, 0] = range(len(labels))
    return accuracy(Said(rows), Pictures(pixels, np.array(labels), classes), 4, BOX, *UNIT)


def test_top1_and_top5_count_the_right_ones():
    falling = [7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    found = measured([falling] * 4, [0, 1, 4, 5])
    assert (found.top1, found.top5) == (0.25, 0.75)


def test_by_class_every_class_counts_alike():
    right, wrong = [1.0, 0.0], [0.0, 1.0]
    found = measured([right, right, right, wrong, right], [0, 0, 0, 0, 1], classes=2)
    assert found.top1 == 0.6
    assert found.by_class == pytest.approx((0.75 + 0) / 2)


def test_what_is_no_number_is_never_right():
    assert measured([[float("nan")] * 7] * 2, [0, 1]).top5 == 0


def test_more_pictures_than_a_batch_are_all_counted():
    found = measured([[1.0, 0.0]] * 256, [0] * 255 + [1], classes=2)
    assert found.top1 == pytest.approx(255 / 256)


def test_pictures_are_prepared_as_the_app_frames_a_photo():
    vit = load("everyday-vit-s14", weights="random", device="cpu", arguments={"depth": 1})
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    framed, _ = frame(Image.fromarray(noise), vit, (112, 112))
    small = resized(noise[None], 112, Image.Resampling.BICUBIC)
    unit = torch.from_numpy(small).permute(0, 3, 1, 2).float() / 255
    assert torch.allclose(normalised(unit, vit.mean, vit.std), framed, atol=1e-6)


def test_a_picture_of_the_right_size_is_left_as_it_is():
    noise = np.random.default_rng(0).integers(0, 256, (2, 8, 8, 3), dtype=np.uint8)
    assert (resized(noise, 8, BOX) == noise).all()
