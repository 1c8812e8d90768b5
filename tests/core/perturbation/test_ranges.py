from dataclasses import replace

import numpy as np
import pytest

from tests.core.families import small
from tests.core.perturbation.pictures import levels
from tests.core.sums import end
from vitviz.core.models.load import Cnn, load, logits
from vitviz.core.models.predictions import probabilities
from vitviz.core.perturbation.pair import Pair
from vitviz.core.perturbation.perturbation import KINDS, Perturbation, Subject, dropped, perturbed
from vitviz.core.perturbation.picture import pixels_of
from vitviz.core.perturbation.ranges import Targets, at, run, seeds_of, strengths
from vitviz.core.perturbation.token_dropping import logits_without
from vitviz.errors import ArgumentError

MAP = np.random.default_rng(0).random((3, 5)).astype(np.float32)
TARGETS = Targets((4,), (1, 2))


@pytest.fixture(scope="module")
def pair():
    """A small ViT and a small CNN, on pictures of 48 x 80."""
    cnn = load("resnet10t", weights="random", device="cpu", arguments={"num_classes": 6})
    assert isinstance(cnn, Cnn)
    return Pair(small("vit"), replace(cnn, size=(48, 80)))


@pytest.fixture(scope="module")
def subject():
    return Subject(levels(48, 80), (16, 16), {"vit": MAP, "cnn": MAP}, levels(96, 128, 1), 24)


def tried(pair, subject, how, points=4, **options):
    strong = strengths(how.kind, subject, points=points)
    return end(run(pair, subject, how, strong, TARGETS, seeds=2, **options))


HOWS = [
    Perturbation("shift", beyond="photo"),
    Perturbation("shuffle"),
    Perturbation("drop"),
    Perturbation("drop", fill="token"),
    Perturbation("drop", first="cnn_most", fill="blur"),
    Perturbation("noise"),
    Perturbation("rotate"),
]


@pytest.mark.parametrize("how", HOWS, ids=lambda how: f"{how.kind} {how.first} {how.fill}")
def test_the_range_is_a_plain_loop_over_strengths_and_seeds(pair, subject, how):
    found, _ = tried(pair, subject, how, batch=3)
    for s, seed in enumerate(seeds_of(how, 2)):
        for k, strength in enumerate(found.strengths):
            one = at(how, strength, seed, "right")
            picture = perturbed(subject, one)
            pixels = pixels_of(picture, pair.vit)
            gone = dropped(subject, one)[None]
            plain = logits_without(pair.vit, pixels, gone)[0] if one.leaves_out else None
            vit = logits(pair.vit, pixels) if plain is None else plain
            cnn = logits(pair.cnn, pixels_of(picture, pair.cnn))
            np.testing.assert_allclose(found.vit[s, 0, 0, k], probabilities(vit)[4], atol=1e-5)
            np.testing.assert_allclose(found.vit[s, 0, 1, k], float(vit[4]), atol=1e-4)
            own = float(cnn[found.own[1]])
            np.testing.assert_allclose(found.cnn[s, 1, 1, k], own, atol=1e-4, rtol=1e-4)
            shared = probabilities(cnn)[[1, 2]].sum()
            np.testing.assert_allclose(found.cnn[s, 0, 0, k], shared, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_at_strength_0_stands_the_plain_prediction_to_the_last_bit(pair, subject, kind):
    found, _ = tried(pair, subject, Perturbation(kind), points=2)
    vit = logits(pair.vit, pixels_of(subject.picture, pair.vit)).double()
    assert set(found.vit[:, 0, 1, 0]) == {float(vit[4])}
    assert set(found.vit[:, 1, 0, 0]) == {float((vit.max() - vit.logsumexp(0)).exp())}
    assert found.own[0] == int(vit.argmax())
    assert set(found.cnn[:, 1, 1, 0]) == {float(pair.of_cnn(subject.picture).max())}


def test_a_shift_goes_pixel_by_pixel_or_to_half_the_picture(subject):
    assert strengths("shift", subject).tolist() == list(range(21))
    far = strengths("shift", subject, "far")
    assert far[[0, -1]].tolist() == [0, 24]
    assert np.array_equal(far, far.astype(int))


def test_the_other_ranges_have_21_points_from_nothing_to_the_most(subject):
    for kind, most in {"drop": 1, "occlude": 1, "blur": 16, "rotate": 180, "edges": 1}.items():
        np.testing.assert_allclose(strengths(kind, subject), np.linspace(0, most, 21))
    assert strengths("shuffle", subject).tolist() == [0, 16]


def test_a_shift_has_its_strength_along_the_axis_alone():
    how = Perturbation("shift", right=5, down=7)
    assert (at(how, 3, 0, "right").right, at(how, 3, 0, "right").down) == (3, 0)
    assert (at(how, 3, 0, "down").right, at(how, 3, 0, "down").down) == (0, 3)


def test_it_tells_how_many_pictures_both_models_have_seen_and_what_is_there(pair, subject):
    seen = []
    _, said = tried(pair, subject, Perturbation("noise"), batch=4, so_far=seen.append)
    assert said == [(2, 14), (6, 14), (10, 14), (12, 14), (14, 14)]
    assert len(seen) == 2
    assert not np.isnan(seen[0].vit[0]).any()


def test_it_may_be_stopped_at_any_step(pair, subject):
    strong = strengths("noise", subject, points=4)
    steps = run(pair, subject, Perturbation("noise"), strong, TARGETS, seeds=2)
    next(steps)
    steps.close()
    with pytest.raises(StopIteration):
        next(steps)


def test_strengths_that_do_not_begin_with_nothing_are_refused(pair, subject):
    steps = run(pair, subject, Perturbation("noise"), np.array([0.5, 1]), TARGETS)
    with pytest.raises(ArgumentError, match="from 0"):
        next(steps)


def test_no_number_stands_for_a_label_that_a_model_does_not_know(pair, subject):
    strong = strengths("grey", subject, points=2)
    found, _ = end(run(pair, subject, Perturbation("grey"), strong, Targets((4,), ())))
    assert np.isnan(found.cnn[:, 0]).all()
    assert np.isfinite(found.cnn[:, 1]).all()
