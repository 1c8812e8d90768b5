import dataclasses
from itertools import pairwise

import numpy as np
import pytest
import torch

from tests.core.perturbation.pictures import levels
from vitviz.core.evaluation.perturbations import inverse, order_of_seed, shuffled
from vitviz.core.perturbation.perturbation import (
    KINDS,
    Perturbation,
    Subject,
    blocks,
    dropped,
    perturbed,
)
from vitviz.errors import ArgumentError

PATCH = (4, 4)
PICTURE = levels(16, 24)
MAP = np.random.default_rng(0).permutation(24).reshape(4, 6).astype(np.float32)
WIDE = levels(32, 40, seed=1)
SUBJECT = Subject(PICTURE, PATCH, {"vit": MAP, "cnn": MAP[::-1].copy()}, WIDE, 8)
SOME = {"shift": {"right": 3}, "shuffle": {"amount": 8}, "rotate": {"amount": 20}}


def some(kind, **more):
    return Perturbation(kind, **{"amount": 0.5, **SOME.get(kind, {}), **more})


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_no_strength_leaves_the_very_picture(kind):
    for more in ({}, {"beyond": "photo", "first": "cnn_least", "fill": "token", "seed": 3}):
        assert perturbed(SUBJECT, Perturbation(kind, **more)) is PICTURE


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_some_alters_the_picture_and_ends_on_levels(kind):
    found = perturbed(SUBJECT, some(kind))
    assert found.shape == PICTURE.shape
    assert not torch.equal(found, PICTURE)
    assert torch.equal((found * 255).round() / 255, found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_gives_the_same_picture_again_and_another_one_only_where_it_counts(kind):
    one, again, other = (perturbed(SUBJECT, some(kind, seed=seed)) for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert torch.equal(one, other) is not some(kind).seeded


def test_a_shuffle_is_undone_by_its_inverse_order():
    found = perturbed(SUBJECT, some("shuffle", seed=5))
    order = order_of_seed(6, 5)  # two rows of three blocks of 8 pixels
    assert torch.equal(shuffled(found, (8, 8), inverse(order)), PICTURE)


def test_blocks_of_one_patch_are_the_patches():
    order = order_of_seed(24, 2)
    found = perturbed(SUBJECT, Perturbation("shuffle", 4, seed=2))
    assert torch.equal(found, shuffled(PICTURE, PATCH, order))


def test_blocks_go_from_halves_to_single_patches_and_all_divide_the_picture():
    assert blocks((224, 224), (14, 14)) == (112, 56, 32, 28, 16, 14)
    assert blocks((336, 336), (14, 14))[0::10] == (168, 14)
    assert blocks((28, 42), (14, 14)) == (14,)


@pytest.mark.parametrize("first", ["vit_most", "cnn_most"])
def test_the_most_important_patches_go_first_and_the_others_the_other_way_round(first):
    flat = SUBJECT.maps[first[:3]].reshape(-1)
    most = dropped(SUBJECT, some("drop", first=first)).numpy()
    least = dropped(SUBJECT, some("drop", first=first.replace("most", "least"))).numpy()
    assert flat[most].min() > flat[~most].max()
    assert np.array_equal(most, ~least)


def test_more_is_dropped_with_a_larger_share_and_nothing_comes_back():
    masks = [dropped(SUBJECT, some("drop", amount=share)) for share in np.linspace(0, 1, 21)]
    counts = [int(mask.sum()) for mask in masks]
    assert counts == [round(share * 24) for share in np.linspace(0, 1, 21)]
    for less, more in pairwise(masks):
        assert not (less & ~more).any()


def test_patches_that_overlap_are_dropped_as_even_parts_of_the_picture():
    subject = dataclasses.replace(SUBJECT, cells=(3, 3), maps={})
    assert subject.patches == 9
    how = some("drop", amount=4 / 9)
    gone = dropped(subject, how)
    assert int(gone.sum()) == 4
    changed = (perturbed(subject, how) != PICTURE).any(dim=1)[0]
    height, width = changed.shape
    for y in range(height):
        for x in range(width):
            cell = int((y + 0.5) * 3 / height) * 3 + int((x + 0.5) * 3 / width)
            assert gone[cell] or not changed[y, x]
    assert changed.float().mean() > 0.3


def test_what_is_dropped_shows_the_mean_colour_also_where_its_tokens_are_left_out():
    how = some("drop", seed=3)
    gone = dropped(SUBJECT, how).view(4, 6).repeat_interleave(4, 0).repeat_interleave(4, 1)
    for fill in ("mean", "token"):
        found = perturbed(SUBJECT, some("drop", seed=3, fill=fill))
        mean = (PICTURE.mean(dim=(2, 3)) * 255).round() / 255
        assert torch.equal(found[..., gone], mean[..., None].expand(1, 3, int(gone.sum())))
        assert torch.equal(found[..., ~gone], PICTURE[..., ~gone])


def test_a_shift_shows_the_photo_beside_where_it_is_asked_for():
    found = perturbed(SUBJECT, some("shift", down=-8, beyond="photo"))
    assert torch.equal(found, WIDE[..., 16:, 5:29])


def test_what_the_subject_does_not_have_is_refused():
    bare = Subject(PICTURE, PATCH)
    for how in (some("drop", first="vit_most"), some("shift", beyond="photo")):
        with pytest.raises(ArgumentError):
            perturbed(bare, how)
    with pytest.raises(ArgumentError, match="divides"):
        perturbed(SUBJECT, Perturbation("shuffle", 5))


@pytest.mark.parametrize(
    "wrong", [{"kind": "melt"}, {"amount": 1.5}, {"amount": -0.1}, {"fill": "red"}, {"seed": -1}]
)
def test_a_perturbation_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ArgumentError):
        Perturbation(**{"kind": "drop", "amount": 0.5, **wrong})
