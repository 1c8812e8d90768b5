import logging

import pytest
import torch

from vitviz.app.compute import models, passes, photos
from vitviz.app.compute.inference_lock import InferenceLock
from vitviz.app.compute.passes import MOST, Pair, Passed, most, passed
from vitviz.app.compute.sizes import size_of
from vitviz.core import framing
from vitviz.core.attention import capture as capture_module
from vitviz.core.attention.capture import capture
from vitviz.core.attention.trace import attention
from vitviz.core.models import load
from vitviz.errors import ImageError

NAMES = ("koala", "cat", "coffee")


def pair_of(rows, cols=0):
    vit = models.vit("everyday-vit-s14", "published")
    return Pair(vit, models.cnn(models.CNN, "published"), size_of(vit, rows, cols))


@pytest.fixture(scope="module")
def pair():
    return pair_of(6)


@pytest.fixture(autouse=True)
def one_core(monkeypatch):
    """All photos are one part, whatever the machine has."""
    monkeypatch.setattr(passes, "cores", lambda: 1)


@pytest.fixture
def sizes(monkeypatch):
    """How many pictures each pass through the ViT had."""
    found = []
    for name in ("capture", "capture_batch"):
        own = getattr(capture_module, name)

        def counting(vit, pixels, own=own):
            found.append(len(pixels))
            return own(vit, pixels)

        monkeypatch.setattr(capture_module, name, counting)
    return found


def test_both_models_answer_for_the_photo_as_it_is_framed_for_each(pair):
    (found,) = passed(pair, ["koala"])
    image = photos.image_of("koala")
    pixels, where = framing.frame(image, pair.vit, (84, 84))
    assert found.framing == where
    assert torch.equal(found.trace.logits, capture(pair.vit, pixels).logits)
    assert torch.equal(found.cnn_logits, load.logits(pair.cnn, framing.frame(image, pair.cnn)[0]))


def test_photos_of_one_batch_have_the_passes_that_each_has_alone(pair, sizes):
    together = passed(pair, NAMES)
    assert sizes == [len(NAMES)]
    for name, found in zip(NAMES, together, strict=True):
        (alone,) = passed(pair, [name])
        assert found.framing == alone.framing
        assert torch.equal(found.cnn_logits, alone.cnn_logits)
        torch.testing.assert_close(found.trace.logits, alone.trace.logits, atol=1e-4, rtol=0)
        for mine, theirs in zip(found.trace.layers, alone.trace.layers, strict=True):
            torch.testing.assert_close(attention(mine), attention(theirs), atol=1e-5, rtol=1e-4)


def test_on_several_cores_each_has_its_part_of_the_photos_in_their_order(pair, sizes, monkeypatch):
    alone = [passed(pair, [name])[0] for name in NAMES]
    monkeypatch.setattr(passes, "cores", lambda: 2)
    sizes.clear()
    together = passed(pair, NAMES)
    assert sorted(sizes) == [1, 2]
    for found, one in zip(together, alone, strict=True):
        assert found.framing == one.framing
        torch.testing.assert_close(found.trace.logits, one.trace.logits, atol=1e-4, rtol=0)


def test_there_are_no_more_parts_than_photos_and_cores(pair, monkeypatch):
    framed = [passes._framed(pair, name) for name in NAMES]
    for count, lengths in ((1, [3]), (2, [1, 2]), (3, [1, 1, 1]), (8, [1, 1, 1])):
        monkeypatch.setattr(passes, "cores", lambda count=count: count)
        parts = passes._parts(framed)
        assert [len(part) for part in parts] == lengths
        assert [one for part in parts for one in part] == framed


def test_photos_are_framed_before_the_models_are_waited_for(pair, monkeypatch):
    lock, framed = InferenceLock(), []
    own = framing.normalised

    def normalised(*arguments):
        framed.append(lock.places.free)
        return own(*arguments)

    monkeypatch.setattr(passes, "inference_lock", lock)
    monkeypatch.setattr(framing, "normalised", normalised)
    passed(pair, ["koala", "cat"])
    assert framed == [1] * 4


def test_a_photo_that_is_gone_fails_alone(pair, sizes):
    first, gone, last = passed(pair, ["koala", "up-gone", "cat"])
    assert isinstance(gone, ImageError)
    assert isinstance(first, Passed)
    assert isinstance(last, Passed)
    assert sizes == [2]
    assert isinstance(passed(pair, ["up-gone"])[0], ImageError)


def test_where_a_batch_fails_each_photo_has_its_own_pass(pair, monkeypatch, caplog):
    whole = capture_module.capture

    def no_memory(*_):
        raise RuntimeError("out of memory")

    def not_this(vit, pixels):
        if torch.equal(pixels, bad):
            raise ValueError("not this one")
        return whole(vit, pixels)

    bad = framing.frame(photos.image_of("cat"), pair.vit, pair.size)[0]
    monkeypatch.setattr(capture_module, "capture_batch", no_memory)
    monkeypatch.setattr(capture_module, "capture", not_this)
    with caplog.at_level(logging.WARNING):
        found = passed(pair, NAMES)
    assert "one by one" in caplog.text
    assert [type(one) for one in found] == [Passed, ValueError, Passed]


@pytest.mark.parametrize(("rows", "cols", "count"), [(16, 0, MOST), (24, 0, 2), (32, 0, 1)])
def test_a_batch_is_as_large_as_it_is_faster(rows, cols, count):
    assert most(pair_of(rows, cols)) == count


def test_a_batch_takes_a_part_of_the_memory_and_one_photo_goes_in_any_case(monkeypatch):
    at_size = pair_of(16)
    each = capture_module.trace_bytes(at_size.vit, at_size.size)
    monkeypatch.setattr(passes, "under_way", lambda: 2 * passes._PART * each)
    assert most(at_size) == 2
    monkeypatch.setattr(passes, "under_way", lambda: 0)
    assert most(at_size) == 1
