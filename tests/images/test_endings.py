import pytest

from tests.images.pictures import noise, samples, written
from vitviz.images.endings import ends_early

SAMPLES = samples()
# A TIFF's directory may come first, and then only the pixels tell that some are missing.
TELLING = [name for name, (kind, _) in SAMPLES.items() if kind != "TIFF"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_whole_file_has_its_end(name):
    kind, data = SAMPLES[name]
    assert not ends_early(data, kind)


@pytest.mark.parametrize("name", TELLING)
def test_a_cut_file_lacks_its_end(name):
    kind, data = SAMPLES[name]
    for length in (40, len(data) // 2, len(data) - 8):
        assert ends_early(data[:length], kind)


def test_a_tiff_whose_directory_is_cut_off_lacks_its_end():
    data = written(noise(), "TIFF", compression="tiff_lzw")
    assert ends_early(data[: len(data) // 2], "TIFF")


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "bmp"])
def test_what_follows_the_end_does_not_matter(name):
    kind, data = SAMPLES[name]
    assert not ends_early(data + b"trailing bytes", kind)


@pytest.mark.parametrize(
    ("boxes", "early"),
    [
        (b"\0\0\0\x08free\0\0\0\x00mdat....", False),  # 0: up to the end
        (b"\0\0\0\x01free\0\0\0\0\0\0\0\x14....", False),  # 1: the size is in eight bytes
        (b"\0\0\0\x01free\0\0\0\0\0\0\0\x15....", True),
        (b"\0\0\0\x07free", False),  # no box at all: damaged, not cut
    ],
)
def test_boxes_may_tell_their_size_in_three_ways(boxes, early):
    assert ends_early(boxes, "HEIF") == early
