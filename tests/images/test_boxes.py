import struct

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import SRGB, exif, noise, written
from vitviz.errors import ImageError
from vitviz.images.boxes import ends_early, needed
from vitviz.images.decoder import decode, opened
from vitviz.images.stated import Stated, from_codes

RAMP = Image.fromarray(np.tile(np.arange(0, 256, 4, dtype=np.uint8).repeat(2), (64, 1)))
OPTIONS = {"AVIF": {"quality": 100, "subsampling": "4:4:4"}, "HEIF": {"quality": -1, "chroma": 444}}


def stating(data, primaries, transfer):
    """The file with other code points in its one `colr` box."""
    at = data.index(b"nclx") + 4
    assert data.count(b"nclx") == 1
    return data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :]


def stored(light):
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def box(name, contents):
    return struct.pack(">I4s", len(contents) + 8, name) + contents


def changed(data, name, place, value):
    """The file with another byte in the contents of its first box of this name."""
    at = data.index(name) + 4 + place
    return data[:at] + bytes([value]) + data[at + 1 :]


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_code_points_are_followed(kind):
    data = written(RAMP.convert("RGB"), kind, **OPTIONS[kind])
    plain = np.asarray(decode(stating(data, 1, 13))).astype(float)
    linear = np.asarray(decode(stating(data, 1, 8))).astype(float)
    assert np.abs(linear - stored(plain / 255)).max() <= 0.6


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_wide_primaries_are_followed(kind):
    data = written(noise(), kind, **OPTIONS[kind])
    plain, wide = np.asarray(decode(stating(data, 1, 13))), decode(stating(data, 12, 13))
    stated = from_codes(12, 13)
    expected = stated.to_srgb(stated.light(255)[plain.reshape(-1, 3)]).reshape(plain.shape)
    assert (np.asarray(wide) == expected).all()
    assert np.abs(expected.astype(int) - plain).max() > 20


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
@pytest.mark.parametrize("transfer", [16, 18])
def test_pq_and_hlg_are_tone_mapped_and_the_photo_says_so(kind, transfer):
    data = stating(written(RAMP.convert("RGB"), kind, **OPTIONS[kind]), 9, transfer)
    photo = opened(data)
    assert photo.toned
    expected = from_codes(9, transfer).greys(255)[np.asarray(RAMP)].astype(int)
    assert np.abs(np.asarray(photo.photo)[..., 1] - expected).max() <= 12  # lossy, and steep
    assert not opened(stating(data, 1, 13)).toned


def test_a_profile_counts_before_code_points():
    data = written(noise(), "AVIF", icc_profile=SRGB, **OPTIONS["AVIF"])
    assert not opened(stating(data, 9, 16)).toned


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_only_the_primary_pictures_code_points_count(kind):
    data = written(noise("RGBA"), kind)
    assert needed(data, kind).stated in (None, Stated(), from_codes(1, 13))
    assert needed(stating(data, 9, 16), kind).stated.is_hdr


def test_a_grid_has_the_code_points_of_its_tiles():
    items = {1: b"grid", 2: b"av01"}
    properties = box(b"ispe", bytes(12)) + box(
        b"colr", b"nclx" + struct.pack(">3HB", 9, 18, 9, 0x80)
    )
    meta = box(b"pitm", bytes(4) + struct.pack(">H", 1))
    meta += box(
        b"iinf",
        bytes(4)
        + struct.pack(">H", len(items))
        + b"".join(
            box(b"infe", b"\2\0\0\0" + struct.pack(">HH", number, 0) + kind)
            for number, kind in items.items()
        ),
    )
    meta += box(b"iref", bytes(4) + box(b"dimg", struct.pack(">HHH", 1, 1, 2)))
    belong = struct.pack(">I", 2) + struct.pack(">HBB", 1, 1, 1) + struct.pack(">HBB", 2, 1, 2)
    meta += box(b"iprp", box(b"ipco", properties) + box(b"ipma", bytes(4) + belong))
    assert needed(box(b"meta", bytes(4) + meta), "AVIF").stated == from_codes(9, 18)


def test_the_brightest_light_may_be_stated():
    level = box(b"clli", struct.pack(">HH", 400, 100))
    colours = box(b"colr", b"nclx" + struct.pack(">3HB", 9, 16, 9, 0x80))
    belong = bytes(3) + b"\1" + struct.pack(">I", 1) + struct.pack(">HBHH", 1, 2, 0x8001, 2)
    meta = box(b"pitm", b"\1\0\0\0" + struct.pack(">I", 1))
    meta += box(b"iprp", box(b"ipco", colours + level) + box(b"ipma", belong))
    found = needed(box(b"meta", bytes(4) + meta), "AVIF").stated
    assert found == from_codes(9, 16, brightest=400)


