import io
import threading

import pytest
from PIL import Image

from tests.app.compute.stepped import until
from tests.images.pictures import png
from vitviz.app.compute import photos
from vitviz.app.compute.cache import Cache
from vitviz.app.compute.fair_lock import FairLock
from vitviz.core import assets
from vitviz.errors import ImageError, ModelError


def picture(size=(2000, 1000), colour=(200, 40, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def empty(monkeypatch):
    monkeypatch.setattr(photos, "_photos", Cache(1 << 24, lambda photo: photo.nbytes))
    monkeypatch.setattr(
        photos, "_images", Cache(1 << 24, lambda i: 3 * i.photo.width * i.photo.height)
    )


def test_an_upload_is_kept_as_it_came_and_shown_in_three_smaller_pictures():
    data = picture()
    kept = photos.add(data)
    assert photos.photo(kept.id) is kept
    assert kept.data == data
    assert photos.held()["photos"] == len(data)
    for kind, size in (("large", (1024, 512)), ("small", (768, 384)), ("thumb", (160, 80))):
        assert Image.open(io.BytesIO(photos.picture(kept.id, kind))).size == size
    assert photos.image_of(kept.id).size == (2000, 1000)


def test_the_same_photo_has_one_name_and_another_photo_another():
    names = [photos.add(picture(colour=colour)).id for colour in ("red", "red", "blue")]
    assert names[0] == names[1] != names[2]
    assert all(name.startswith("up-") and len(name) == 35 for name in names)


def test_what_is_no_photo_is_refused_and_not_kept():
    with pytest.raises(ImageError):
        photos.add(b"no photo")
    assert photos.held() == {"photos": 0, "images": 0}


def test_a_photo_for_which_the_memory_is_too_little_is_refused(monkeypatch):
    monkeypatch.setattr(photos, "most_pixels", lambda: 1_999_999)
    with pytest.raises(ImageError, match="too_many_pixels"):
        photos.add(picture((2000, 1000)))


def test_an_upload_that_was_dropped_is_asked_for_again(monkeypatch):
    kept = photos.add(picture())
    monkeypatch.setattr(photos, "_photos", Cache(1, lambda photo: photo.nbytes))
    with pytest.raises(ImageError, match="own_photo"):
        photos.image_of(kept.id)
    with pytest.raises(ImageError, match="own_photo"):
        photos.picture(kept.id, "small")


def test_what_a_large_photo_freed_goes_back_at_once_and_a_small_ones_by_the_timer(monkeypatch):
    given = []
    monkeypatch.setattr(photos, "give_back", lambda: given.append(True))
    monkeypatch.setattr(photos, "_LARGE", 2_000_000)
    small, large = (photos.add(picture(size)).id for size in ((1999, 1000), (2000, 1000)))
    assert len(given) == 1
    photos.picture(small, "thumb")
    assert len(given) == 1
    photos.picture(large, "thumb")
    assert len(given) == 2
    with pytest.raises(ImageError):
        photos.add(b"no photo")
    assert len(given) == 3


def test_uploads_are_bounded_in_bytes(monkeypatch):
    monkeypatch.setattr(photos, "_photos", Cache(20_000, lambda photo: photo.nbytes))
    first, *_ = [photos.add(picture(colour=(shade, 0, 0))).id for shade in range(10)]
    assert photos.held()["photos"] <= 20_000
    with pytest.raises(ImageError, match="own_photo"):
        photos.photo(first)


def test_a_bundled_photo_is_there_by_its_name():
    assert {"coffee", "koala", "cat"} <= {photo.id for photo in photos.bundled()}
    assert photos.picture("koala", "thumb")
    with pytest.raises(ImageError, match="gone"):
        photos.photo("nothing")


def test_who_keeps_a_photo_gives_the_decoder_back_before_waiting_for_its_pixels(monkeypatch):
    inside, goes_on, usual = threading.Event(), threading.Event(), photos._decoded

    def decoded(data):
        inside.set()
        goes_on.wait(30)
        return usual(data)

    kept, known, empty = photos.add(picture()), photos._photos, Cache(1 << 24, lambda _: 1)
    monkeypatch.setattr(photos, "_decoders", FairLock(1))
    monkeypatch.setattr(photos, "_images", Cache(1 << 24, lambda _: 1))
    monkeypatch.setattr(photos, "_decoded", decoded)
    monkeypatch.setattr(photos, "_photos", empty)  # it was dropped, and is sent once more
    sends = threading.Thread(target=photos.add, args=(kept.data,), daemon=True)
    sends.start()
    assert inside.wait(30)
    monkeypatch.setattr(photos, "_photos", known)
    looks = threading.Thread(target=photos.image_of, args=(kept.id,), daemon=True)
    looks.start()
    until(lambda: photos._decoders.waiting == 1)
    goes_on.set()
    until(lambda: not sends.is_alive() and not looks.is_alive())
    assert empty.get(kept.id) is not None


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A folder that stands for the bundled photos': the table, and no photo yet."""
    table = (assets.PHOTOS / "photos.tsv").read_text("utf-8")
    (tmp_path / "photos.tsv").write_text(table, "utf-8")
    monkeypatch.setattr(assets, "PHOTOS", tmp_path)
    for known in (photos.bundled, photos.first):
        known.cache_clear()
    yield tmp_path
    for known in (photos.bundled, photos.first):
        known.cache_clear()


def test_a_bundled_photo_whose_file_is_missing_is_left_out(shipped):
    (shipped / "koala.jpg").write_bytes(picture())
    assert [photo.id for photo in photos.bundled()] == ["koala"]
    assert "cat" in {photo.id for photo in photos.missing()}


def test_without_the_photo_that_opens_the_next_one_does_that_can_be_read(shipped):
    (shipped / "koala.jpg").write_bytes(b"damaged")
    (shipped / "cat.jpg").write_bytes(picture())
    assert photos.opening("coffee") == "cat"
    assert photos.opening("koala") == "koala"  # asked for by name: a sentence says what is wrong


def test_without_any_photo_the_folder_is_named(shipped):
    with pytest.raises(ModelError) as caught:
        photos.opening("coffee")
    assert caught.value.facts == {"file": str(shipped)}


def test_where_all_is_well_the_cup_opens():
    assert photos.opening("coffee") == "coffee"
    assert photos.missing() == ()


def test_a_photo_knows_whether_its_light_was_compressed():
    pq = (b"cICP", bytes([9, 16, 0, 1]))
    assert photos.add(png(2, 1, 8, 0, b"\x40\x80", pq)).toned
    assert not photos.add(picture()).toned
