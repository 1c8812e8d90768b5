import gc
import io
import threading
import weakref
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch
from PIL import Image

from vitviz.app.compute import analyses, models, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.compute.cache import Cache
from vitviz.app.compute.passes import passed
from vitviz.core.attention import capture as capture_module
from vitviz.errors import ImageError, ModelError, SizeError


def picture(colour):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def captures(monkeypatch):
    """The photos whose pixels went through the model in this test."""
    seen, original = [], capture_module.capture

    def counting(vit, pixels, **options):
        seen.append(float(pixels.mean()))
        return original(vit, pixels, **options)

    monkeypatch.setattr(capture_module, "capture", counting)
    return seen


@pytest.fixture
def empty(monkeypatch):
    """Caches of analyses and blobs with nothing in them."""
    monkeypatch.setattr(analyses, "_analyses", Cache(1 << 30, lambda one: one.trace.nbytes))
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 28, len))


def spec(photo="koala", rows=0, weights="published"):
    return AnalysisSpec(photo, "everyday-vit-s14", weights, rows)


def test_a_second_visitor_costs_no_second_forward_pass(captures, empty):
    gate = threading.Barrier(6)

    def visit(_):
        gate.wait()
        return analyses.analysis(spec())

    with ThreadPoolExecutor(6) as pool:
        analyses_ = list(pool.map(visit, range(6)))
    assert len(captures) == 1
    assert all(analysis is analyses_[0] for analysis in analyses_)


def test_two_visitors_with_two_photos_get_their_own(empty):
    uploads = [photos.add(picture((shade, 40, 200 - shade))).id for shade in (20, 180)]
    with ThreadPoolExecutor(2) as pool:
        analyses_ = list(pool.map(lambda photo: analyses.analysis(spec(photo)), uploads))
    for photo, analysis in zip(uploads, analyses_, strict=True):
        (alone,) = passed(analyses._wanted("alone", spec(photo)).pair, [photo])
        assert torch.equal(analysis.trace.logits, alone.trace.logits)
        assert torch.equal(analysis.trace.layers[5].queries, alone.trace.layers[5].queries)


def test_looks_are_bounded_in_bytes_and_made_again_when_asked_for(captures, monkeypatch, empty):
    first = analyses.analysis(spec("koala"))
    monkeypatch.setattr(
        analyses, "_analyses", Cache(2 * first.trace.nbytes, lambda k: k.trace.nbytes)
    )
    for photo in ("koala", "cat", "coffee", "panda"):
        analyses.analysis(spec(photo))
    assert analyses.held()["analyses"] <= first.trace.nbytes * 2
    before = len(captures)
    again = analyses.analysis_of(first.key)
    assert len(captures) == before + 1
    assert torch.equal(again.trace.logits, first.trace.logits)


def test_the_names_of_looks_differ_with_everything_they_are_made_of(empty):
    specs = [spec(), spec("cat"), spec(rows=24), spec(weights="random")]
    assert len({analyses.analysis(made).key for made in specs}) == len(specs)


def test_an_untrained_model_gives_other_attention(empty):
    trained, untrained = analyses.analysis(spec()), analyses.analysis(spec(weights="random"))
    assert not torch.allclose(trained.trace.layers[11].queries, untrained.trace.layers[11].queries)


def test_a_finer_grid_has_more_patches(empty):
    assert analyses.analysis(spec(rows=24)).trace.grid == (24, 24)


@pytest.mark.parametrize("rows", [1, 65, 999])
def test_a_grid_outside_what_the_model_takes_is_refused(rows):
    with pytest.raises(SizeError):
        analyses.analysis(spec(rows=rows))


def test_a_photo_that_is_gone_says_so():
    with pytest.raises(ImageError, match="gone"):
        analyses.analysis(spec("nothing"))
    with pytest.raises(ImageError, match="own_photo"):
        analyses.analysis(spec("up-" + "0" * 32))


