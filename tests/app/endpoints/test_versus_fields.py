"""Receptive fields as the page is given them, against the core's."""

import numpy as np
import pytest

from tests.app.endpoints.snippets.ran import asked
from tests.core.families import noise, small
from vitviz.app.compute import analyses
from vitviz.app.endpoints import versus_fields
from vitviz.core.comparison.receptive_field import Field, field, layers_of


@pytest.fixture(scope="module")
def analysis():
    return analyses.analysis(analyses.AnalysisSpec("koala", "everyday-vit-s14", "published", 4))


def test_both_models_are_given_at_their_own_depth_and_size(analysis):
    header, arrays = asked(analysis, "receptive_fields", vit_depth="3", cnn_depth="2")
    known = field(analysis.cnn, analyses.cnn_pixels(analysis)[0], "blocks.1")
    assert (header["vit"]["layer"], header["cnn"]["layer"]) == ("blocks.2", "blocks.1")
    assert (header["vit"]["size"], header["cnn"]["size"]) == ([56, 56], [224, 224])
    assert header["cnn"]["sides"] == list(known.sides)
    np.testing.assert_allclose(arrays["cnn"], known.values / known.values.max(), atol=1e-3)


def test_the_first_layer_of_one_grid_is_the_embedding_and_of_several_a_block(analysis):
    header, _ = asked(analysis, "receptive_fields", vit_depth="0", cnn_depth="0")
    assert header["vit"]["embedded"] is header["cnn"]["embedded"] is True
    vit = small("swin")
    found = field(vit, noise(vit), layers_of(vit)[0])
    told = versus_fields._told(found, vit, [0, 0, 1, 1])
    assert (told["embedded"], told["at"], told["depths"]) == (False, 0, 4)


def test_another_depth_of_one_model_asks_nothing_of_the_other(analysis, monkeypatch):
    asked(analysis, "receptive_fields", vit_depth="1", cnn_depth="1")
    made = []

    def counted(model, pixels, layer):
        made.append(layer)
        return field(model, pixels, layer)

    monkeypatch.setattr(versus_fields, "field", counted)
    asked(analysis, "receptive_fields", vit_depth="2", cnn_depth="1")
    assert made == ["blocks.1"]


def test_a_position_that_feels_nothing_is_0_everywhere():
    empty = Field("", (1, 1), (0, 0), np.zeros((4, 4), np.float32), (2.0, 2.0), (float("nan"),) * 3)
    assert not versus_fields.relative(empty).any()