def test_a_broken_exif_item_is_no_reason_to_refuse_an_avif():
    data = written(noise(), "AVIF", exif=exif(6))
    at = data.rindex(b"MM\0*")
    broken = data[:at] + b"junk" + data[at + 4 :]
    assert decode(broken).size == decode(data).size == (40, 60)


def test_a_sequence_without_a_picture_is_a_variety():
    data = box(b"ftyp", b"hevc\0\0\0\0hevcmsf1") + box(b"moov", bytes(20))
    with pytest.raises(ImageError) as caught:
        decode(data)
    facts = {"format": "HEIF", "variety": "sequence"}
    assert (caught.value.reason, caught.value.facts) == ("unsupported_variety", facts)


@pytest.mark.parametrize(
    ("codec", "variety"),
    [(b"unci", "uncompressed"), (b"j2k1", "JPEG 2000"), (b"vvc1", "H.266"), (b"avc1", "H.264")],
)
def test_another_codec_inside_is_a_variety(codec, variety):
    data = written(noise(), "HEIF").replace(b"hvc1", codec)
    with pytest.raises(ImageError) as caught:
        decode(data)
    facts = {"format": "HEIF", "variety": variety}
    assert (caught.value.reason, caught.value.facts) == ("unsupported_variety", facts)


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
@pytest.mark.parametrize("name", [b"pitm", b"ipma", b"iprp", b"ipco", b"iinf", b"meta"])
def test_boxes_that_are_cut_or_missing_are_left_to_the_plugin(kind, name):
    data = written(noise(), kind)
    at = data.index(name)
    for spoilt in (data[: at + 6], data.replace(name, b"free"), data[: at + 4] + b"\xff" * 9):
        assert needed(spoilt, kind).data[:at] == spoilt[:at]


def test_the_outermost_boxes_tell_where_a_file_ends():
    assert not ends_early(box(b"ftyp", b"avif") + box(b"mdat", bytes(9)))
    assert ends_early(box(b"ftyp", b"avif") + box(b"mdat", bytes(9))[:-1])
    assert ends_early(box(b"ftyp", b"avif") + b"\0\0\0")


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_more_than_8_bits_a_channel_take_more_memory_and_so_fewer_pixels(kind):
    data = written(noise(), kind)
    assert needed(data, kind).most_pixels is None
    assert needed(changed(data, b"pixi", 5, 10), kind).most_pixels == 40_000_000


@pytest.mark.parametrize(
    ("kind", "name", "place", "value"),
    [
        ("AVIF", b"av1C", 2, 0x4C),  # 10 bits
        ("AVIF", b"av1C", 2, 0x6C),  # 12 bits
        ("HEIF", b"hvcC", 17, 0xFA),
        ("HEIF", b"hvcC", 18, 0xFC),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_decoders_own_bits_count_whatever_the_picture_says(kind, name, place, value, mode):
    data = written(noise(mode), kind)
    last = data.rindex(name)  # with transparency, that of the second picture
    deep = data[:last] + changed(data[last:], name, place, value)
    assert needed(deep, kind).most_pixels == 40_000_000


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
@pytest.mark.parametrize("name", [b"meta", b"pitm", b"iprp", b"ipco", b"ipma"])
def test_where_no_bits_can_be_read_there_may_be_many(kind, name):
    data = written(noise(), kind).replace(name, b"free")
    assert needed(data, kind).most_pixels == 40_000_000
    codec = {"AVIF": b"av1C", "HEIF": b"hvcC"}[kind]
    data = written(noise(), kind).replace(codec, b"free")
    assert needed(data, kind).most_pixels == 40_000_000


def test_a_film_beside_the_picture_may_have_many_bits():
    data = written(noise(), "AVIF")
    assert needed(data + box(b"moov", bytes(20)), "AVIF").most_pixels == 40_000_000


def test_only_as_many_bits_are_read_as_a_picture_has_channels():
    data = written(noise(), "AVIF")
    at = data.index(b"pixi") + 4
    assert data[at + 4] == 3
    assert needed(changed(changed(data, b"pixi", 4, 2), b"pixi", 7, 99), "AVIF").most_pixels is None


def test_a_second_picture_beside_an_avifs_takes_memory_too():
    assert needed(written(noise("RGBA"), "AVIF"), "AVIF").most_pixels == 60_000_000
    assert needed(written(noise("RGBA"), "HEIF"), "HEIF").most_pixels is None
