import numpy as np
import pytest

from tests.core.families import POOLED, WINDOWED, noise, small
from vitviz.core.attention.capture import capture
from vitviz.core.attention.rollout import undefined_through
from vitviz.core.attribution.class_map import class_map, kind_of_map
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.relevance import relevance


@pytest.mark.parametrize("family", ["vit", "siglip", "cait", "relpos", *WINDOWED, *POOLED])
def test_a_model_has_relevance_exactly_where_its_trace_can_be_multiplied(family):
    vit = small(family)
    undefined = undefined_through(capture(vit, noise(vit)))
    assert kind_of_map(vit) == ("gradcam" if undefined else "relevance")


def test_the_map_is_relevance_where_it_is_defined_and_else_grad_cam():
    vit, several = small("vit"), small("swin")
    np.testing.assert_array_equal(class_map(vit, noise(vit), 3), relevance(vit, noise(vit), 3))
    found = class_map(several, noise(several), 3)
    np.testing.assert_array_equal(found, gradcam(several, noise(several), 3))
    assert found.shape == (4, 8)
