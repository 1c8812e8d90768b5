import io
import struct
import zlib

import pillow_heif
import pytest

from tests.images.pictures import samples
from vitviz.errors import ImageError
from vitviz.images import boxes
from vitviz.images.decoder import decode
from vitviz.images.formats import OPENED, open_header, recognise

SAMPLES = samples()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_format_is_recognised_by_its_head(name):
    kind, data = SAMPLES[name]
    assert recognise(data) == kind
    assert recognise(data[:32]) == kind


@pytest.mark.parametrize(
    ("brands", "name"),
    [
        (b"avif\0\0\0\0avifmif1miaf", "AVIF"),
        (b"mif1\0\0\0\0mif1avifmiaf", "AVIF"),
        (b"mif1\0\0\0\0mif1heicmiaf", "HEIF"),
        (b"heic\0\0\0\0mif1heicmiaf", "HEIF"),
        (b"msf1\0\0\0\0msf1hevcmiaf", "HEIF"),
    ],
)
def test_all_brands_of_a_container_count(brands, name):
    assert recognise(struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands) == name


@pytest.mark.parametrize(
    "data",
    [b"x", b"hello", b"BMW is a maker of cars", bytes(1000), b"\xff" * 9, b" ", b"RIFFxxxxWAVE"],
)
def test_what_is_not_known_is_not_an_image(data):
    with pytest.raises(ImageError) as caught:
        decode(data)
    assert (caught.value.reason, caught.value.facts) == ("not_an_image", {})


def test_the_formats_opened_are_these():
    assert set(OPENED) == {"JPEG", "PNG", "GIF", "WebP", "BMP", "TIFF", "AVIF", "HEIF"}


@pytest.mark.parametrize(
    ("name", "start", "piece"),
    [
        ("jpeg", 2, b"\xff\xec\x00\x02"),
        ("png", 33, bytes(4) + b"abCd" + struct.pack(">I", zlib.crc32(b"abCd"))),
        ("gif", 13 + 3 * 64, b"!\xfe\x01a\x00"),
    ],
)
def test_a_header_of_very_many_pieces_is_too_costly(name, start, piece):
    kind, data = SAMPLES[name]
    assert decode(data[:start] + piece * 9 + data[start:]).size
    with pytest.raises(ImageError) as caught:
        decode(data[:start] + piece * 110_000 + data[start:])
    facts = {"format": kind, "part": "pieces", "count": 100_001, "limit": 100_000}
    assert (caught.value.reason, caught.value.facts) == ("too_costly", facts)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_header_alone_is_read(name):
    kind, data = SAMPLES[name]
    assert sorted(open_header(data, kind, 2400).size) == [40, 60]


def test_more_bits_that_libheif_finds_allow_fewer_pixels(monkeypatch):
    deep, file = pillow_heif.from_bytes("RGB;16", (60, 40), bytes(60 * 40 * 6)), io.BytesIO()
    deep.save(file)
    plain = SAMPLES["heif"][1]
    monkeypatch.setattr(boxes, "MOST_DEEP", 2399)
    assert open_header(plain, "HEIF", 2400).size == (60, 40)
    with pytest.raises(ImageError) as caught:
        open_header(file.getvalue(), "HEIF", 2400)
    assert (caught.value.reason, caught.value.facts["limit"]) == ("too_many_pixels", 2399)
