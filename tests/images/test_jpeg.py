import re

import numpy as np
import pytest
from PIL import Image

from tests.app.server.work import growth, patterns_counted
from tests.images.pictures import SRGB, blocks, exif, middles, noise, samples, written
from vitviz.errors import ImageError
from vitviz.images import jpeg
from vitviz.images.decoder import decode
from vitviz.images.jpeg import END, ends_early, needed

SAMPLES = samples()
MANY = 64_000_000
COLOURS = [[[250, 20, 20], [20, 250, 20], [20, 20, 250]]]
KINDS = [
    {},
    {"progressive": True},
    {"subsampling": 0},
    {"restart_marker_rows": 1},
    {"restart_marker_blocks": 1},
    {"progressive": True, "restart_marker_rows": 1},
]


def segment(marker, contents):
    return bytes([0xFF, marker]) + (len(contents) + 2).to_bytes(2, "big") + contents


def beside(data, *segments):
    """The JPEG with more segments at its beginning."""
    return data[:2] + b"".join(segments) + data[2:]


def refused(data):
    with pytest.raises(ImageError) as caught:
        decode(data)
    return caught.value


@pytest.mark.parametrize("options", KINDS)
@pytest.mark.parametrize("cut", [1, 2])
def test_a_jpeg_that_lacks_only_its_end_is_whole(options, cut):
    data = written(noise(), "JPEG", **options)
    assert (np.asarray(decode(data[:-cut])) == np.asarray(decode(data))).all()


@pytest.mark.parametrize("options", KINDS)
def test_a_jpeg_that_lacks_pixels_is_incomplete_wherever_it_was_cut(options):
    data = written(noise(), "JPEG", **options)
    start = data.rindex(b"\xff\xda") + 14
    for length in [*range(20, start, 37), *range(start, len(data) - 20, 29)]:
        error = refused(data[:length])
        assert (error.reason, error.facts) == ("truncated", {"format": "JPEG"})


@pytest.mark.parametrize("rows", [2, 3])
def test_a_jpeg_cut_before_a_restart_is_incomplete(rows):
    data = written(noise(), "JPEG", restart_marker_rows=1, subsampling=0)
    places = [found.start() for found in re.finditer(rb"\xff[\xd0-\xd7]", data)]
    assert len(places) >= rows
    for after in (0, 1, 2):
        assert refused(data[: places[rows - 1] + after]).reason == "truncated"


def test_a_progressive_jpeg_cut_between_two_scans_is_incomplete():
    data = written(noise(), "JPEG", progressive=True)
    places = [found.start() for found in re.finditer(rb"\xff[\xc4\xda]", data)]
    for place in places[3:]:
        assert refused(data[:place]).reason == "truncated"


@pytest.mark.parametrize("options", KINDS)
def test_what_follows_the_first_end_is_not_of_the_picture(options):
    data = written(noise(), "JPEG", **options)
    video = b"\xff\xda\0\x08" * 50_000 + b"\xff\xd9ftypmp42"
    assert (np.asarray(decode(data + video)) == np.asarray(decode(data))).all()


def test_scans_of_a_progressive_jpeg_are_counted_up_to_its_end():
    data = written(Image.new("L", (2000, 2000), 128), "JPEG", progressive=True)
    last = data[data.rfind(b"\xff\xda") : -2]
    error = refused(data[:-2] + last * 1000 + END)
    scans = data.count(b"\xff\xda") + 1000
    facts = {"format": "JPEG", "part": "scans", "count": scans, "limit": 480}
    assert (error.reason, error.facts) == ("too_costly", facts)
    assert decode(data + last * 1000).size == (2000, 2000)


def test_a_large_progressive_jpeg_as_programs_write_it_is_not_too_costly():
    data = written(Image.new("RGB", (800, 800)), "JPEG", progressive=True)
    assert needed(data, 640_000).data


@pytest.mark.parametrize(
    "metadata",
    [
        segment(0xE0, b"JFIF\0\1"),
        segment(0xE0, b"JFIF\0"),
        segment(0xE0, b""),
        segment(0xE1, b"Exif\0\0"),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0junk"),
        segment(0xE2, b"ICC_PROFILE\0\1\3junk"),
        segment(0xE2, b"MPF\0junk"),
        segment(0xED, b"Photoshop 3.0\x008BIM\4\4\xff"),
        segment(0xEE, b"Adobe\0d"),
        segment(0xEE, b"Ad"),
        segment(0xFE, bytes(60_000)),
        b"\xff\xff\xff" + segment(0xEF, b"junk")[1:],
    ],
)
def test_broken_or_large_metadata_is_no_reason_to_refuse(metadata):
    data = written(noise(), "JPEG")
    assert (np.asarray(decode(beside(data, metadata))) == np.asarray(decode(data))).all()


