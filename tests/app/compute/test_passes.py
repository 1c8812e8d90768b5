import pytest
import torch

from vitviz.app.compute import models, passes
from vitviz.app.compute.inference_lock import InferenceLock
from vitviz.app.compute.passes import Pair, passed
from vitviz.core import framing
from vitviz.core.attention.capture import capture
from vitviz.core.models.load import logits
from vitviz.errors import ImageError


@pytest.fixture(scope="module")
def pair():
    vit = models.vit("everyday-vit-s14", "published")
    return Pair(vit, models.cnn(models.CNN, "published"), models.size_of(vit, 6))


def test_both_models_answer_for_the_photo_as_it_is_framed_for_each(pair):
    found = passed(pair, "koala")
    image = passes.photos.image_of("koala")
    pixels, where = framing.frame(image, pair.vit, (84, 84))
    assert found.framing == where
    assert torch.equal(found.trace.logits, capture(pair.vit, pixels).logits)
    assert torch.equal(found.cnn_logits, logits(pair.cnn, framing.frame(image, pair.cnn)[0]))


def test_a_photo_is_framed_before_the_models_are_waited_for(pair, monkeypatch):
    lock, framed = InferenceLock(), []
    own = framing.frame

    def frame(*arguments):
        framed.append(lock.places.free)
        return own(*arguments)

    monkeypatch.setattr(passes, "inference_lock", lock)
    monkeypatch.setattr(framing, "frame", frame)
    passed(pair, "koala")
    assert framed == [1, 1]


def test_a_photo_that_is_gone_is_no_pass(pair):
    with pytest.raises(ImageError):
        passed(pair, "up-gone")
