import pytest

from vitviz.app.compute import analyses, blobs, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState
from vitviz.errors import ImageError


def test_a_layer_that_is_packed_when_the_server_starts_is_what_its_endpoint_answers(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 28, len))
    analysis = analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 4))
    blobs.keep_layers(analysis)
    for index in range(12):
        kept = ENDPOINTS["layer"].found(analysis.vit_key, "layer", ViewState(), layer=index)
        assert kept == blobs.layer_bundle(analysis, index)


def test_a_picture_of_a_photo_is_made_once_of_the_kind_that_is_asked_for(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 28, len))
    made, own = [], photos.picture

    def counting(photo, kind):
        made.append(kind)
        return own(photo, kind)

    monkeypatch.setattr(photos, "picture", counting)
    assert blobs.kept_picture("koala", "small") is None
    small = blobs.picture("koala", "small")
    assert blobs.picture("koala", "small") is small
    assert blobs.kept_picture("koala", "small") is small
    assert made == ["small"]
    with pytest.raises(ImageError):
        blobs.picture("nothing", "small")
