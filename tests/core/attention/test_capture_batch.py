"""Several pictures in one pass: each trace is that of the picture's own pass, within rounding."""

import pytest
import torch

from tests.core.attention.test_capture import parts_of
from tests.core.families import FAMILIES, FURTHER, POOLED, WINDOWED, noise, small
from vitviz.core.assets import photos
from vitviz.core.attention.capture import capture, capture_batch, trace_bytes
from vitviz.core.attention.trace import attention
from vitviz.core.framing import frame
from vitviz.core.models.load import load
from vitviz.errors import ArgumentError, CaptureError, SizeError
from vitviz.images.decoder import decode


def batch(vit, count=3, size=None):
    return torch.cat([noise(vit, seed, size=size) for seed in range(count)])


@pytest.mark.parametrize("family", [*FAMILIES, *FURTHER, *WINDOWED, *POOLED])
def test_each_picture_has_the_trace_of_its_own_pass(family):
    vit = small(family)
    pixels = batch(vit)
    found = capture_batch(vit, pixels)
    assert len(found) == 3
    for trace, picture in zip(found, pixels, strict=True):
        own = capture(vit, picture[None])
        torch.testing.assert_close(trace.logits, own.logits, atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(trace.pooling, own.pooling, atol=1e-5, rtol=1e-3)
        assert (trace.layout, trace.size, trace.unseen) == (own.layout, own.size, own.unseen)
        for mine, theirs in zip(trace.layers, own.layers, strict=True):
            assert (mine.name, mine.kind, mine.grid) == (theirs.name, theirs.kind, theirs.grid)
            torch.testing.assert_close(attention(mine), attention(theirs), atol=1e-5, rtol=1e-3)


def test_pictures_of_another_size_than_the_models_own_go_together_too():
    vit = small("dinov2 registers")
    pixels = batch(vit, size=(56, 28))
    for trace, picture in zip(capture_batch(vit, pixels), pixels, strict=True):
        own = capture(vit, picture[None])
        assert trace.grid == own.grid == (4, 2)
        torch.testing.assert_close(attention(trace.layers[-1]), attention(own.layers[-1]))


def test_no_weight_of_the_bundled_model_differs_by_more_than_rounding():
    vit = load("everyday-vit-s14", device="cpu")
    images = [decode(photo.path.read_bytes()) for photo in photos()[:4]]
    pixels = torch.cat([frame(image, vit)[0] for image in images])
    for trace, picture in zip(capture_batch(vit, pixels), pixels, strict=True):
        own = capture(vit, picture[None])
        for mine, theirs in zip(trace.layers, own.layers, strict=True):
            assert float((attention(mine) - attention(theirs)).abs().max()) < 2e-5
        assert float((trace.logits - own.logits).abs().max()) < 1e-4


@pytest.mark.parametrize("family", ["vit", "beit", "sam", "swin", "convit"])
def test_a_trace_keeps_no_other_pictures_bytes_alive(family):
    vit = small(family)
    pixels = batch(vit)
    assert {one.nbytes for one in capture_batch(vit, pixels)} == {capture(vit, pixels[:1]).nbytes}


@pytest.mark.parametrize("family", ["vit", "cait", "siglip", "swin", "hiera", "pit", "pvt"])
def test_the_bytes_of_queries_and_keys_are_known_before_the_pass(family):
    vit = small(family)
    layers = capture(vit, noise(vit)).layers
    held = sum(each.nbytes for layer in layers for each in (layer.queries, layer.keys))
    assert trace_bytes(vit, vit.size) == held


def test_a_batch_leaves_nothing_on_the_module():
    vit = small("vit")
    before = parts_of(vit.module)
    capture_batch(vit, batch(vit))
    assert parts_of(vit.module) == before


@pytest.mark.parametrize(
    "pixels", [torch.zeros(0, 3, 48, 80), torch.zeros(3, 48, 80), torch.zeros(2, 1, 48, 80),
               torch.zeros(2, 3, 48, 80, dtype=torch.float64)]
)  # fmt: skip
def test_what_are_no_pictures_is_refused(unchecked, pixels):
    with pytest.raises(ArgumentError, match="not_pictures"):
        capture_batch(small("vit"), pixels)


def test_a_size_that_the_model_does_not_take_is_refused():
    with pytest.raises(SizeError):
        capture_batch(small("vit"), torch.zeros(2, 3, 48, 81))


def test_a_module_that_mixes_its_pictures_is_refused(monkeypatch):
    vit = small("vit")
    attn = type(vit.module.blocks[1].attn)
    own = attn.forward

    def mixed(self, tokens, *more, **named):
        merged = tokens.flatten(0, 1)[None] if self is vit.module.blocks[1].attn else tokens
        return own(self, merged, *more, **named).view_as(tokens)

    monkeypatch.setattr(attn, "forward", mixed)
    with pytest.raises(CaptureError, match="other_shapes"):
        capture_batch(vit, batch(vit))
