import struct
import zlib

import pytest
from PIL import Image

from tests.images.pictures import noise, samples, written
from vitviz.errors import ImageError
from vitviz.images.decoder import decode
from vitviz.images.formats import OPENED, check_size, open_header, recognise

SAMPLES = samples()
MANY = 10**9
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = [
    ("SVG", SVG),
    ("SVG", b'\xef\xbb\xbf\n<?xml version="1.0"?>\n<!-- a drawing -->\n<!DOCTYPE svg>\n' + SVG),
    ("SVG", '<?xml version="1.0" encoding="UTF-16"?><svg/>'.encode("utf-16")),
    ("XML", b'<?xml version="1.0"?><rss></rss>'),
    ("HTML", b"<!DOCTYPE html><title>404</title><svg/>"),
    ("PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    ("PDF", b"\n\njunk before %PDF-1.4"),
    ("PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    ("PostScript", b"\x04%!PS\n"),
    ("PostScript", b"\xc5\xd0\xd3\xc6" + bytes(28)),
    ("WMF", b"\xd7\xcd\xc6\x9a" + bytes(40)),
    ("EMF", b"\x01\0\0\0" + bytes(36) + b" EMF"),
    ("JPEG 2000", written(noise(), "JPEG2000")),
    ("JPEG XL", b"\xff\x0a" + bytes(20)),
    ("ICO", written(noise(), "ICO")),
    ("Photoshop", b"8BPS\0\1" + bytes(20)),
    ("DICOM", bytes(128) + b"DICM"),
    ("OpenEXR", b"v/1\x01" + bytes(20)),
    ("ZIP", b"PK\x03\x04" + bytes(20)),
    ("gzip", b"\x1f\x8b" + bytes(20)),
    ("BigTIFF", b"II+\0\x08\0\0\0" + bytes(20)),
    ("camera raw", b"II*\0\x10\0\0\0CR\x02\0" + bytes(20)),
    ("camera raw", b"\0\0\0\x18ftypcrx \0\0\0\1crx isom"),
    ("video", b"\0\0\0\x18ftypisom\0\0\2\0isomavc1"),
    ("video", b"\0\0\0\x14ftypqt  \0\0\2\0qt  "),
    ("video", b"\x1aE\xdf\xa3" + bytes(20)),
]


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


@pytest.mark.parametrize(("name", "data"), REFUSED)
def test_what_is_known_and_not_opened_is_refused_by_name(name, data):
    with pytest.raises(ImageError) as caught:
        decode(data)
    assert (caught.value.reason, caught.value.facts) == ("unsupported_format", {"format": name})


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


def test_a_size_at_the_limit_passes():
    check_size((30, 40), 1200)
    with pytest.raises(ImageError) as caught:
        check_size((30, 40), 1199)
    assert caught.value.facts == {"width": 30, "height": 40, "limit": 1199}


def test_a_progressive_jpeg_of_very_many_scans_is_too_costly():
    data = written(Image.new("L", (2000, 2000), 128), "JPEG", progressive=True)
    last = data[data.rfind(b"\xff\xda") : -2]
    with pytest.raises(ImageError) as caught:
        open_header(data[:-2] + last * 1000 + data[-2:], "JPEG", 64_000_000)
    scans = data.count(b"\xff\xda") + 1000
    facts = {"format": "JPEG", "part": "scans", "count": scans, "limit": 480}
    assert (caught.value.reason, caught.value.facts) == ("too_costly", facts)


def test_a_large_progressive_jpeg_as_programs_write_it_is_not_too_costly():
    data = written(Image.new("RGB", (800, 800)), "JPEG", progressive=True)
    assert open_header(data, "JPEG", 640_000).size == (800, 800)


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
    assert open_header(data[:start] + piece * 9 + data[start:], kind, MANY).size
    with pytest.raises(ImageError) as caught:
        open_header(data[:start] + piece * 60_000 + data[start:], kind, MANY)
    facts = {"format": kind, "part": "pieces", "count": 100_001, "limit": 100_000}
    assert (caught.value.reason, caught.value.facts) == ("too_costly", facts)
