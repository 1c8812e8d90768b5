import struct

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from tests.images.pictures import blocks, exif, middles, tiff, written
from vitviz.images.decoder import decode
from vitviz.images.exif import orientation, upright

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf tiff:Orientation="6"/></x:xmpmeta>'
COLOURS = [[[250, 20, 20], [20, 250, 20], [20, 20, 250]]]


@pytest.mark.parametrize("turned", range(1, 9))
def test_the_orientation_is_read_with_or_without_the_blocks_name(turned):
    block = exif(turned)
    assert orientation(block) == orientation(block.removeprefix(b"Exif\0\0")) == turned


def test_the_orientation_is_read_in_either_byte_order():
    assert orientation(tiff(1, 1, b"", {0x0112: 6}, ">")) == 6


@pytest.mark.parametrize(
    "block", [b"", b"Exif\0\0", b"II*\0\xff\xff\xff\xff", exif(6)[:14], b"text"]
)
def test_a_block_that_cannot_be_read_means_upright(block):
    assert orientation(block) == 1


@pytest.mark.parametrize("turned", [0, 1, 9, 65535])
def test_an_unknown_orientation_turns_nothing(turned):
    photo = Image.new("RGB", (2, 3))
    assert upright(photo, turned) is photo


def in_png():
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return text


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {"pnginfo": in_png()}),
        ("TIFF", {"tiffinfo": {700: XMP}}),
        ("AVIF", {"xmp": XMP}),
        ("WebP", {"xmp": XMP}),
        ("JPEG", {"xmp": XMP}),
    ],
)
def test_xmp_turns_nothing(kind, options):
    data = written(blocks(COLOURS), kind, **options)
    assert b"Orientation" in data
    assert np.abs(middles(decode(data)) - COLOURS).max() <= 25


def test_a_resolution_that_is_a_text_is_no_reason_to_refuse():
    entries = struct.pack("<HHII", 0x0112, 3, 1, 3) + struct.pack("<HHII", 0x011A, 2, 1, 0)
    block = b"Exif\0\0II*\0\x08\0\0\0\x02\0" + entries + bytes(4)
    photo = decode(written(blocks(COLOURS), "JPEG", exif=block))
    assert np.abs(middles(photo) - np.fliplr(COLOURS)).max() <= 25
