"""The second side as the browser is told of it, and both maps, against the core's own."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.app.endpoints.snippets.ran import asked, uploaded
from tests.app.pages.shown import shown
from vitviz.app.compute import analyses, models
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints.archive import archive
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.pages import explore
from vitviz.app.state.view_state import ViewState
from vitviz.core.attention.maps import looked_at
from vitviz.core.attention.trace import attention
from vitviz.errors import ArgumentError, ImageError, ModelError, SizeError
from vitviz.web.bundle import pack

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4, 6)
SMALL = {"model_b": "hunger-vit-100"}


@pytest.fixture(autouse=True)
def nothing_is_made_yet(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 26, len))


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


def weights(spec, layer, query, by="row"):
    found = analyses.analysis(spec).trace.layers[layer]
    return (attention if by == "row" else looked_at)(found, [query])[:, 0]


def test_the_second_side_is_told_of_as_a_page_tells_of_the_first(analysis):
    header, arrays = asked(analysis, "beside", **SMALL)
    known = shown(explore, photo="koala", model="hunger-vit-100")[0].data
    assert arrays == {}
    assert header["trace"] == json.loads(json.dumps(known["trace"]))
    assert header["photo"]["url"] == known["photo"]["url"]
    assert header["photo"]["size"] == known["photo"]["size"]
    assert header["photo"]["box"] == pytest.approx(known["photo"]["box"], abs=0.01)
    assert header["analysis"] == known["urls"]["analysis"]
    assert header["box"] == list(analysis.framing.box)
    assert header["one_photo"]
    assert header["sizes"] == [[8, 8]]


def test_a_second_photo_has_the_first_ones_model_and_grid(analysis):
    header, _ = asked(analysis, "beside", second="cat")
    assert header["trace"]["grid"] == [4, 6]
    assert not header["one_photo"]
    assert header["analysis"].endswith(analyses.analysis(replace(SPEC, photo="cat")).vit_key)


def test_what_was_gone_is_made_again(analysis, monkeypatch):
    key = asked(analysis, "beside", second="cat", again="0")[0]["trace"]["key"]
    monkeypatch.delitem(analyses._specs, key)
    asked(analysis, "beside", second="cat", again="0")
    with pytest.raises(analyses.UnknownAnalysis):
        analyses.analysis_of(key)
    asked(analysis, "beside", second="cat", again="1")
    assert analyses.analysis_of(key).vit_key == key


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, ArgumentError),
        ({"second": "koala"}, ArgumentError),
        ({"second": f"up-{'0' * 32}"}, ImageError),
        ({"model_b": "nothing_of_the_kind"}, ModelError),
        ({"model_b": "efficientnet-lite0"}, ModelError),
        ({**SMALL, "rows_b": "64"}, SizeError),
    ],
)
def test_what_is_not_there_is_refused_with_its_reason(analysis, fields, error):
    with pytest.raises(error):
        asked(analysis, "beside", **fields)


@pytest.mark.parametrize("by", ["row", "column"])
def test_both_maps_are_the_models_own_at_the_same_place_and_depth(analysis, by):
    header, arrays = asked(analysis, "side_by_side", query="8", head="5.3", by=by, **SMALL)
    # Patch 8 of 4 x 6 is in row 1 and column 2. Layer 5 of 12 lies half-way, as layer 1 of 4 does.
    other = replace(SPEC, model="hunger-vit-100", rows=0, cols=0)
    box, seen = analysis.framing.box, analyses.analysis(other).framing
    x = box[0] + 2.5 / 6 * (box[2] - box[0])
    y = box[1] + 1.5 / 4 * (box[3] - box[1])
    there = seen.patch_at(x, y)
    assert header["shown"] == {"a": "8@5.3", "b": f"{there}@1.mean"}
    np.testing.assert_allclose(arrays["a"], weights(SPEC, 5, 9, by)[3], atol=1e-6)
    prefix = analyses.analysis(other).trace.prefix
    known = weights(other, 1, prefix + there, by).mean(0)
    np.testing.assert_allclose(arrays["b"], known, atol=1e-6)
    assert "difference" not in arrays  # 4 x 6 beside 8 x 8


def test_what_is_chosen_of_the_second_side_is_not_what_follows(analysis):
    fields = {"query": "8", "head": "5.3", "query_b": "p0", "head_b": "0.1"}
    header, _ = asked(analysis, "side_by_side", **fields, **SMALL)
    assert header["shown"] == {"a": "8@5.3", "b": "p0@0.1"}


@pytest.mark.parametrize("rolled", [False, True])
def test_where_grid_and_photo_agree_there_is_a_difference(rolled):
    spec = analyses.AnalysisSpec("koala", "hunger-vit-002", "published", 0)
    head = "rollout" if rolled else "3.2"
    header, arrays = asked(analyses.analysis(spec), "side_by_side", query="p0", head=head, **SMALL)
    assert header["shown"]["b"] == f"p0@{head}"
    np.testing.assert_array_equal(arrays["difference"], arrays["a"] - arrays["b"])
    assert np.abs(arrays["difference"]).max() > 0.001


def test_of_two_photos_there_is_no_difference(analysis):
    _, arrays = asked(analysis, "side_by_side", query="5", head="9.1", second="cat")
    assert list(arrays) == ["a", "b"]
    known = weights(replace(SPEC, photo="cat"), 9, 6)[1]
    np.testing.assert_allclose(arrays["b"], known, atol=1e-6)


def test_a_place_that_the_second_side_does_not_see_is_refused(monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "any")
    spec = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 8, 4)
    tall = analyses.analysis(spec)
    assert torch.tensor(tall.framing.box).min() == 0
    wide = {"model_b": "everyday-vit-s14", "rows_b": "4", "cols_b": "8"}
    with pytest.raises(ArgumentError):
        asked(tall, "side_by_side", query="0", head="9.1", **wide)


def test_the_archive_says_what_both_are(analysis):
    fields = {"query": "8", "head": "5.3", "second": uploaded(), **SMALL}
    endpoint, state = ENDPOINTS["side_by_side"], ViewState(**fields)
    header, arrays = asked(analysis, "side_by_side", **fields)
    held = archive(endpoint, pack(header, arrays), analysis, state)
    with np.load(io.BytesIO(held)) as found:
        about = json.loads(str(found["about"]))
        known = about["arrays"]["b"]
    assert about["model"]["name"] == "everyday-vit-s14"
    assert about["model_b"]["title"] == "Data-hunger ViT, 100% of the photos"
    assert about["second"] == {"id": "own photo"}
    assert known["axes"] == ["other_tokens"]
    assert known["labels"]["other_tokens"][:2] == ["class", "patch 1 (row 1, column 1)"]
    assert known["labels"]["other_tokens"][-1] == "patch 64 (row 8, column 8)"
    assert len(about["arrays"]["a"]["labels"]["tokens"]) == 25