def test_only_adobes_word_of_the_channels_is_passed_on():
    data = beside(SAMPLES["cmyk jpeg"][1], segment(0xEE, b"Ducky"))
    kept = needed(data, MANY).data
    assert b"Adobe" in kept
    assert b"Ducky" not in kept
    assert (np.asarray(decode(data)) == np.asarray(decode(SAMPLES["cmyk jpeg"][1]))).all()


def test_a_profile_in_pieces_is_joined_in_their_order():
    exchanged = SRGB.replace(b"rXYZ", b"-XYZ").replace(b"gXYZ", b"rXYZ").replace(b"-XYZ", b"gXYZ")
    half = len(exchanged) // 2
    pieces = [
        segment(0xE2, b"ICC_PROFILE\0" + bytes([2, 2]) + exchanged[half:]),
        segment(0xE2, b"ICC_PROFILE\0" + bytes([1, 2]) + exchanged[:half]),
    ]
    data = written(blocks(COLOURS), "JPEG")
    assert needed(beside(data, *pieces), MANY).profile == exchanged
    swapped = np.array(COLOURS)[..., [1, 0, 2]]
    assert np.abs(middles(decode(beside(data, *pieces))) - swapped).max() <= 25
    assert needed(beside(data, pieces[0]), MANY).profile == b""  # one of two is none


def test_the_first_exif_block_is_read():
    data = beside(written(noise(), "JPEG", exif=exif(8)), segment(0xE1, exif(6)))
    assert decode(data).size == (40, 60)
    assert needed(data, MANY).exif == exif(6)


@pytest.mark.parametrize(
    ("marker", "precision", "variety"),
    [
        (0xC1, 12, {"variety": "bits", "bits": 12}),
        (0xC3, 8, {"variety": "lossless"}),
        (0xC5, 8, {"variety": "hierarchical"}),
        (0xCB, 8, {"variety": "lossless"}),
    ],
)
def test_a_variety_that_is_not_decoded_is_named(marker, precision, variety):
    data = bytearray(written(noise(), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 1], data[at + 4] = marker, precision
    error = refused(bytes(data))
    assert (error.reason, error.facts) == ("unsupported_variety", {"format": "JPEG", **variety})


def test_a_header_without_pixels_ends_early():
    data = written(noise(), "JPEG")
    assert ends_early(data[:100])
    assert ends_early(data[:-2])
    assert not ends_early(data)


def test_no_pattern_goes_over_a_run_of_ff_anew_from_each_of_them():
    patterns = [found for found in vars(jpeg).values() if type(found) is re.Pattern]
    assert len(patterns) >= 3
    for pattern in patterns:
        assert not set(b"+*{") & set(pattern.pattern), pattern.pattern


@pytest.mark.parametrize("options", KINDS)
def test_ff_before_a_marker_fills_and_does_not_matter(options):
    data = written(noise(), "JPEG", **options)
    filled = re.sub(rb"\xff([\xc4\xd0-\xd7\xd9\xda])", b"\xff\xff\xff\xff\\1", data)
    assert len(filled) > len(data)
    assert (np.asarray(decode(filled)) == np.asarray(decode(data))).all()


def test_of_a_run_of_ff_that_ends_in_no_marker_one_goes_to_the_decoder():
    data = written(noise(), "JPEG")
    run = b"\xff" * 100_001 + b"\0"
    assert needed(data[:-2] + run + END, MANY).data == data[:-2] + b"\xff\0" + END


def test_the_walk_over_segments_grows_with_the_file_and_no_faster():
    def walk(count):
        ends_early(b"\xff\xd8" + (b"\xff\xda\0\2" + b"\xff" * 9 + b"\0") * count)

    with patterns_counted():
        assert growth(walk, 4096) < 12


def sequential(size):
    """A JPEG of three channels, each in a scan of its own, and the last of these scans."""
    data = written(Image.new("RGB", size, (9, 90, 200)), "JPEG", subsampling=0)
    start = data.index(b"\xff\xda")
    pixels = bytes(10_000)
    scans = [segment(0xDA, bytes([1, it, 0, 0, 63, 0])) + pixels for it in (1, 2, 3)]
    return data[:start] + b"".join(scans), scans[-1]


def test_scans_of_a_sequential_jpeg_are_counted_too():
    start, last = sequential((2000, 2000))
    error = refused(start + last * 478 + END)
    facts = {"format": "JPEG", "part": "scans", "count": 481, "limit": 480}
    assert (error.reason, error.facts) == ("too_costly", facts)
    assert needed(start + last * 477 + END, MANY).data
    assert decode(start + END).size == (2000, 2000)


def test_of_several_frames_the_strictest_counts():
    start, last = sequential((2000, 2000))
    small = segment(0xC0, b"\x08\0\1\0\1\3\1\x11\0\2\x11\0\3\x11\0")
    assert refused(start + last * 478 + small + END).reason == "too_costly"


def test_thirty_scans_are_allowed_however_large_the_picture_is():
    data = written(noise(), "JPEG", progressive=True)
    assert needed(data, 1).data  # the size is refused by its own name
