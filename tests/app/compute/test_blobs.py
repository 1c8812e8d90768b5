from vitviz.app.compute import analyses, blobs
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.state.view_state import ViewState


def test_a_layer_that_is_packed_when_the_server_starts_is_what_its_endpoint_answers(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 28, len))
    analysis = analyses.analysis(AnalysisSpec("koala", "everyday-vit-s14", "published", 4))
    blobs.keep_layers(analysis)
    for index in range(12):
        kept = ENDPOINTS["layer"].found(analysis.vit_key, "layer", ViewState(), layer=index)
        assert kept == blobs.layer_bundle(analysis, index)
