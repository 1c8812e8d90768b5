import struct

import numpy as np
import pytest

from tests.images.pictures import noise, tiff, written
from vitviz.errors import ImageError
from vitviz.images.decoder import decode
from vitviz.images.tiff import check_tiff, ends_early

PLAIN = bytes(range(6))


def refused(data):
    with pytest.raises(ImageError) as caught:
        check_tiff(data, 64_000_000)
    return caught.value


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_plain_tiff_passes_and_is_decoded(order):
    data = tiff(3, 2, PLAIN, {}, order)
    check_tiff(data, 6)
    assert np.asarray(decode(data))[..., 0].tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("mark", [{50706: 1}, {254: 1}])
def test_a_raw_file_whose_first_picture_is_a_thumbnail_is_refused(order, mark):
    error = refused(tiff(3, 2, PLAIN, mark, order))
    assert (error.reason, error.facts) == ("unsupported_format", {"format": "camera raw"})


def test_a_page_of_several_is_no_thumbnail():
    check_tiff(tiff(3, 2, PLAIN, {254: 2}), 6)


@pytest.mark.parametrize("order", ["<", ">"])
def test_one_tile_larger_than_all_pixels_allowed_is_refused(order):
    error = refused(tiff(64, 64, PLAIN, {322: 20_000, 323: 10_000, 324: 8, 325: 9}, order))
    facts = {"width": 20_000, "height": 10_000, "limit": 64_000_000}
    assert (error.reason, error.facts) == ("too_many_pixels", facts)


@pytest.mark.parametrize("tag", [273, 324])
def test_very_many_strips_or_tiles_are_too_costly(tag):
    error = refused(tiff(3, 2, PLAIN, {tag: (40_001, 8)}))
    facts = {"format": "TIFF", "part": "strips", "count": 40_001, "limit": 40_000}
    assert (error.reason, error.facts) == ("too_costly", facts)


def test_as_many_strips_as_allowed_are_decoded():
    offsets = struct.pack("<I", 8) * 40_000
    first = len(tiff(1, 40_000, b""))
    changes = {273: (40_000, first), 278: 1, 279: (40_000, first)}
    assert decode(tiff(1, 40_000, offsets, changes)).size == (1, 40_000)


def test_a_directory_that_is_cut_or_missing_is_left_to_the_plugin():
    data = tiff(3, 2, PLAIN, {254: 1})
    for length in (0, 5, 8, 10, 15):
        check_tiff(data[:length], 1)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("missing", [1, 5])
def test_a_file_that_ends_within_its_pixels_ends_early(order, missing):
    data = tiff(3, 2, PLAIN, {}, order)
    assert not ends_early(data)
    assert ends_early(data[:-missing])


def test_a_file_that_ends_within_its_last_directory_ends_early():
    data = written(noise(), "TIFF", compression="tiff_lzw")  # its directory comes last
    assert not ends_early(data)
    for length in (4, len(data) // 2, int.from_bytes(data[4:8], "little") + 20):
        assert ends_early(data[:length])


def test_a_list_of_strips_behind_the_end_ends_early():
    assert ends_early(tiff(3, 2, PLAIN, {273: (2, 500), 279: (2, 600)}))


def test_what_is_whole_and_cannot_be_decoded_is_not_called_incomplete():
    data = tiff(3, 2, b"\x00\x01", {259: 5})  # no LZW
    with pytest.raises(ImageError) as caught:
        decode(data)
    assert caught.value.reason == "damaged"
