"""What `decode` refuses, and that it does nothing else with files that are spoilt."""

import struct
import warnings
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from tests.images.pictures import exif, gif, noise, png, samples, tiff, written
from vitviz.errors import ImageError
from vitviz.images import formats
from vitviz.images.decoder import decode

SAMPLES = samples()
RAISED = (SyntaxError, ValueError, struct.error, MemoryError, zlib.error, OSError, EOFError)
RAISED += (KeyError, IndexError, TypeError, AttributeError, RecursionError, NotImplementedError)
RAISED += (AssertionError, OverflowError, ZeroDivisionError, RuntimeError, UserWarning)


def refused(data, **limits):
    with pytest.raises(ImageError) as caught:
        decode(data, **limits)
    return caught.value


def photo_or_refused(data):
    try:
        return is_a_photo(decode(data))
    except ImageError as error:
        return bool(error.reason)


def is_a_photo(photo):
    return type(photo) is Image.Image and photo.mode == "RGB" and min(photo.size) > 0


def test_nothing_is_empty():
    assert refused(b"").reason == "empty"


def test_too_many_bytes_are_refused_with_their_number():
    data = SAMPLES["bmp"][1]
    error = refused(data, max_bytes=len(data) - 1)
    assert (error.reason, error.facts) == ("too_many_bytes", {"size": 7254, "limit": 7253})
    assert is_a_photo(decode(data, max_bytes=len(data)))


@pytest.mark.parametrize("name", SAMPLES)
def test_too_many_pixels_are_refused_before_they_are_decoded(name, monkeypatch):
    kind, data = SAMPLES[name]
    monkeypatch.setattr(formats.OPENED[kind], "load", lambda self: pytest.fail("was decoded"))
    error = refused(data, max_pixels=2399)
    assert error.reason == "too_many_pixels"
    assert sorted([error.facts["width"], error.facts["height"]]) == [40, 60]
    assert error.facts["limit"] == 2399


def test_as_many_pixels_as_allowed_are_decoded():
    assert is_a_photo(decode(SAMPLES["png"][1], max_pixels=2400))


def test_a_header_of_two_thousand_million_pixels_is_believed_and_refused():
    error = refused(png(50_000, 50_000, 8, 2, b""))
    assert error.reason == "too_many_pixels"
    assert (error.facts["width"], error.facts["height"]) == (50_000, 50_000)


@pytest.mark.parametrize("frame", [(10_000, 10_000), (65_535, 65_535)])
def test_a_frame_larger_than_its_screen_counts(frame):
    error = refused(gif((1, 1), frame))  # Pillow warns of the first and refuses the second itself
    assert error.reason == "too_many_pixels"
    assert error.facts["limit"] == 64_000_000


@pytest.mark.parametrize("name", ["jpeg", "png", "gif", "webp", "bmp", "tiff", "avif", "heif"])
def test_a_cut_file_is_called_truncated(name):
    kind, data = SAMPLES[name]
    for length in (len(data) // 2, len(data) * 9 // 10):
        error = refused(data[:length])
        assert (error.reason, error.facts) == ("truncated", {"format": kind})


def test_a_whole_file_with_spoilt_contents_is_called_damaged():
    data = bytearray(SAMPLES["png"][1])
    data[len(data) // 2] ^= 255
    error = refused(bytes(data))
    assert error.reason == "damaged"
    assert error.facts["format"] == "PNG"
    assert error.facts["detail"]


@pytest.mark.parametrize("raised", RAISED)
@pytest.mark.parametrize("step", ["_open", "load"])
def test_whatever_a_plugin_raises_is_an_image_error(raised, step, monkeypatch):
    def fail(self):
        raise raised

    monkeypatch.setattr(PngImagePlugin.PngImageFile, step, fail)
    error = refused(SAMPLES["png"][1])
    assert error.reason in ("damaged", "truncated")
    assert error.__cause__ is not None


def test_a_tiff_of_a_variety_that_pillow_cannot_read_is_unsupported_not_damaged():
    error = refused(tiff(2, 1, bytes(16), {258: 64, 339: 3}))
    facts = {"format": "TIFF", "variety": "layout"}
    assert (error.reason, error.facts) == ("unsupported_variety", facts)


def test_no_warning_leaks():
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        assert refused(gif((1, 1), (10_000, 10_000))).reason == "too_many_pixels"
        decode(written(noise(), "JPEG", exif=exif(1)[:30]))
    assert heard == []


EDITS = st.one_of(
    st.tuples(st.just("set"), st.integers(0, 2**16), st.binary(min_size=1, max_size=4)),
    st.tuples(st.just("insert"), st.integers(0, 2**16), st.binary(min_size=1, max_size=20)),
    st.tuples(st.just("drop"), st.integers(0, 2**16), st.integers(1, 20)),
    st.tuples(st.just("repeat"), st.integers(0, 2**16), st.integers(1, 60)),
    st.tuples(st.just("cut"), st.integers(0, 2**16), st.none()),
)


def edited(data, edits):
    for kind, at, what in edits:
        # Heads are where formats are decided, so every other edit falls into the first 100 bytes.
        at = at // 2 % (min(len(data), 100) if at % 2 else len(data)) if data else 0
        if kind == "set":
            data = data[:at] + what + data[at + len(what) :]
        elif kind == "insert":
            data = data[:at] + what + data[at:]
        elif kind == "drop":
            data = data[:at] + data[at + what :]
        elif kind == "repeat":
            data = data[: at + what] + data[at:]
        else:
            data = data[:at]
    return data


@pytest.mark.parametrize("name", SAMPLES)
@settings(
    max_examples=60,
    deadline=10_000,  # ms; a photo of this size takes 1
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(edits=st.lists(EDITS, min_size=1, max_size=5))
def test_a_spoilt_file_is_a_photo_or_an_image_error(name, edits):
    assert photo_or_refused(edited(SAMPLES[name][1], edits))


@settings(max_examples=300, deadline=10_000, derandomize=True, database=None)
@given(head=st.sampled_from([b"", *(data[:40] for _, data in SAMPLES.values())]), rest=st.binary())
def test_noise_is_a_photo_or_an_image_error(head, rest):
    assert photo_or_refused(head + rest)
