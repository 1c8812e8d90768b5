import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import SRGB, noise, png, tiff, written
from vitviz.images.colour import to_rgb
from vitviz.images.decoder import decode

DEEP = np.array([[0, 1, 128, 129, 255, 256, 32768, 65278, 65406, 65535]])


def greys(photo):
    """The values of a photo that must be grey."""
    pixels = np.asarray(photo)
    assert (pixels == pixels[..., :1]).all()
    return pixels[..., 0]


def on_white(colour, alpha):
    alpha = alpha / 255
    return colour * alpha + 255 * (1 - alpha)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
def test_eight_bits_and_fewer_are_left_as_they_are(mode):
    picture = noise(mode)
    assert (np.asarray(to_rgb(picture)) == np.asarray(picture.convert("RGB"))).all()


def test_sixteen_bit_grey_is_rescaled_not_clipped():
    photo = decode(png(10, 1, 16, 0, DEEP.astype(">u2").tobytes()))
    assert (greys(photo) == np.rint(DEEP / 257)).all()


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bit_grey_of_a_tiff_is_rescaled_in_either_byte_order(order):
    file = tiff(10, 1, DEEP.astype(order + "u2").tobytes(), {258: 16}, order)
    assert (greys(decode(file)) == np.rint(DEEP / 257)).all()


def test_sixteen_bit_grey_whose_zero_is_white_is_turned_round():
    file = tiff(10, 1, DEEP.astype("<u2").tobytes(), {258: 16, 262: 0})
    assert (greys(decode(file)) == 255 - np.rint(DEEP / 257)).all()


def test_twelve_bits_reach_white_at_4095():
    packed = bytes([0x00, 0x08, 0x00, 0xFF, 0xF0, 0x10])  # 0, 2048, 4095, 16
    assert greys(decode(tiff(4, 1, packed, {258: 12}))).tolist() == [[0, 128, 255, 1]]


def test_sixteen_bit_colour_keeps_its_upper_eight_bits():
    rows = np.stack([DEEP, DEEP[:, ::-1], 0 * DEEP], -1).astype(">u2").tobytes()
    photo = np.asarray(decode(png(10, 1, 16, 2, rows)))
    assert (photo == np.stack([DEEP >> 8, DEEP[:, ::-1] >> 8, 0 * DEEP], -1)).all()


def test_unsigned_32_bits_are_stretched_from_least_to_greatest():
    values = np.array([[0, 2**31, 2**32 - 1, 2**30]])
    photo = decode(tiff(4, 1, values.astype("<u4").tobytes(), {258: 32}))
    assert greys(photo).tolist() == [[0, 128, 255, 64]]


def test_signed_32_bits_are_stretched_from_least_to_greatest():
    values = np.array([[-1000, 0, 1000, -500]], np.int32)
    photo = decode(written(Image.fromarray(values), "TIFF"))
    assert greys(photo).tolist() == [[0, 128, 255, 64]]


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ([0.25, 0.5, 0.75, 0.5], [64, 128, 191, 128]),  # within [0, 1]: taken at their word
        ([0.5, 0.5, 0.5, 0.5], [128, 128, 128, 128]),
        ([-3.0, 1.0, 5.0, 3.0], [0, 128, 255, 191]),  # else: from least to greatest
        ([7.0, 7.0, 7.0, 7.0], [0, 0, 0, 0]),
        ([np.nan, np.inf, -np.inf, 0.5], [0, 255, 0, 128]),
        ([np.nan, np.nan, np.nan, np.nan], [0, 0, 0, 0]),
        ([-3e38, 3e38, 0.0, 0.0], [0, 255, 128, 128]),
    ],
)
def test_floats_become_grey(values, seen):
    picture = Image.fromarray(np.array([values], np.float32))
    assert greys(decode(written(picture, "TIFF"))).tolist() == [seen]


def test_a_float_that_signals_when_copied_is_black_and_silent():
    pixels = struct.pack("<2I", 0x7FA00000, 0x3F800000)
    assert greys(decode(tiff(2, 1, pixels, {258: 32, 339: 3}))).tolist() == [[0, 255]]


def test_a_large_picture_has_one_scale():
    values = np.linspace(-5, 20, 3_000_003, dtype=np.float32).reshape(3, -1)
    expected = np.rint((values.astype(float) + 5) / 25 * 255)
    assert (greys(to_rgb(Image.fromarray(values))) == expected).all()


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_seen_on_white(mode):
    picture = noise(mode)
    values = np.asarray(picture).astype(float)
    expected = on_white(values[..., :-1], values[..., -1:])
    assert np.abs(np.asarray(to_rgb(picture)) - expected).max() <= 1


def test_premultiplied_alpha_is_seen_on_white():
    picture = noise("RGBA").convert("RGBa")
    values = np.asarray(picture).astype(float)
    expected = values[..., :3] + 255 - values[..., 3:]
    assert np.abs(np.asarray(to_rgb(picture)) - expected).max() <= 1


def test_a_palette_may_be_partly_transparent():
    palette = (b"PLTE", bytes([1, 2, 3, 64, 80, 96, 7, 8, 9])), (b"tRNS", b"\x00\x80")
    photo = np.asarray(decode(png(3, 1, 8, 3, b"\0\1\2", *palette)))
    half = on_white(np.array([64, 80, 96]), 128)
    assert np.abs(photo[0] - [[255, 255, 255], half, [7, 8, 9]]).max() <= 1


