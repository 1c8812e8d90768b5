import numpy as np
import pytest

from tests.images.pictures import noise, png, samples, written
from vitviz.errors import ImageError
from vitviz.images.intake import Intake
from vitviz.images.jpeg import END, needed
from vitviz.images.pixels import loaded, low_bytes

SAMPLES = samples()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_pixels_are_the_plugins(name):
    kind, data = SAMPLES[name]
    assert sorted(loaded(Intake(data), kind, 2400).size) == [40, 60]


def test_fewer_pixels_may_be_allowed_where_each_takes_more_memory():
    kind, data = SAMPLES["png"]
    with pytest.raises(ImageError) as caught:
        loaded(Intake(data, most_pixels=2399), kind, 10_000)
    assert (caught.value.reason, caught.value.facts["limit"]) == ("too_many_pixels", 2399)


def test_two_ends_of_a_whole_jpeg_make_one_picture():
    data = written(noise(), "JPEG")
    whole = loaded(Intake(data), "JPEG", 2400)
    ended = loaded(needed(data[:-2], 2400), "JPEG", 2400)
    assert (np.asarray(ended) == np.asarray(whole)).all()


def test_two_ends_of_a_jpeg_without_all_rows_make_two():
    intake = needed(written(noise(), "JPEG")[:-40], 2400)
    assert not intake.data.endswith(END)
    with pytest.raises(ImageError) as caught:
        loaded(intake, "JPEG", 2400)
    assert (caught.value.reason, caught.value.facts) == ("truncated", {"format": "JPEG"})


@pytest.mark.parametrize(("colour", "channels"), [(2, 3), (6, 4)])
def test_the_lower_bytes_are_those_that_pillow_drops(colour, channels):
    values = np.random.default_rng(0).integers(0, 65536, (4, 5, channels))
    data = png(5, 4, 16, colour, values.astype(">u2").tobytes())
    low = low_bytes(Intake(data, low_bytes=True), (5, 4), 99)
    assert (np.asarray(low) == values & 255).all()
    assert low_bytes(Intake(data), (5, 4), 99) is None
    assert low_bytes(Intake(data, low_bytes=True), (8000, 8000), 99) is None  # too much to hold


def test_grey_and_alpha_of_16_bits_have_no_lower_bytes():
    data = png(1, 1, 16, 4, bytes(4))
    assert low_bytes(Intake(data, low_bytes=True), (1, 1), 99) is None
