import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import SRGB, exif, noise, png, samples, written
from vitviz.errors import ImageError
from vitviz.images.decoder import decode, opened
from vitviz.images.png import ends_early, needed

GREYS = bytes(range(256))
P3 = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
LINEAR = (b"gAMA", struct.pack(">I", 100_000))
PQ = (b"cICP", bytes([9, 16, 0, 1]))


def greys(*chunks, depth=8, rows=GREYS):
    """What a row of greys is decoded to."""
    return np.asarray(decode(png(len(rows) * 8 // depth, 1, depth, 0, rows, *chunks)))[0, :, 0]


def stored(light):
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("gamma", [100_000, 55_556, 30_000])
def test_a_gamma_is_followed(gamma):
    expected = stored((np.arange(256) / 255) ** (100_000 / gamma))
    assert np.abs(greys((b"gAMA", struct.pack(">I", gamma))) - expected).max() <= 0.6


def test_a_gamma_is_followed_at_all_of_16_bits():
    values = np.arange(0, 65536, 16)
    expected = stored(values / 65535)
    deep = greys(LINEAR, depth=16, rows=values.astype(">u2").tobytes())
    assert np.abs(deep - expected).max() <= 0.6
    colour = np.stack([values, values[::-1], 0 * values], -1)
    photo = decode(png(len(values), 1, 16, 2, colour.astype(">u2").tobytes(), LINEAR))
    assert np.abs(np.asarray(photo)[0] - stored(colour / 65535)).max() <= 0.6
    clear = np.concatenate([colour, colour[:, :1] * 0 + 65535], 1).astype(">u2")
    photo = decode(png(len(values), 1, 16, 6, clear.tobytes(), LINEAR))
    assert np.abs(np.asarray(photo)[0] - stored(colour / 65535)).max() <= 0.6


def test_the_gamma_of_colours_is_followed_channel_by_channel():
    colours = np.array([[10, 100, 200], [255, 0, 128]])
    photo = decode(png(2, 1, 8, 2, colours.astype("u1").tobytes(), LINEAR))
    assert np.abs(np.asarray(photo)[0] - stored(colours / 255)).max() <= 0.6


def test_primaries_beside_a_gamma_are_followed():
    red = png(1, 1, 8, 2, bytes([200, 50, 50]), (b"gAMA", struct.pack(">I", 45_455)), (b"cHRM", P3))
    assert np.asarray(decode(red))[0, 0, 0] > 205


def test_primaries_by_themselves_say_nothing():
    red = png(1, 1, 8, 2, bytes([200, 50, 50]), (b"cHRM", P3))
    assert np.asarray(decode(red)).tolist() == [[[200, 50, 50]]]


@pytest.mark.parametrize(
    ("chunks", "linear"),
    [
        ([LINEAR, (b"sRGB", b"\0")], False),
        ([LINEAR, (b"iCCP", b"sRGB\0\0" + zlib.compress(SRGB))], False),
        ([LINEAR, (b"cICP", bytes([1, 13, 0, 1]))], False),
        ([(b"sRGB", b"\0"), (b"cICP", bytes([1, 8, 0, 1]))], True),
        ([LINEAR, (b"cICP", bytes([1, 13, 1, 1]))], True),  # a matrix that PNG cannot have
        ([LINEAR, (b"cICP", bytes([0, 13, 0, 1]))], True),  # reserved
        ([LINEAR, (b"sRGB", b"")], True),  # broken ones state nothing
        ([LINEAR, (b"iCCP", b"")], True),
        ([LINEAR, (b"iCCP", b"x\0\0junk")], True),
        ([(b"gAMA", b"")], False),
        ([(b"gAMA", bytes(4))], False),
    ],
)
def test_the_first_statement_in_the_standards_order_counts(chunks, linear):
    expected = stored(np.arange(256) / 255) if linear else np.arange(256)
    assert np.abs(greys(*chunks) - expected).max() <= 0.6


def test_pq_is_tone_mapped_and_the_photo_says_so():
    photo = opened(png(256, 1, 8, 0, GREYS, PQ))
    assert photo.toned
    assert abs(int(np.asarray(photo.photo)[0, 128, 0]) - 132) <= 1
    assert not opened(png(256, 1, 8, 0, GREYS, LINEAR)).toned


def test_the_brightest_light_of_pq_may_be_stated():
    level = (b"cLLI", struct.pack(">II", 400 * 10_000, 0))
    assert greys(PQ, level)[128] > greys(PQ)[128]


@pytest.mark.parametrize(("depth", "key", "clear"), [(1, 1, [1]), (2, 2, [2]), (4, 11, [11])])
def test_a_transparent_grey_of_few_bits_is_transparent(depth, key, clear):
    count = 2**depth
    rows = np.packbits(
        np.unpackbits(np.arange(count, dtype=np.uint8)[:, None], axis=1)[:, 8 - depth :].ravel()
    ).tobytes()
    found = np.asarray(decode(png(count, 1, depth, 0, rows, (b"tRNS", struct.pack(">H", key)))))
    expected = np.arange(count) * 255 // (count - 1)
    expected[clear] = 255
    assert found[0, :, 0].tolist() == expected.tolist()


def test_a_transparent_colour_of_16_bits_is_compared_with_all_of_them():
    colours = np.array([[1000, 2000, 3000], [1001, 2000, 3000]])
    key = (b"tRNS", struct.pack(">3H", 1000, 2000, 3000))
    photo = np.asarray(decode(png(2, 1, 16, 2, colours.astype(">u2").tobytes(), key)))
    assert photo.tolist() == [[[255, 255, 255], [3, 7, 11]]]


@pytest.mark.parametrize(
    "chunk",
    [
        (b"zTXt", b"a\0\0" + zlib.compress(bytes(2_000_000))),
        (b"tEXt", b"a\0" + b"x" * 1_100_000),
        (b"zTXt", b"a\0\7" + zlib.compress(b"text")),
        (b"iTXt", b"a\0\1\7\0\0junk"),
        (b"iCCP", b"a\0\7junk"),
        (b"iCCP", b"a\0\0" + zlib.compress(bytes(1_100_000))),
        (b"pHYs", b""),
        (b"gAMA", b""),
        (b"sRGB", b""),
        (b"cHRM", b""),
        (b"iCCP", b""),
        (b"tRNS", b""),
        (b"acTL", b""),
        (b"eXIf", b"junk"),
        (b"tIME", b"1"),
    ],
)
def test_broken_or_large_metadata_is_no_reason_to_refuse(chunk):
    assert (greys(chunk) == np.arange(256)).all()


@pytest.mark.parametrize("name", [b"tEXt", b"gAMA", b"tRNS", b"eXIf"])
def test_an_ancillary_chunk_of_a_wrong_crc_is_passed_over(name):
    data = png(256, 1, 8, 0, GREYS, (name, b"\0\1\x86\xa0"))
    at = data.index(name) + 8
    assert (
        np.asarray(decode(data[:at] + b"junk" + data[at + 4 :]))[0, :, 0] == np.arange(256)
    ).all()


def test_a_palette_of_a_wrong_crc_is_damaged():
    data = png(2, 1, 8, 3, b"\0\1", (b"PLTE", bytes(6)))
    end = data.index(b"PLTE") + 10
    with pytest.raises(ImageError) as caught:
        decode(data[:end] + b"junk" + data[end + 4 :])
    assert caught.value.reason == "damaged"


def test_a_palette_that_is_not_there_is_damaged():
    with pytest.raises(ImageError) as caught:
        decode(png(2, 1, 8, 3, b"\0\1"))
    assert (caught.value.reason, caught.value.facts["detail"]) == ("damaged", "no palette")


def test_apples_own_png_is_a_variety():
    data = png(1, 1, 8, 2, b"\1\2\3", (b"CgBI", bytes(4)))
    with pytest.raises(ImageError) as caught:
        decode(data)
    facts = {"format": "PNG", "variety": "CgBI"}
    assert (caught.value.reason, caught.value.facts) == ("unsupported_variety", facts)


def test_a_palette_of_suggestions_beside_colours_changes_nothing():
    data = png(1, 1, 8, 2, b"\1\2\3", (b"PLTE", bytes(6)))
    assert np.asarray(decode(data)).tolist() == [[[1, 2, 3]]]


@pytest.mark.parametrize("cut", range(1, 17))
def test_a_file_that_lacks_only_its_end_is_whole(cut):
    picture = noise()
    assert (np.asarray(decode(written(picture, "PNG")[:-cut])) == np.asarray(picture)).all()


def test_a_file_that_lacks_pixels_is_incomplete():
    with pytest.raises(ImageError) as caught:
        decode(written(noise(), "PNG")[:-60])
    assert caught.value.reason == "truncated"


@pytest.mark.parametrize("name", ["png", "palette png", "16-bit png"])
def test_nothing_but_the_picture_is_passed_on(name):
    data = samples()[name][1]
    kept = needed(data).data
    assert not any(word in kept for word in (b"eXIf", b"iCCP", b"pHYs"))
    assert not ends_early(kept)


def test_exif_turns_a_png():
    photo = decode(written(Image.new("RGB", (3, 2)), "PNG", exif=exif(6)))
    assert photo.size == (2, 3)