def test_one_grey_or_one_colour_may_be_transparent():
    grey = decode(png(3, 1, 8, 0, b"\x00\x80\xff", (b"tRNS", b"\0\x80")))
    assert greys(grey).tolist() == [[0, 255, 255]]
    deep = decode(png(10, 1, 16, 0, DEEP.astype(">u2").tobytes(), (b"tRNS", b"\x80\x00")))
    assert greys(deep)[0, 6] == 255
    assert greys(deep)[0, 5] == 1
    colour = decode(png(2, 1, 8, 2, bytes(range(1, 7)), (b"tRNS", b"\0\1\0\2\0\3")))
    assert np.asarray(colour).tolist() == [[[255, 255, 255], [4, 5, 6]]]


@pytest.mark.parametrize("kind", ["TIFF", "JPEG"])
def test_ink_becomes_light(kind):
    inks = [
        (0, 0, 0, 0),
        (255, 0, 0, 0),
        (0, 255, 0, 0),
        (0, 0, 255, 0),
        (0, 0, 0, 255),
        (9, 90, 0, 99),
    ]
    for ink in inks:
        photo = np.asarray(decode(written(Image.new("CMYK", (16, 16), ink), kind, quality=100)))
        expected = (255 - np.array(ink[:3])) * (255 - ink[3]) / 255
        assert np.abs(photo - expected).max() <= 2


def test_adobe_writes_the_inks_of_a_jpeg_upside_down():
    file = written(Image.new("CMYK", (16, 16), (0, 0, 0, 0)), "JPEG")
    assert b"Adobe" in file
    assert np.asarray(decode(file)).min() == 255  # bare paper


@pytest.mark.parametrize(("lightness", "grey"), [(0, 0), (50, 119), (100, 255)])
def test_lab_becomes_srgb(lightness, grey):
    picture = Image.new("LAB", (2, 2), (round(lightness * 2.55), 128, 128))
    photo = decode(written(picture, "TIFF"))
    assert np.abs(np.asarray(photo).astype(int) - grey).max() <= 2


def exchanged():
    """A profile whose red is sRGB's green and whose green is sRGB's red."""
    return SRGB.replace(b"rXYZ", b"-XYZ").replace(b"gXYZ", b"rXYZ").replace(b"-XYZ", b"gXYZ")


@pytest.mark.parametrize("mode", ["RGB", "P"])
def test_an_embedded_profile_is_followed(mode):
    picture = noise(mode)
    values = np.asarray(picture.convert("RGB")).astype(int)
    photo = np.asarray(decode(written(picture, "PNG", icc_profile=exchanged())))
    assert np.abs(photo - values[..., [1, 0, 2]]).max() <= 1


def test_colours_are_converted_before_they_are_put_on_white():
    picture = noise("RGBA")
    values = np.asarray(picture).astype(float)
    photo = np.asarray(decode(written(picture, "PNG", icc_profile=exchanged())))
    assert np.abs(photo - on_white(values[..., [1, 0, 2]], values[..., 3:])).max() <= 2


def grey_profile():
    """A profile that calls itself one of grey and is not."""
    return SRGB[:16] + b"GRAY" + SRGB[20:]


@pytest.mark.parametrize(
    "profile",
    [SRGB, b"junk", SRGB[:200], grey_profile()],
    ids=["sRGB", "junk", "cut short", "grey"],  # a profile holds the second it was made in
)
def test_a_profile_that_changes_or_means_nothing_leaves_the_colours_alone(profile):
    picture = noise()
    photo = decode(written(picture, "PNG", icc_profile=profile))
    assert (np.asarray(photo) == np.asarray(picture)).all()


def test_a_grey_photo_with_a_colour_profile_stays_as_it_is():
    picture = noise("L")
    photo = decode(written(picture, "PNG", icc_profile=SRGB))
    assert (greys(photo) == np.asarray(picture)).all()


def test_ink_with_a_colour_profile_is_converted_without_it():
    ink = Image.new("CMYK", (4, 4), (0, 255, 255, 0))
    photo = np.asarray(decode(written(ink, "TIFF", icc_profile=SRGB)))
    assert (photo == [255, 0, 0]).all()


def test_nothing_of_the_metadata_is_left():
    picture = noise()
    picture.info = {"icc_profile": SRGB, "comment": b"secret", "exif": b"Exif\0\0"}
    assert to_rgb(picture).info == {}


def test_a_profile_is_followed_beside_one_transparent_colour_of_16_bits():
    colours = np.random.default_rng(3).integers(0, 65536, (1, 60, 3))
    key = (b"tRNS", colours[0, 7].astype(">u2").tobytes())
    profile = (b"iCCP", b"exchanged\0\0" + zlib.compress(exchanged()))
    photo = np.asarray(decode(png(60, 1, 16, 2, colours.astype(">u2").tobytes(), profile, key)))
    expected = colours[..., [1, 0, 2]] >> 8
    expected[0, 7] = 255
    assert np.abs(photo - expected).max() <= 1
