import pytest
import torch

from tests.core.families import FAMILIES, small
from tests.core.perturbation.pictures import levels
from vitviz.core.models.load import load
from vitviz.core.perturbation.pair import Pair
from vitviz.errors import ModelError, SizeError


@pytest.fixture(scope="module")
def cnn():
    return load("resnet10t", weights="random", device="cpu", arguments={"num_classes": 6})


def test_both_models_see_one_picture_each_with_its_own_preprocessing(cnn):
    pair, picture = Pair(small("vit"), cnn), levels(*cnn.size)
    with torch.no_grad():
        for model, said in ((pair.vit, pair.of_vit(picture)), (cnn, pair.of_cnn(picture))):
            mean, std = (torch.tensor(each).view(3, 1, 1) for each in (model.mean, model.std))
            known = model.module((picture - mean) / std)
            torch.testing.assert_close(said, known, atol=1e-4, rtol=1e-4)


def test_a_model_without_classes_is_no_part_of_a_pair(cnn):
    name, arguments = FAMILIES["vit"]
    headless = load(name, weights="random", device="cpu", arguments={**arguments, "num_classes": 0})
    with pytest.raises(ModelError, match="no_head"):
        Pair(headless, cnn)


def test_a_size_that_the_vit_does_not_take_is_refused(cnn):
    with pytest.raises(SizeError):
        Pair(small("vit"), cnn).of_vit(levels(50, 80))
