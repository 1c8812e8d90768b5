"""One altered picture as the page is told it, each number against the models themselves."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from tests.app.endpoints.snippets.ran import asked
from vitviz.app.compute import analyses
from vitviz.core.models.handover import handed_on
from vitviz.core.models.load import logits
from vitviz.core.models.predictions import probabilities
from vitviz.core.models.vocabulary import load_vocabulary

SPEC = analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 8)  # 8 x 8: a fast pass
NOTHING = [
    {"alter": "shift", "right": 0, "down": 0},
    {"alter": "drop", "share": 0},
    {"alter": "drop", "share": 0, "fill": "token"},
    {"alter": "occlude", "side": 0},
    {"alter": "blur", "sigma": 0},
    {"alter": "rotate", "angle": 0},
]


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(SPEC)


@pytest.mark.parametrize("fields", NOTHING, ids=str)
def test_of_strength_0_both_predictions_are_the_unaltered_ones_to_the_last_bit(analysis, fields):
    _, arrays = asked(analysis, "versus_arrays", **fields)
    plain = analysis.trace.logits.numpy()
    assert np.array_equal(arrays["vit_before"], plain)
    assert np.array_equal(arrays["vit_after"], plain)
    pixels = analyses.pixels(analysis)
    handed = logits(analysis.cnn, handed_on(analysis.vit, analysis.cnn, pixels)).numpy()
    assert np.array_equal(arrays["cnn_after"], arrays["cnn_before"])
    np.testing.assert_allclose(arrays["cnn_before"], handed, atol=1e-4)


def test_both_models_are_given_the_picture_that_is_told(analysis):
    _, arrays = asked(analysis, "versus_arrays", alter="shuffle", block=28, seed=3)
    vit, cnn = analysis.vit, analysis.cnn
    unit = torch.tensor(arrays["picture"]).permute(2, 0, 1)[None].float() / 255
    mean, std = (torch.tensor(each).view(3, 1, 1) for each in (vit.mean, vit.std))
    pixels = (unit - mean) / std
    np.testing.assert_allclose(arrays["vit_after"], logits(vit, pixels), atol=1e-4)
    handed = handed_on(vit, cnn, pixels)
    np.testing.assert_allclose(arrays["cnn_after"], logits(cnn, handed), atol=1e-4)


def test_the_page_is_shown_that_picture(analysis):
    fields = {"alter": "occlude", "side": 0.5, "cx": 20}
    _, exact = asked(analysis, "versus_arrays", **fields)
    _, shown = asked(analysis, "versus_picture", **fields)
    seen = np.asarray(Image.open(io.BytesIO(shown["picture"].tobytes())), np.float64)
    assert seen.shape == exact["picture"].shape
    assert np.abs(seen - exact["picture"]).mean() < 3  # a JPEG, of 255


def test_the_shared_label_has_both_models_probabilities_before_and_after(analysis):
    fields = {"alter": "drop", "share": 0.5, "target": "7"}
    header, arrays = asked(analysis, "versus_arrays", **fields)
    known = load_vocabulary()
    for when in ("before", "after"):
        vit, cnn = (probabilities(torch.tensor(arrays[f"{m}_{when}"])) for m in ("vit", "cnn"))
        means = [j for j, label in enumerate(known.meaning) if label == 7]
        assert header["vit"]["shared"][0][when] == pytest.approx(vit[7])
        assert header["cnn"]["shared"][0][when] == pytest.approx(cnn[means].sum())
        assert header["vit"]["shared"][0]["en"] == known.labels[7]
    assert header["vit"]["logit"] == [
        pytest.approx(float(arrays[f"vit_{when}"][7])) for when in ("before", "after")
    ]


def test_each_models_own_likeliest_label_is_told_before_and_after(analysis):
    header, arrays = asked(analysis, "versus_arrays", alter="noise", noise=0.5)
    for name, model in (("vit", analysis.vit), ("cnn", analysis.cnn)):
        for at, when in enumerate(("before", "after")):
            said = arrays[f"{name}_{when}"]
            assert header[name]["own"][at]["en"] == model.labels[int(said.argmax())]


def test_patches_that_are_dropped_are_counted(analysis):
    header, _ = asked(analysis, "versus_picture", alter="drop", share=0.35)
    assert (header["dropped"], header["patches"]) == (round(0.35 * 64), 64)


def test_it_is_said_how_much_lies_beyond_the_photo(analysis):
    beside = {"alter": "shift", "beyond": "photo"}
    away, _ = asked(analysis, "versus_picture", down=112, right=0, **beside)
    above = analysis.framing.offset[1]  # rows of the photo that the models do not see
    assert away["beyond"] == pytest.approx(1 - above / 112)
    assert asked(analysis, "versus_picture", down=0, right=0, **beside)[0]["beyond"] == 0


def test_the_patches_that_a_model_looks_at_go_first(analysis):
    hidden = {}
    for first in ("vit_most", "vit_least", "cnn_most", "cnn_least"):
        fields = {"alter": "drop", "share": 0.3, "first": first}
        hidden[first], _ = asked(analysis, "versus_picture", **fields)
    for model in ("vit", "cnn"):
        most, least = (hidden[f"{model}_{end}"][model]["shared"][0] for end in ("most", "least"))
        assert most["after"] < least["after"]


def test_a_block_that_does_not_divide_the_picture_is_the_nearest_that_does(analysis):
    _, near = asked(analysis, "versus_arrays", alter="shuffle", block=27)
    _, exact = asked(analysis, "versus_arrays", alter="shuffle", block=28)
    assert np.array_equal(near["picture"], exact["picture"])
