import hashlib
import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from tests.images.pictures import SRGB, blocks, exif, middles, noise, samples, written
from vitviz.images.decoder import decode, photo_id, reduced, shown, thumbnail

SAMPLES = samples()
COLOURS = [
    [[250, 20, 20], [20, 250, 20], [20, 20, 250]],
    [[240, 240, 20], [20, 20, 20], [240, 240, 240]],
]
# How the upright picture is got from the stored one, in numpy's words (EXIF 2.32, 4.6.4.A).
UPRIGHT = {
    1: lambda stored: stored,
    2: np.fliplr,
    3: lambda stored: np.rot90(stored, 2),
    4: np.flipud,
    5: lambda stored: stored.swapaxes(0, 1),
    6: lambda stored: np.rot90(stored, -1),
    7: lambda stored: np.rot90(stored, 2).swapaxes(0, 1),
    8: lambda stored: np.rot90(stored, 1),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_of_picture_becomes_a_plain_rgb_photo(name):
    photo = decode(SAMPLES[name][1])
    assert (type(photo), photo.mode) == (Image.Image, "RGB")
    assert sorted(photo.size) == [40, 60]
    assert photo.info == {}
    assert len(np.unique(np.asarray(photo))) > 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WebP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", UPRIGHT)
def test_a_turned_photo_is_put_upright(kind, orientation):
    photo = decode(written(blocks(COLOURS), kind, exif=exif(orientation)))
    expected = UPRIGHT[orientation](np.array(COLOURS))
    assert photo.size == (expected.shape[1] * 32, expected.shape[0] * 32)
    assert np.abs(middles(photo) - expected).max() <= 25


@pytest.mark.parametrize("block", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", exif(6)[:14]])
def test_a_broken_exif_block_is_no_reason_to_refuse(block):
    photo = decode(written(blocks(COLOURS), "JPEG", exif=block))
    assert np.abs(middles(photo) - COLOURS).max() <= 25


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WebP", "BMP", "TIFF", "AVIF", "HEIF"])
def test_the_size_may_be_odd(kind, size):
    assert decode(written(Image.new("RGB", size, (9, 99, 199)), kind)).size == size


@pytest.mark.parametrize("kind", ["GIF", "WebP", "PNG", "TIFF", "AVIF", "HEIF"])
def test_of_several_pictures_the_first_is_taken(kind):
    first, second = blocks(COLOURS), blocks(COLOURS[::-1])
    file = written(first, kind, save_all=True, append_images=[second])
    assert np.abs(middles(decode(file)) - COLOURS).max() <= 25


def test_of_a_phones_several_pictures_in_one_jpeg_the_first_is_taken_even_if_the_rest_is_cut():
    first, second = blocks(COLOURS), blocks(COLOURS[::-1])
    file = written(first, "MPO", save_all=True, append_images=[second])
    for data in (file, file[: len(file) * 2 // 3]):
        assert np.abs(middles(decode(data)) - COLOURS).max() <= 25


def test_no_other_plugin_is_tried_and_none_is_registered(monkeypatch):
    before = dict(Image.OPEN)
    monkeypatch.setattr(Image, "open", lambda *a, **k: pytest.fail("Image.open was asked"))
    for _, data in SAMPLES.values():
        decode(data)
    assert before == Image.OPEN
    assert "HEIF" not in Image.OPEN


def test_threads_get_what_one_thread_gets():
    names = list(SAMPLES) * 3
    alone = {name: decode(SAMPLES[name][1]).tobytes() for name in SAMPLES}
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda name: decode(SAMPLES[name][1]).tobytes(), names))
    assert together == [alone[name] for name in names]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((3, 2000), (2, 1024)),
        ((4000, 1), (1024, 1)),
        ((60, 40), (60, 40)),
        ((2048, 1024), (1024, 512)),
    ],
)
def test_the_shown_photo_is_a_jpeg_no_longer_than_asked(size, expected):
    page = Image.open(io.BytesIO(shown(Image.new("RGB", size, (200, 100, 50)))))
    assert (page.format, page.mode, page.size) == ("JPEG", "RGB", expected)
    assert np.abs(np.asarray(page).astype(int) - (200, 100, 50)).max() <= 3


@pytest.mark.parametrize(("made", "longest"), [(shown, 1024), (reduced, 768), (thumbnail, 160)])
def test_the_shown_photo_looks_like_the_photo(made, longest):
    photo = blocks(COLOURS).resize((1200, 800), Image.Resampling.NEAREST)
    page = Image.open(io.BytesIO(made(photo)))
    assert max(page.size) == longest
    cells = np.asarray(page.resize((36, 24), Image.Resampling.BOX), int)
    assert np.abs(middles(Image.fromarray(cells.astype(np.uint8)), 12) - COLOURS).max() <= 10


def test_a_phones_photo_is_less_than_half_of_the_bytes():
    photo = noise().resize((1200, 800), Image.Resampling.BICUBIC)
    assert len(reduced(photo)) < len(shown(photo)) / 2


def test_the_shown_photo_carries_no_metadata_and_the_photo_keeps_its_own():
    photo = noise()
    photo.info = {"comment": b"secret", "icc_profile": SRGB, "exif": exif(6)}
    page = shown(photo)
    assert b"secret" not in page
    assert set(Image.open(io.BytesIO(page)).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    }
    assert photo.info["comment"] == b"secret"


def test_the_id_of_a_photo_is_the_sha_256_of_its_file():
    assert photo_id(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223")  # FIPS 180-2, B.1
    assert photo_id(b"abc") == hashlib.sha256(b"abc").hexdigest()
