import pytest

from tests.images.pictures import noise, written
from vitviz.errors import ImageError
from vitviz.images.decoder import decode
from vitviz.images.heads import name_of

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
    ("PBM", b"P4\n9 9\n" + bytes(20)),
    ("PGM", b"P2 9 9 255 0"),
    ("PPM", written(noise(), "PPM")),
    ("PAM", b"P7\nWIDTH 4\n"),
    ("PFM", b"Pf\n9 9\n-1.0\n"),
    ("PCX", written(noise("P"), "PCX")),
    ("TGA", written(noise(), "TGA")),
    ("TGA", written(noise("L"), "TGA", compression="tga_rle")[:-26]),  # an old one, no footer
    ("TGA", written(noise("P"), "TGA")[:-26]),
    ("DDS", written(noise(), "DDS")),
    ("QOI", written(noise(), "QOI")),
    ("SGI", written(noise(), "SGI")),
    ("FITS", b"SIMPLE  =                    T" + bytes(50)),
    ("Radiance HDR", b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n"),
    ("camera raw", b"FOVb\0\0\2\0" + bytes(20)),
    ("camera raw", b"\0MRM" + bytes(20)),
    ("camera raw", b"II\x1a\0\0\0HEAPCCDR" + bytes(20)),
    ("camera raw", b"MMOR\0\0\0\x08" + bytes(20)),
    ("video", b"RIFF\0\0\0\0AVI LIST" + bytes(20)),
]


@pytest.mark.parametrize(("name", "data"), REFUSED)
def test_what_is_known_and_not_opened_is_refused_by_name(name, data):
    with pytest.raises(ImageError) as caught:
        decode(data)
    assert (caught.value.reason, caught.value.facts) == ("unsupported_format", {"format": name})


@pytest.mark.parametrize(
    "data",
    [b"P8\n", b"P6x", b"Photo", b"\n\5\1\3", b"\0\0\2" + bytes(15) + b"text", b"SIMPLE text"],
)
def test_what_only_looks_like_a_head_has_no_name(data):
    assert name_of(data) == ""
