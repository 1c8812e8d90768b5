"""The labels that two models share, against plain loops over what is known of their classes."""

from types import SimpleNamespace

import pytest
from timm.data.imagenet_info import ImageNetInfo

from vitviz.core.assets import MODELS, read_labels
from vitviz.core.models.sharing import is_everyday, vocabulary_of
from vitviz.core.models.vocabulary import load_vocabulary

EVERYDAY, THOUSAND = (
    read_labels(MODELS / name / "labels.tsv") for name in ("everyday-vit-s14", "efficientnet-lite0")
)


def classes(*labels, zh=(), synsets=()):
    return SimpleNamespace(labels=labels, labels_zh=tuple(zh), synsets=tuple(synsets))


def edition(name):
    info = ImageNetInfo(name)
    return classes(*info.label_descriptions(), synsets=info.label_names())


THE_CNN = classes(*THOUSAND.en, zh=THOUSAND.zh, synsets=[wnids[0] for wnids in THOUSAND.wnids])
THE_VIT = classes(*EVERYDAY.en, zh=EVERYDAY.zh)


def test_the_bundled_pair_shares_what_its_table_says():
    assert vocabulary_of(THE_VIT, THE_CNN) == load_vocabulary()


def test_another_cnn_of_imagenet_1k_shares_the_same_with_the_bundled_vit():
    assert vocabulary_of(THE_VIT, edition("imagenet-1k")) == load_vocabulary()


def test_so_does_one_that_is_known_by_the_names_of_the_thousand_classes_alone():
    assert vocabulary_of(THE_VIT, classes(*THOUSAND.en)) == load_vocabulary()


def test_beside_a_cnn_with_the_vits_own_classes_each_means_itself():
    found = vocabulary_of(THE_VIT, classes(*EVERYDAY.en))
    assert found.vit_meaning == found.meaning == tuple(range(62))
    assert (found.labels[:-1], found.labels_zh[:-1]) == (EVERYDAY.en, EVERYDAY.zh)


def test_two_models_of_imagenet_1k_share_all_thousand_classes_one_for_one():
    found = vocabulary_of(edition("imagenet-1k"), THE_CNN)
    assert found.vit_meaning == found.meaning == tuple(range(1000))
    assert found.sayable == (False, False)


def test_shared_classes_are_called_by_the_model_that_has_chinese_names():
    found = vocabulary_of(edition("imagenet-1k"), THE_CNN)
    assert (found.labels[:-1], found.labels_zh[:-1]) == (THOUSAND.en, THOUSAND.zh)


@pytest.mark.parametrize(
    "name", ["imagenet-12k", "imagenet-21k-goog", "imagenet-21k-miil", "imagenet-22k-ms"]
)
def test_two_editions_of_imagenet_share_the_synsets_that_both_have(name):
    vit = edition(name)
    found = vocabulary_of(vit, THE_CNN)
    known = set(THE_CNN.synsets)
    both = [synset for synset in vit.synsets if synset in known]
    assert found.other == len(both)
    for at, synset in enumerate(both):
        assert found.vit_meaning[vit.synsets.index(synset)] == at
        assert found.meaning[THE_CNN.synsets.index(synset)] == at
    assert found.vit_meaning.count(found.other) == len(vit.synsets) - len(both)
    assert found.meaning.count(found.other) == 1000 - len(both)


def test_labels_are_shared_by_name_in_any_case_and_spacing_and_by_no_part_of_one():
    vit, cnn = (
        classes("Red  panda", "fox", "cat"),
        classes("cats", "red panda", "FOX", "fox terrier"),
    )
    found = vocabulary_of(vit, cnn)
    assert found.labels == ("Red  panda", "fox", "something else")
    assert (found.vit_meaning, found.meaning) == ((0, 1, 2), (2, 0, 1, 2))


def test_classes_of_one_name_mean_the_same_label():
    found = vocabulary_of(classes("crane", "ant", "crane"), classes("crane", "bee", "crane"))
    assert (found.vit_meaning, found.meaning) == ((0, 1, 0), (0, 1, 0))


def test_synsets_count_before_names():
    vit = classes("crane", "crane", synsets=("n02012849", "n03126707"))
    cnn = classes("crane", "stork", synsets=("n03126707", "n02002556"))
    found = vocabulary_of(vit, cnn)
    assert (found.vit_meaning, found.meaning) == ((1, 0), (0, 1))


@pytest.mark.parametrize(
    ("vit", "cnn"),
    [
        (classes("one", "two"), classes("three")),
        (classes(), THE_CNN),
        (THE_VIT, classes()),
        (classes(), classes()),
    ],
)
def test_models_that_name_nothing_alike_share_nothing(vit, cnn):
    assert vocabulary_of(vit, cnn) is None


def test_the_everyday_classes_are_these_in_this_order():
    assert is_everyday(EVERYDAY.en)
    assert not is_everyday(EVERYDAY.en[::-1])
