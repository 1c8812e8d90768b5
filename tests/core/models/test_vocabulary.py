"""The comparison over shared labels, on small tables and on the one that is shipped."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from vitviz.core.assets import MODELS, read_labels, table
from vitviz.core.models.predictions import probabilities
from vitviz.core.models.vocabulary import (
    Comparison,
    Vocabulary,
    compare,
    load_vocabulary,
    shared_probabilities,
)
from vitviz.errors import ArgumentError

# Classes of the CNN: collie, tabby, spoon, beagle.
SMALL = Vocabulary(
    ("cat", "dog or wolf", "something else"), ("猫", "狗或狼", "其他"), (0, 1), (1, 0, 2, 1)
)


def logs(*shares: float) -> torch.Tensor:
    return torch.tensor([math.log(share) for share in shares], dtype=torch.float64)


def test_a_shared_label_gets_the_sum_of_the_classes_that_mean_it():
    found = shared_probabilities(np.array([0.4, 0.2, 0.1, 0.3]), SMALL)
    assert found.tolist() == pytest.approx([0.2, 0.7, 0.1])


def test_the_classes_of_the_cnn_that_mean_a_class_of_the_vit_are_those_of_its_label():
    assert [SMALL.cnn_classes(each) for each in (0, 1)] == [(1,), (0, 3)]


def test_what_means_something_else_is_meant_by_no_class_of_the_other():
    wider = replace(SMALL, vit_meaning=(0, 1, 2))
    assert wider.cnn_classes(2) == ()
    assert (SMALL.sayable, wider.sayable) == ((False, True), (True, True))


def test_the_vit_keeps_its_own_distribution_and_cannot_say_something_else():
    found = compare(logs(0.9, 0.1), logs(0.4, 0.2, 0.1, 0.3), SMALL)
    assert found.vit.tolist() == pytest.approx([0.9, 0.1, 0.0])
    assert found.cnn.tolist() == pytest.approx([0.2, 0.7, 0.1])
    assert found.known == pytest.approx(0.9)
    assert not found.unfamiliar


@pytest.mark.parametrize(("other", "unfamiliar"), [(0.49, False), (0.51, True), (0.98, True)])
def test_a_thing_is_unfamiliar_when_the_cnn_gives_the_shared_labels_less_than_half(
    other: float, unfamiliar: bool
):
    rest = (1 - other) / 3
    found = compare(logs(0.5, 0.5), logs(rest, rest, other, rest), SMALL)
    assert found.unfamiliar is unfamiliar
    assert found.known == pytest.approx(1 - other)


def test_a_vit_that_has_a_class_for_anything_else_is_never_called_unfamiliar():
    found = Comparison(vit=np.array([0.1, 0.9]), cnn=np.array([0.2, 0.8]))
    assert (found.unfamiliar, found.vit_known) == (False, pytest.approx(0.1))


def test_exactly_half_is_still_familiar():
    found = Comparison(vit=np.array([1.0, 0.0, 0.0]), cnn=np.array([0.25, 0.25, 0.5]))
    assert found.known == 0.5
    assert not found.unfamiliar


@pytest.mark.parametrize(("cnn", "agree"), [([0.2, 0.1, 0.7], True), ([0.3, 0.4, 0.3], False)])
def test_they_agree_where_both_find_the_same_shared_label_the_likeliest(cnn, agree):
    found = Comparison(vit=np.array([0.9, 0.1, 0.0]), cnn=np.array(cnn))
    assert found.likeliest == (0, 0 if agree else 1)
    assert found.agree is agree


def test_models_that_are_not_the_pair_are_refused():
    with pytest.raises(ArgumentError, match="vit_probabilities"):
        compare(torch.zeros(3), torch.zeros(4), SMALL)
    with pytest.raises(ArgumentError, match="cnn_probabilities"):
        compare(torch.zeros(2), torch.zeros(5), SMALL)


def test_each_label_has_its_names_and_no_class_means_one_that_is_not_there():
    with pytest.raises(ArgumentError, match="meaning"):
        Vocabulary(("cat", "something else"), ("猫", "其他"), (0,), (0, 2))
    with pytest.raises(ArgumentError, match="labels_zh"):
        Vocabulary(("cat", "something else"), ("猫",), (0,), (0, 1))
    with pytest.raises(ArgumentError, match="vit_meaning"):
        Vocabulary(("cat", "something else"), ("猫", "其他"), (2,), (0, 1))


def test_what_is_no_distribution_cannot_be_compared():
    with pytest.raises(ArgumentError, match="distributions"):
        Comparison(vit=np.array([0.5, 0.4]), cnn=np.array([0.5, 0.5]))


def test_the_shipped_table_covers_every_class_of_the_cnn_in_its_order():
    cnn = read_labels(MODELS / "efficientnet-lite0" / "labels.tsv")
    rows = table(MODELS / "shared.tsv")
    assert [(row["wnid"], row["en"]) for row in rows] == [
        (wnids[0], en) for wnids, en in zip(cnn.wnids, cnn.en, strict=True)
    ]
    assert len(load_vocabulary().meaning) == len(rows) == 1000


def test_the_shipped_table_repeats_the_label_that_each_row_points_to():
    vocabulary = load_vocabulary()
    for row, index in zip(table(MODELS / "shared.tsv"), vocabulary.meaning, strict=True):
        expected = row["means"] or "something else"
        assert vocabulary.labels[index] == expected


def test_the_synsets_that_trained_the_vit_mean_the_classes_they_trained():
    vit = read_labels(MODELS / "everyday-vit-s14" / "labels.tsv")
    trained = {wnid: index for index, wnids in enumerate(vit.wnids) for wnid in wnids}
    meant = {row["wnid"]: row["shared"] for row in table(MODELS / "shared.tsv")}
    assert len(trained) == 89
    assert {wnid: meant[wnid] for wnid in trained} == {
        wnid: str(index) for wnid, index in trained.items()
    }


def test_every_shared_label_is_meant_by_some_class_and_is_the_vits_class_of_its_index():
    vocabulary = load_vocabulary()
    vit = read_labels(MODELS / "everyday-vit-s14" / "labels.tsv")
    assert set(vocabulary.meaning) == set(range(63))
    wider = {
        own: shared for own, shared in zip(vit.en, vocabulary.labels, strict=False) if own != shared
    }
    assert wider == {
        "horned antelope": "antelope or bighorn",
        "ape": "ape or monkey",
        "boat": "boat or ship",
    }


@pytest.mark.parametrize(
    ("wnids", "label", "count"),
    [
        (range(151, 269), "dog", 118),
        (range(281, 286), "cat", 5),
        (range(52, 69), "snake", 17),
        (range(72, 78), "spider", 6),
        (range(365, 383), "ape or monkey", 18),
        (range(321, 327), "butterfly", 6),
    ],
)
def test_a_kind_whose_classes_stand_together_is_meant_by_exactly_these(
    wnids: range, label: str, count: int
):
    vocabulary = load_vocabulary()
    index = vocabulary.labels.index(label)
    found = [each for each, meant in enumerate(vocabulary.meaning) if meant == index]
    assert found == list(wnids)
    assert len(found) == count


def test_no_probability_is_lost_or_counted_twice_in_the_shipped_table():
    logits = torch.randn(1000, generator=torch.Generator().manual_seed(3))
    vocabulary = load_vocabulary()
    found = compare(torch.zeros(62), logits, vocabulary)
    own = probabilities(logits)
    dogs = float(own[151:269].sum())
    assert found.cnn[vocabulary.labels.index("dog")] == pytest.approx(dogs, rel=1e-12)
    assert float(found.cnn.sum()) == pytest.approx(1, abs=1e-12)
