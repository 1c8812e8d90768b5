import dataclasses

import pytest

from tests.core.families import small
from vitviz.core.models.classes import (
    MOST_OF_A_LAYER,
    label_of,
    require_head,
    require_room,
)
from vitviz.core.models.load import load, logits
from vitviz.core.models.probing import noise
from vitviz.errors import ArgumentError, ModelError

LABELS = tuple("abcdefg")
NAMED = dataclasses.replace(small("vit"), labels=LABELS, labels_zh=tuple("甲乙丙丁戊己庚"))
BACKBONES = {"vit_tiny_patch16_224": {"num_classes": 0, "depth": 1}, "test_convnext": {}}


@pytest.fixture(scope="module", params=BACKBONES)
def backbone(request):
    arguments = {"num_classes": 0} | BACKBONES[request.param]
    return load(request.param, weights="random", device="cpu", arguments=arguments)


def test_a_class_has_a_name_in_each_language():
    assert label_of(NAMED, 2) == "c"
    assert label_of(NAMED, 2, "zh") == "丙"


def test_a_class_without_a_chinese_name_is_called_in_english():
    assert label_of(dataclasses.replace(NAMED, labels_zh=()), 2, "zh") == "c"


@pytest.mark.parametrize("index", [-1, 7])
def test_a_class_that_is_not_there_has_no_name(index):
    with pytest.raises(ArgumentError, match="from 0 to 6"):
        label_of(NAMED, index)


def test_classes_without_names_are_told_by_reason():
    with pytest.raises(ModelError, match="no_labels"):
        label_of(small("vit"), 2)


def test_a_model_with_a_head_has_classes():
    require_head(NAMED)


def test_a_model_without_a_head_has_no_class(backbone):
    for asked in (lambda: require_head(backbone), lambda: label_of(backbone, 0)):
        with pytest.raises(ModelError, match="no_head"):
            asked()


def test_a_model_without_a_head_has_no_labels_and_says_nothing(backbone):
    assert (backbone.labels, backbone.labels_zh) == ((), ())
    assert logits(backbone, noise(backbone.size)).shape == (0,)


def test_a_layer_that_no_browser_has_room_for_is_refused():
    vit = small("sam padded")
    require_room(vit)
    # Each of the 20 queries has biases of its own, in 3 heads; queries and keys have 16 numbers.
    whole = 4 * (3 * 20 * 20 + 2 * 3 * 20 * 16)
    windowed = 4 * (4 * 3 * 9 * 9 + 2 * 3 * 36 * 16)
    assert vit.largest == max(whole, windowed)
    with pytest.raises(ModelError, match="layer_too_large"):
        require_room(dataclasses.replace(vit, largest=MOST_OF_A_LAYER + 1))
