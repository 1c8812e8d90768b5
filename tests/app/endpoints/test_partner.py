"""Another CNN beside the ViT: all that is asked of a pair is asked of the models that it names."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.app.endpoints.snippets.ran import asked
from vitviz.app.compute import analyses, models, photos
from vitviz.app.compute.analyses import AnalysisSpec
from vitviz.app.endpoints.archive import archive
from vitviz.app.endpoints.maps import meaning_of
from vitviz.app.endpoints.registry import ENDPOINTS
from vitviz.app.endpoints.snippets.versus_cost import ways_of
from vitviz.app.state.view_state import ViewState
from vitviz.core.framing import frame
from vitviz.core.models.load import load, logits
from vitviz.core.models.vocabulary import load_vocabulary
from vitviz.errors import ModelError

SPEC = AnalysisSpec("koala", "everyday-vit-s14", "published", 4)
LAST = "test_mambaout"  # its channels come last; at 160 px


@pytest.fixture(autouse=True)
def any_model(monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "any")


@pytest.fixture
def beside():
    """A function: the analysis of the koala in a bundled ViT beside an untrained CNN."""
    return lambda cnn, **fields: analyses.analysis(
        replace(SPEC, cnn=cnn, cnn_weights="random", **fields)
    )


def test_the_cnn_is_given_the_photo_at_its_own_size_and_says_what_it_says_alone(beside):
    found, alone = beside(LAST), load(LAST, weights="random", device="cpu")
    pixels, _ = frame(photos.image_of("koala"), alone)
    assert pixels.shape == (1, 3, 160, 160)
    torch.testing.assert_close(found.cnn_logits, logits(alone, pixels))


def test_another_cnn_makes_another_analysis_and_leaves_the_vits_answer(beside):
    first, second = analyses.analysis(SPEC), beside(LAST)
    assert first.key != second.key
    assert torch.equal(first.trace.logits, second.trace.logits)


def test_an_analysis_is_found_again_by_its_key_with_its_own_cnn(beside):
    assert analyses.analysis_of(beside(LAST).key).cnn.name == LAST


def test_the_bundled_vit_and_any_cnn_of_imagenet_share_the_bundled_table(beside):
    assert beside(LAST).shared == load_vocabulary()


def test_a_vit_of_imagenet_shares_all_classes_with_the_bundled_cnn():
    found = analyses.analysis(replace(SPEC, model="test_vit", weights="random", rows=0))
    assert found.shared.other == 1000
    assert [meaning_of(found, label) for label in (0, 517, 999)] == [(0,), (517,), (999,)]


def test_grad_cam_is_the_second_cnns_own_on_its_last_stage_with_channels_last(beside):
    found = beside(LAST)
    module, means = found.cnn.module, list(meaning_of(found, 5))
    features = module.forward_features(analyses.cnn_pixels(found)[0]).requires_grad_()
    said = module.forward_head(features)[0, means].logsumexp(0)
    (slopes,) = torch.autograd.grad(said, features)
    expected = np.maximum((features * slopes.mean((1, 2)))[0].sum(-1).detach().numpy(), 0)
    assert expected.shape == (5, 5)
    for what, name in (("class_maps", "gradcam"), ("explain", "gradcam_cnn")):
        _, arrays = asked(found, what, target="5")
        np.testing.assert_allclose(arrays[name].reshape(5, 5), expected, rtol=1e-4, atol=1e-9)


def test_what_hirescam_sums_to_is_told_where_it_is_the_score_and_nowhere_else(beside):
    linear, _ = asked(beside("test_resnet"), "class_maps", target="5")
    assert linear["plain"] == pytest.approx(linear["sum"], rel=1e-3)
    normed, _ = asked(beside(LAST), "class_maps", target="5")  # a norm after the average
    assert normed["plain"] is None


def test_a_layer_that_pads_nothing_has_no_number_for_its_padding(beside):
    header, _ = asked(beside("test_convnext"), "equivariance")
    assert header["padded"] is None
    assert header["inside"] < header["limit"]


def test_a_picture_that_strides_do_not_divide_is_enlarged_until_they_do(beside, monkeypatch):
    found = beside("test_resnet")
    smaller = replace(found.cnn, size=(150, 150))
    monkeypatch.setattr(analyses.Analysis, "cnn", smaller)
    header, _ = asked(replace(found, key="uneven"), "equivariance")
    assert header["strides"] == 32
    assert header["inside"] < header["limit"]


def test_cost_is_measured_of_the_cnn_beside_the_vit(beside):
    assert ways_of(beside(LAST))["cnn"] == (LAST, True)


def test_an_archive_names_both_models_and_the_cnns_own_labels(beside):
    found, endpoint = beside(LAST), ENDPOINTS["predictions"]
    blob = endpoint.make(found, ViewState())
    with np.load(io.BytesIO(archive(endpoint, blob, found, ViewState()))) as arrays:
        about = json.loads(str(arrays["about"]))
    assert about["cnn"] == {"name": LAST, "title": LAST, "weights": "random", "licence": ""}
    assert about["settings"]["cnn"] == LAST
    assert about["arrays"]["cnn_logits"]["labels"]["cnn_classes"][5] == found.cnn.labels[5]


@pytest.mark.parametrize("name", ["everyday-vit-s14", "test_vit"])
def test_a_vit_is_refused_in_the_place_of_the_cnn(name):
    with pytest.raises(ModelError) as refused:
        analyses.analysis(replace(SPEC, cnn=name, cnn_weights="random"))
    assert refused.value.reason == "not_a_cnn"


def test_a_cnn_that_is_not_on_this_machine_is_not_fetched_by_an_address(monkeypatch):
    monkeypatch.setattr(models, "is_here", lambda name, weights="": models.is_bundled(name))
    with pytest.raises(ModelError) as refused:
        analyses.analysis(replace(SPEC, cnn="resnet18.a1_in1k"))
    assert refused.value.reason == "not_here"


def test_where_only_bundled_models_may_be_opened_no_other_cnn_is(monkeypatch):
    monkeypatch.setattr(models, "allowed", lambda: "bundled")
    with pytest.raises(ModelError) as refused:
        analyses.analysis(replace(SPEC, cnn=LAST, cnn_weights="random"))
    assert refused.value.reason == "not_allowed"
