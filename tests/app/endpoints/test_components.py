"""Feature components as the page is given them, against the core's on the same photos."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked, uploaded
from vitviz.app.compute import analyses
from vitviz.app.compute.cache import Cache
from vitviz.app.endpoints import components as endpoint
from vitviz.app.endpoints.archive import archive
from vitviz.app.state.view_state import ViewState
from vitviz.core.internals.components import components, patch_tokens
from vitviz.core.internals.patch_similarity import patch_similarity
from vitviz.core.internals.patch_stream import patch_stream

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4, 6)


@pytest.fixture(autouse=True)
def nothing_is_made_yet(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 26, len))


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


@pytest.fixture(scope="module")
def other():
    return analyses.analysis(replace(SPEC, photo="cat"))


def tokens_of(analysis, at=None):
    return patch_tokens(analysis.vit, analyses.pixels(analysis), at)


@pytest.mark.parametrize(("asked_for", "at"), [("", 12), ("0", 0), ("7", 7), ("99", 12)])
def test_one_photo_has_the_components_of_its_own_tokens(analysis, asked_for, at):
    header, arrays = asked(analysis, "components", depth=asked_for)
    known = components(tokens_of(analysis, at))
    assert (header["depth"], header["depths"], header["second"]) == (at, 13, None)
    assert list(arrays) == ["scores", "directions"]
    np.testing.assert_allclose(arrays["scores"], known.scores[0], atol=1e-4)
    np.testing.assert_allclose(header["shares"], known.shares, atol=1e-6)
    np.testing.assert_allclose(header["ranges"], known.ranges, atol=1e-4)


def test_a_second_photo_shares_the_basis_and_says_what_of_it_is_seen(analysis, other):
    header, arrays = asked(analysis, "components", depth="9", second="cat")
    known = components(tokens_of(analysis, 9), tokens_of(other, 9))
    np.testing.assert_allclose(arrays["scores"], known.scores[0], atol=1e-4)
    np.testing.assert_allclose(arrays["second_scores"], known.scores[1], atol=1e-4)
    assert header["second"]["size"] == list(other.framing.image_size)
    assert header["second"]["box"] == pytest.approx(list(other.framing.box), abs=0.01)


def test_products_of_the_directions_are_the_cosines_of_the_core(analysis, other):
    header, arrays = asked(analysis, "components", second="cat")
    here, there = (arrays[name].astype(np.float32) for name in ("directions", "second_directions"))
    known = patch_similarity(analysis.vit, tokens_of(analysis), tokens_of(other))
    assert header["normed"]
    assert np.abs(here @ there.T - known.numpy()).max() < 1e-3


def test_one_pass_serves_every_depth_of_a_small_model(analysis, monkeypatch):
    passes = []

    def watched(*given):
        passes.append(1)
        return patch_stream(*given)

    monkeypatch.setattr(endpoint, "patch_stream", watched)
    for at in ("", "3", "12"):
        asked(analysis, "components", depth=at)
    assert len(passes) == 1


def test_of_many_bytes_one_depth_is_kept(analysis, monkeypatch):
    kept = {at: asked(analysis, "components", depth=at)[1]["scores"] for at in ("3", "")}
    monkeypatch.setattr(endpoint, "_KEPT", 0)
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 26, len))
    for at, known in kept.items():
        assert np.array_equal(asked(analysis, "components", depth=at)[1]["scores"], known)
    whole = 13 * 24 * 384 * 4
    assert analyses._blobs.nbytes < whole / 2


def test_an_own_second_photo_is_told_by_no_name(analysis):
    name = uploaded()
    state = ViewState(second=name)
    blob = endpoint.ENDPOINTS["components"].make(analysis, state)
    packed = archive(endpoint.ENDPOINTS["components"], blob, analysis, state)
    with np.load(io.BytesIO(packed)) as found:
        about = json.loads(str(found["about"]))
    assert about["second"] == {"id": "own photo"}
    assert name not in json.dumps(about)
