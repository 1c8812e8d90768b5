import numpy as np
import torch
from PIL import Image

from tests.core.families import small
from tests.core.perturbation.pictures import levels
from vitviz.core.framing import frame
from vitviz.core.perturbation.picture import mean_level, on_levels, picture_of, pixels_of


def photo():
    generator = torch.Generator().manual_seed(0)
    numbers = torch.randint(0, 256, (90, 140, 3), generator=generator, dtype=torch.uint8)
    return Image.fromarray(numbers.numpy())


def test_the_picture_behind_a_models_pixels_gives_them_back_to_the_last_bit():
    for family in ("vit", "dinov2", "clip"):  # each has means and deviations of its own
        vit = small(family)
        pixels, _ = frame(photo(), vit)
        assert torch.equal(pixels_of(picture_of(pixels, vit), vit), pixels)


def test_a_picture_has_the_levels_of_the_photo_that_was_cut_out():
    vit = small("vit")
    pixels, framing = frame(photo(), vit)
    shown = picture_of(pixels, vit)[0].permute(1, 2, 0) * 255
    (height, width), (rows, columns), (left, top) = framing.size, framing.resized, framing.offset
    method = Image.Resampling[vit.interpolation.upper()]
    whole = photo().resize((columns, rows), method)
    known = np.asarray(whole.crop((left, top, left + width, top + height)))
    assert np.array_equal(shown.round().numpy(), known)


def test_what_is_on_levels_stays_and_what_is_beyond_is_cut():
    picture = levels(5, 7)
    assert torch.equal(on_levels(picture), picture)
    assert torch.equal(on_levels(picture + 0.4 / 255), picture)
    assert on_levels(torch.tensor([[[[-0.3, 1.2]]]]).expand(1, 3, 1, 2))[0, 0, 0].tolist() == [0, 1]


def test_the_mean_colour_is_the_nearest_level_to_it():
    picture = levels(6, 4)
    known = (picture.double().mean(dim=(2, 3)) * 255).round()
    assert torch.equal((mean_level(picture) * 255).round()[..., 0, 0].double(), known)