def test_a_cnn_has_no_attention_to_show():
    with pytest.raises(ModelError, match="not_a_vit"):
        analyses.analysis(AnalysisSpec("koala", "efficientnet-lite0", "published", 0))


def test_an_error_is_not_remembered(empty):
    with pytest.raises(ImageError):
        analyses.analysis(spec("nothing"))
    assert analyses.analysis(spec("koala")).trace.grid == (16, 16)


def test_nobody_can_ask_for_a_look_by_guessing():
    with pytest.raises(KeyError):
        analyses.analysis_of("0" * 32)


def test_a_name_that_is_dropped_while_it_is_asked_for_is_found_or_unknown(empty, monkeypatch):
    key = analyses.analysis(spec(rows=4)).key

    class Dropping(OrderedDict):
        """Specs of which another thread drops the one that was just read."""

        def get(self, key):
            found = super().get(key)
            self.clear()
            return found

        def __contains__(self, key):
            return self.get(key) is not None

    monkeypatch.setattr(analyses, "_specs", Dropping(analyses._specs))
    assert analyses.analysis_of(key).key == key


def test_an_analysis_whose_photo_was_dropped_is_not_here_any_more(empty, monkeypatch):
    key = analyses.analysis(spec(photos.add(picture("teal")).id, rows=4)).key
    analyses.require_known(key)
    monkeypatch.setattr(analyses, "_analyses", Cache(1 << 24, lambda one: one.trace.nbytes))
    monkeypatch.setattr(photos, "_photos", Cache(1, lambda photo: photo.nbytes))
    with pytest.raises(analyses.UnknownAnalysis):
        analyses.analysis_of(key)


def test_an_analysis_keeps_no_model_that_its_cache_has_dropped(empty, monkeypatch):
    monkeypatch.setattr(models, "_models", Cache(1, models.model_bytes))
    made = analyses.analysis(spec(rows=4))
    model = weakref.ref(made.vit.module)
    models.model("everyday-vit-s14", "random")
    gc.collect()
    assert model() is None
    assert made.vit.name == "everyday-vit-s14"  # it is loaded again


def test_an_analysis_counts_its_arrays(empty):
    made = analyses.analysis(spec(rows=4))
    assert made.nbytes == made.trace.nbytes + 4 * 1000


def test_what_is_held_is_named_by_kind(empty):
    analyses.analysis(spec(rows=4))
    found = analyses.held()
    assert set(found) == {"models", "analyses", "blobs", "photos", "images", "seen"}
    assert found["models"] >= 4 * 22_000_000
    assert found["analyses"] > 0


def test_what_is_the_vits_alone_has_one_name_beside_every_cnn(captures):
    first = analyses.analysis(spec(rows=4))
    other = analyses.analysis(replace(spec(rows=4), cnn_weights="random"))
    smaller = analyses.analysis(replace(spec(rows=4), cnn_size=64))
    assert len({first.key, other.key, smaller.key}) == 3
    assert first.vit_key == other.vit_key == smaller.vit_key
    assert analyses.analysis(spec(rows=7)).vit_key != first.vit_key
    captures.clear()
    found = analyses.analysis_of(first.vit_key)
    assert (found.spec.model, found.trace.grid) == (first.spec.model, (4, 4))
    assert captures == []  # whichever of the pairs is here


def test_a_photo_in_line_is_seen_while_its_pixels_are_here(empty, monkeypatch):
    found = photos.add(picture((9, 99, 199)))
    wanted = spec(found.id, 4)
    with analyses.waiting_for(analyses.awaited(wanted), lambda: None):
        pass
    monkeypatch.setattr(photos, "image_of", None)  # they have gone when its turn comes
    made = analyses.analysis(wanted)
    assert made.trace.grid == (4, 4)
    assert analyses.pixels(made).shape[2:] == (56, 56)
    assert analyses.cnn_pixels(made)[0].shape[2:] == (224, 224)
