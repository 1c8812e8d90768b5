import numpy as np
import torch

from tests.core.families import noise, small
from vitviz.core.attribution.gradcam import gradcam
from vitviz.core.attribution.relevance import relevance
from vitviz.core.framing import frame
from vitviz.core.models.handover import handed_on
from vitviz.core.models.load import load
from vitviz.core.perturbation.importance import of_cnn, of_vit, spread
from vitviz.core.perturbation.pair import Pair
from vitviz.core.perturbation.picture import picture_of, pixels_of


def test_a_patch_has_the_value_of_the_cell_that_its_centre_lies_in():
    cells = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert np.array_equal(spread(cells, (2, 3)), cells)
    assert np.array_equal(spread(cells, (4, 6)), cells.repeat(2, axis=0).repeat(2, axis=1))
    assert spread(cells, (3, 2)).tolist() == [[0, 2], [3, 5], [3, 5]]


def test_the_maps_are_relevance_and_grad_cam_of_the_very_picture():
    from tests.core.perturbation.test_picture import photo

    cnn = load("resnet10t", weights="random", device="cpu", arguments={"num_classes": 6})
    pair = Pair(small("vit"), cnn)
    pixels, framing = frame(photo(), pair.vit)
    picture = picture_of(pixels, pair.vit)
    np.testing.assert_array_equal(of_vit(pair, picture, 3), relevance(pair.vit, pixels, 3))
    with torch.no_grad():
        handed = handed_on(pair.vit, cnn, pixels)
    known = spread(gradcam(cnn, handed, [1, 2]), framing.grid)
    np.testing.assert_array_equal(of_cnn(pair, picture, (1, 2)), known)


def test_where_relevance_is_not_defined_patches_have_the_grad_cam_of_their_cell():
    cnn = load("resnet10t", weights="random", device="cpu", arguments={"num_classes": 6})
    pair = Pair(small("pit"), cnn)
    pixels = noise(pair.vit)
    picture = picture_of(pixels, pair.vit)
    found, known = of_vit(pair, picture, 3), gradcam(pair.vit, pixels_of(picture, pair.vit), 3)
    assert (found.shape, known.shape) == ((9, 9), (3, 3))
    np.testing.assert_array_equal(found, known.repeat(3, axis=0).repeat(3, axis=1))
    assert of_cnn(pair, picture, (1, 2)).shape == (9, 9)
