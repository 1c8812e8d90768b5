import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import blocks, middles, noise, tiff, written
from vitviz.errors import ImageError
from vitviz.images.decoder import decode

MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
COLOURS = [[[250, 20, 20], [20, 250, 20], [20, 20, 250]]]


def in_strips(size, strips, changes, order="<"):
    """A TIFF by hand of several strips."""
    count = len(strips)
    changes = {**changes, 273: (count, 1), 279: (count, 1)}
    first = len(tiff(*size, b"", changes, order))
    starts = [first + sum(map(len, strips[:i])) for i in range(count)]
    lists = struct.pack(f"{order}{2 * count}I", *starts, *map(len, strips))
    at = first + sum(map(len, strips))
    changes |= {273: (count, at), 279: (count, at + 4 * count)}
    return tiff(*size, b"".join(strips) + lists, changes, order)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("bits", [8, 16])
def test_colours_in_separate_planes_are_put_together(order, packed, bits):
    values = np.asarray(noise())
    deep = values.astype(f"{order}u{bits // 8}") * (257 if bits == 16 else 1)
    planes = [deep[..., channel].astype(f"{order}u{bits // 8}").tobytes() for channel in range(3)]
    if packed:
        planes = [zlib.compress(plane) for plane in planes]
    changes = {258: bits, 259: 8 if packed else 1, 262: 2, 277: 3, 284: 2}
    photo = decode(in_strips((60, 40), planes, changes, order))
    assert (np.asarray(photo) == values).all()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("kind", "form"), [("f4", 3), ("i4", 2), ("i2", 2)])
def test_deep_numbers_are_read_in_either_byte_order(order, packed, kind, form):
    values = np.linspace(-1000, 1000, 9)
    pixels = values.astype(order + kind).tobytes()
    changes = {258: 8 * int(kind[1]), 259: 8 if packed else 1, 339: form}
    photo = decode(tiff(9, 1, zlib.compress(pixels) if packed else pixels, changes, order))
    assert np.abs(np.asarray(photo)[0, :, 0] - (values + 1000) * 255 / 2000).max() <= 0.6


@pytest.mark.parametrize(("photometric", "bits"), [(1, 8), (0, 8), (1, 4), (1, 2), (0, 1)])
def test_bits_may_be_filled_from_the_right(photometric, bits):
    pixels = np.random.default_rng(0).integers(0, 256, 40 * 64 * bits // 8, np.uint8).tobytes()
    changes = {258: bits, 262: photometric}
    plain = decode(tiff(64, 40, pixels, changes))
    turned = decode(tiff(64, 40, pixels.translate(MIRRORED), {**changes, 266: 2}))
    assert (np.asarray(turned) == np.asarray(plain)).all()


def test_a_colour_map_in_numbers_of_8_bits_is_not_black():
    data = written(noise().quantize(16), "TIFF")
    expected = np.asarray(noise().quantize(16).convert("RGB"))
    assert (np.asarray(decode(data)) == expected).all()
    at = data.index(struct.pack("<HHI", 320, 3, 768))
    (start,) = struct.unpack_from("<I", data, at + 8)
    levels = np.frombuffer(data[start : start + 1536], "<u2") // 256
    old = data[:start] + levels.astype("<u2").tobytes() + data[start + 1536 :]
    assert (np.asarray(decode(old)) == expected).all()


def test_premultiplied_grey_is_seen_on_white():
    changes = {277: 2, 338: 1}
    photo = decode(tiff(3, 1, bytes([0, 0, 100, 128, 200, 255]), changes))
    assert np.abs(np.asarray(photo)[0, :, 0].astype(int) - [255, 100 + 127, 200]).max() <= 1


@pytest.mark.parametrize(
    ("changes", "variety"),
    [
        ({259: 50001, 262: 2, 277: 3}, "webp"),
        ({277: 2, 284: 2, 338: 2}, "planes"),
        ({258: 64, 339: 3}, "layout"),
    ],
)
def test_a_variety_that_is_not_read_is_named(changes, variety):
    with pytest.raises(ImageError) as caught:
        decode(tiff(2, 1, bytes(16), changes))
    facts = {"format": "TIFF", "variety": variety}
    assert (caught.value.reason, caught.value.facts) == ("unsupported_variety", facts)


@pytest.mark.parametrize("tag", [282, 296, 700, 33723, 34377, 34665, 34853])
def test_broken_metadata_is_no_reason_to_refuse(tag):
    data = tiff(2, 1, b"\1\2", {tag: (900, 0xFFFFFF)})
    assert np.asarray(decode(data))[0, :, 0].tolist() == [1, 2]


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw"])
def test_a_turned_tiff_is_turned_once(compression):
    data = written(blocks(COLOURS), "TIFF", compression=compression, tiffinfo={274: 6})
    photo = decode(data)
    assert photo.size == (32, 96)
    assert np.abs(middles(photo) - np.rot90(COLOURS, -1)).max() <= 5


def test_of_several_pages_the_first_is_taken():
    first, second = Image.new("L", (3, 3), 9), Image.new("L", (4, 4), 99)
    data = written(first, "TIFF", save_all=True, append_images=[second])
    assert np.asarray(decode(data)).tolist() == [[[9, 9, 9]] * 3] * 3
