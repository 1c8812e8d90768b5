import pytest
import timm
import torch

from vitviz.core.models.catalogue import catalogue
from vitviz.core.models.counting import MOST_CLASSES, as_many, is_running
from vitviz.core.models.pickles import Stored
from vitviz.core.models.tables import Table


def table(shapes, prefix=""):
    return Table("", {f"{prefix}{name}": stored(shape) for name, shape in shapes.items()})


def stored(shape):
    return Stored(torch.float32, tuple(shape), lambda: torch.zeros(shape))


def shapes_of(name, **arguments):
    with torch.device("meta"):
        module = timm.create_model(name, **arguments)
    return {key: each.shape for key, each in module.state_dict().items()}


@pytest.mark.parametrize("classes", [0, 1, 37, 1000, MOST_CLASSES])
def test_whatever_the_number_of_classes_the_rest_are_the_models_own_parameters(classes):
    found = as_many((table(shapes_of("resnet18", num_classes=classes), "a.b."),))
    assert "resnet18" in found
    assert "resnet34" not in found


def test_more_classes_than_anybody_has_are_none():
    facts = catalogue()["resnet18"]
    at_most = facts.parameters + MOST_CLASSES * facts.a_class
    assert "resnet18" in as_many((table({"w": (at_most,)}),))
    assert "resnet18" not in as_many((table({"w": (at_most + facts.a_class,)}),))


def test_what_stands_beside_the_weights_under_another_name_is_not_counted():
    both = table(shapes_of("resnet18"), "net.").tensors | {"loss.weight": stored((5,))}
    assert "resnet18" in as_many((Table("", both),))


def test_one_number_more_is_another_model():
    shapes = shapes_of("resnet18", num_classes=0)
    assert "resnet18" not in as_many((table(shapes | {"more": (1,)}),))


def test_sums_of_batchnorm_are_told_by_their_names():
    assert is_running("bn1.running_mean")
    assert is_running("bn1.num_batches_tracked")
    assert not is_running("running_mean.weight")
