"""Where each model looks, each number against the core or a sum of its own."""

import numpy as np
import pytest
import torch

from tests.app.endpoints.snippets.ran import asked
from vitviz.app.compute import analyses
from vitviz.app.endpoints import versus_maps
from vitviz.app.endpoints.maps import meaning_of
from vitviz.core.attribution.relevance import relevance


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def several(analysis):
    """A class of the ViT that several labels of the CNN mean."""
    return next(index for index in range(62) if len(meaning_of(analysis, index)) > 1)


def test_each_map_stands_on_its_models_own_grid(analysis):
    header, arrays = asked(analysis, "class_maps", target="5")
    assert {name: array.shape for name, array in arrays.items()} == {
        "relevance": (4, 4),
        "gradcam": (7, 7),
        "hirescam": (7, 7),
    }
    assert header["cnn_box"] == pytest.approx(analyses.cnn_pixels(analysis)[1].box)
    known = relevance(analysis.vit, analyses.pixels(analysis), 5)
    np.testing.assert_allclose(arrays["relevance"], known, rtol=1e-4)


def test_hirescam_sums_to_the_logit_less_the_bias_as_the_weights_give_it(analysis):
    target = next(index for index in range(62) if len(meaning_of(analysis, index)) == 1)
    header, arrays = asked(analysis, "class_maps", target=str(target))
    module, (label,) = analysis.cnn.module, meaning_of(analysis, target)
    with torch.no_grad():
        features = module.forward_features(analyses.cnn_pixels(analysis)[0])[0]
    known = float(features.mean(dim=(1, 2)) @ module.classifier.weight[label])
    assert header["plain"] == pytest.approx(known, abs=1e-4)
    assert arrays["hirescam"].sum() == pytest.approx(known, abs=1e-4)
    assert header["classes"] == 1


def test_of_several_labels_the_sum_is_that_of_their_mean(analysis):
    header, arrays = asked(analysis, "class_maps", target=str(several(analysis)))
    assert header["classes"] > 1
    assert header["sum"] == pytest.approx(header["plain"], abs=1e-4)
    np.testing.assert_allclose(
        arrays["gradcam"], np.maximum(arrays["hirescam"], 0), atol=1e-5
    )  # this CNN ends in a global average and one linear layer


def test_a_class_that_the_cnn_does_not_know_has_the_vits_map_alone(analysis, monkeypatch):
    monkeypatch.setattr(versus_maps, "meaning_of", lambda *_: ())
    header, arrays = asked(analysis, "class_maps", target="9")
    assert list(arrays) == ["relevance"]
    assert (header["sum"], header["plain"], header["classes"]) == (None, None, 0)
