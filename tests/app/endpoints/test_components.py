"""Feature components as the page is given them, against the core's on the same photos."""

import io
import json

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


@pytest.fixture(autouse=True)
def nothing_is_made_yet(monkeypatch):
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 26, len))


def tokens_of(analysis, at=None):
    return patch_tokens(analysis.vit, analyses.pixels(analysis), at)


@pytest.mark.parametrize(("asked_for", "at"), [("", 12), ("0", 0), ("7", 7), ("99", 12)])
def test_one_photo_has_the_components_of_its_own_tokens(koala, asked_for, at):
    header, arrays = asked(koala, "components", depth=asked_for)
    known = components(tokens_of(koala, at))
    assert (header["depth"], header["depths"], header["second"]) == (at, 13, None)
    assert list(arrays) == ["scores", "directions"]
    np.testing.assert_allclose(arrays["scores"], known.scores[0], atol=1e-4)
    np.testing.assert_allclose(header["shares"], known.shares, atol=1e-6)
    np.testing.assert_allclose(header["ranges"], known.ranges, atol=1e-4)


def test_a_second_photo_shares_the_basis_and_says_what_of_it_is_seen(koala, cat):
    header, arrays = asked(koala, "components", depth="9", second="cat")
    known = components(tokens_of(koala, 9), tokens_of(cat, 9))
    np.testing.assert_allclose(arrays["scores"], known.scores[0], atol=1e-4)
    np.testing.assert_allclose(arrays["second_scores"], known.scores[1], atol=1e-4)
    assert header["second"]["size"] == list(cat.framing.image_size)
    assert header["second"]["box"] == pytest.approx(list(cat.framing.box), abs=0.01)


def test_products_of_the_directions_are_the_cosines_of_the_core(koala, cat):
    header, arrays = asked(koala, "components", second="cat")
    here, there = (arrays[name].astype(np.float32) for name in ("directions", "second_directions"))
    known = patch_similarity(koala.vit, tokens_of(koala), tokens_of(cat))
    assert header["normed"]
    assert np.abs(here @ there.T - known.numpy()).max() < 1e-3


def test_one_pass_serves_every_depth_of_a_small_model(koala, monkeypatch):
    passes = []

    def watched(*given):
        passes.append(1)
        return patch_stream(*given)

    monkeypatch.setattr(endpoint, "patch_stream", watched)
    for at in ("", "3", "12"):
        asked(koala, "components", depth=at)
    assert len(passes) == 1


def test_of_many_bytes_one_depth_is_kept(koala, monkeypatch):
    kept = {at: asked(koala, "components", depth=at)[1]["scores"] for at in ("3", "")}
    monkeypatch.setattr(endpoint, "_KEPT", 0)
    monkeypatch.setattr(analyses, "_blobs", Cache(1 << 26, len))
    for at, known in kept.items():
        assert np.array_equal(asked(koala, "components", depth=at)[1]["scores"], known)
    whole = 13 * 24 * 384 * 4
    assert analyses._blobs.nbytes < whole / 2


def test_an_own_second_photo_is_told_by_no_name(koala):
    name = uploaded()
    state = ViewState(second=name)
    blob = endpoint.ENDPOINTS["components"].make(koala, state)
    packed = archive(endpoint.ENDPOINTS["components"], blob, koala, state)
    with np.load(io.BytesIO(packed)) as found:
        about = json.loads(str(found["about"]))
    assert about["second"] == {"id": "own photo"}
    assert name not in json.dumps(about)
