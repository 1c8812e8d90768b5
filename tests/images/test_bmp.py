import struct

import numpy as np
import pytest

from tests.images.pictures import SRGB, noise, written
from vitviz.errors import ImageError
from vitviz.images.bmp import needed
from vitviz.images.decoder import decode

PALETTE = bytes([0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0])  # red, green, blue
RED, GREEN, BLUE, WHITE = [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]


def bmp(size, bits, compression, pixels, *, palette=b"", masks=(), colours=0, header=40, tail=b""):
    """A BMP by hand; the masks stand behind a header of 40 bytes and within a longer one."""
    info = struct.pack("<IiiHHIIiiII", header, *size, 1, bits, compression, 0, 0, 0, colours, 0)
    info += struct.pack(f"<{len(masks)}I", *masks)
    info = info.ljust(header, b"\0") + tail
    start = 14 + len(info) + len(palette)
    file = struct.pack("<2sIII", b"BM", start + len(pixels), 0, start)
    return file + info + palette + pixels


def seen(data):
    return np.asarray(decode(data)).tolist()


def refused(data):
    with pytest.raises(ImageError) as caught:
        decode(data)
    return caught.value.reason, caught.value.facts


@pytest.mark.parametrize(
    ("bits", "compression", "pixels"),
    [(8, 1, b"\2\1\1\2\0\0\3\0\0\1"), (4, 2, b"\2\x11\1\x20\0\0\3\x00\0\1")],
)
def test_runs_are_drawn_from_below(bits, compression, pixels):
    data = bmp((3, 2), bits, compression, pixels, palette=PALETTE, colours=3)
    assert seen(data) == [[RED, RED, RED], [GREEN, GREEN, BLUE]]


@pytest.mark.parametrize(("bits", "compression"), [(8, 1), (4, 2)])
def test_an_empty_line_and_a_jump_leave_white(bits, compression):
    pixels = b"\0\0" + b"\1\0\0\2\1\0\1\0" + b"\0\1"  # an empty line; red, one further, red
    data = bmp((3, 2), bits, compression, pixels, palette=PALETTE, colours=3)
    assert seen(data) == [[RED, WHITE, RED], [WHITE, WHITE, WHITE]]


def test_runs_that_use_every_colour_leave_the_first():
    pixels = b"\0\xff" + bytes(range(255)) + b"\0" + b"\1\xff" + b"\0\1"
    grey = b"".join(bytes([level, level, level, 0]) for level in range(256))
    photo = np.asarray(decode(bmp((300, 1), 8, 1, pixels, palette=grey)))
    assert photo[0, :256, 0].tolist() == list(range(256))
    assert photo[0, 256:].max() == 0


@pytest.mark.parametrize(
    ("bits", "masks", "pixel", "colour"),
    [
        (16, (0xF800, 0x07E0, 0x001F), 0b11111_000000_11111, [255, 0, 255]),
        (16, (0x7C00, 0x03E0, 0x001F), 0b0_11111_10000_00000, [255, 132, 0]),
        (16, (0xC000, 0x3800, 0x0007), 0b10_100_00000000_001, [170, 146, 36]),  # 2, 3, 3 bits
        (32, (0x3FF00000, 0x000FFC00, 0x000003FF), 0x3FF << 20 | 512, [255, 0, 128]),  # 10 bits
        (32, (0x0000FF00, 0x00FF0000, 0xFF000000), 0x03020100, [1, 2, 3]),
    ],
)
@pytest.mark.parametrize("header", [40, 108])
def test_any_bit_fields_are_read(bits, masks, pixel, colour, header):
    pixels = struct.pack("<I", pixel)
    assert seen(bmp((1, 1), bits, 3, pixels, masks=masks, header=header)) == [[colour]]


def test_a_field_of_alpha_is_seen_on_white():
    masks = 0xF00, 0x0F0, 0x00F, 0xF000
    pixels = struct.pack("<2H", 0xFF00, 0x0F00)  # red, and red that is not there
    assert seen(bmp((2, 1), 16, 3, pixels, masks=masks, header=108)) == [[RED, WHITE]]


def test_an_alpha_that_nobody_filled_in_hides_nothing():
    masks = 0xF00, 0x0F0, 0x00F, 0xF000
    pixels = struct.pack("<2H", 0x0F00, 0x00F0)
    assert seen(bmp((2, 1), 16, 3, pixels, masks=masks, header=108)) == [[RED, GREEN]]


def test_the_first_line_may_be_the_uppermost():
    masks = 0xFF0000, 0xFF00, 0xFF
    pixels = struct.pack("<2I", 0xFF0000, 0x00FF00)
    assert seen(bmp((1, -2), 32, 3, pixels, masks=masks)) == [[RED], [GREEN]]
    assert seen(bmp((1, 2), 32, 3, pixels, masks=masks)) == [[GREEN], [RED]]


def test_fields_that_end_before_the_picture_are_incomplete():
    data = bmp((9, 9), 32, 3, bytes(9 * 9 * 4 - 1), masks=(0xFF00, 0xFF, 0xFF0000))
    assert refused(data) == ("truncated", {"format": "BMP"})


@pytest.mark.parametrize(
    ("bits", "compression", "header", "variety"),
    [
        (0, 4, 40, {"variety": "jpeg"}),
        (0, 5, 40, {"variety": "png"}),
        (24, 4, 64, {"variety": "os2"}),
        (2, 0, 40, {"variety": "bits", "bits": 2}),
        (64, 0, 40, {"variety": "bits", "bits": 64}),
        (24, 3, 40, {"variety": "bits", "bits": 24}),
    ],
)
def test_a_variety_that_is_not_read_is_named(bits, compression, header, variety):
    data = bmp((4, 4), bits, compression, bytes(200), header=header)
    assert refused(data) == ("unsupported_variety", {"format": "BMP", **variety})


def test_more_colours_than_pixels_can_name_are_passed_over():
    data = bmp((4, 1), 8, 0, b"\0\1\2\0", palette=PALETTE.ljust(1200, b"\0"), colours=300)
    assert seen(data) == [[RED, GREEN, BLUE, RED]]


def test_a_profile_in_the_file_is_followed():
    exchanged = SRGB.replace(b"rXYZ", b"-XYZ").replace(b"gXYZ", b"rXYZ").replace(b"-XYZ", b"gXYZ")
    data = bytearray(bmp((1, 1), 24, 0, b"\x00\x00\xff\0", header=124))
    data[70:74] = b"DEBM"
    data[126:134] = struct.pack("<2I", len(data) - 14, len(exchanged))
    assert np.abs(np.array(seen(bytes(data) + exchanged)) - GREEN).max() <= 1


def test_too_many_pixels_are_refused_before_runs_are_unrolled():
    data = bmp((8000, 8001), 8, 1, b"\0\1", palette=PALETTE, colours=3)
    assert refused(data)[0] == "too_many_pixels"


@pytest.mark.parametrize("length", [20, 40, 53, 60])
def test_a_header_that_is_cut_is_left_to_the_plugin(length):
    data = written(noise(), "BMP")[:length]
    assert needed(data, 2400).data == data
