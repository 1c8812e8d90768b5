import numpy as np
import pytest

from vitviz.errors import ArgumentError
from vitviz.training.sampling import Order, chunks, subset

LABELS = np.repeat([0, 1, 2], [100, 50, 10])


def test_a_share_is_that_share_of_every_class():
    chosen = subset(LABELS, 0.1, seed=0)
    assert np.bincount(LABELS[chosen]).tolist() == [10, 5, 1]
    assert len(set(chosen)) == len(chosen)


def test_of_every_class_there_is_a_picture():
    assert np.bincount(LABELS[subset(LABELS, 0.001, seed=0)]).tolist() == [1, 1, 1]


def test_the_whole_is_all_of_it():
    assert subset(LABELS, 1.0, seed=3).tolist() == list(range(160))


def test_the_smaller_share_lies_inside_the_larger_one():
    assert set(subset(LABELS, 0.1, seed=0)) < set(subset(LABELS, 0.3, seed=0))


def test_another_seed_draws_another_share():
    assert subset(LABELS, 0.1, seed=0).tolist() != subset(LABELS, 0.1, seed=1).tolist()


@pytest.mark.parametrize("share", [0, -0.1, 1.1, float("nan")])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(ArgumentError, match="share"):
        subset(LABELS, share, seed=0)


def taken(order, steps, size):
    return np.concatenate([order.batch(step, size) for step in range(steps)])


def test_an_even_epoch_is_every_picture_once_though_batches_do_not_divide_it():
    order = Order(LABELS, seed=0)
    drawn = taken(order, 69, 7)  # three epochs of 160 and 3 more
    for epoch in range(3):
        assert sorted(drawn[160 * epoch : 160 * (epoch + 1)]) == list(range(160))


def test_epochs_are_shuffled_differently():
    drawn = taken(Order(LABELS, seed=0), 2, 160)
    assert drawn[:160].tolist() != drawn[160:].tolist()


def test_a_batch_larger_than_an_epoch_spans_several():
    drawn = Order(np.arange(5), seed=0).batch(0, 12)
    assert sorted(drawn[:5]) == sorted(drawn[5:10]) == list(range(5))


def test_a_step_is_the_same_whatever_was_asked_before():
    order = Order(LABELS, seed=0)
    taken(order, 50, 16)
    assert order.batch(7, 16).tolist() == Order(LABELS, seed=0).batch(7, 16).tolist()


def test_balanced_draws_have_the_weight_of_the_root_of_their_class():
    order = Order(LABELS, seed=0, balanced=True, draws=20000)
    drawn = np.bincount(LABELS[order.batch(0, 20000)]) / 20000
    roots = np.sqrt([100, 50, 10])
    assert drawn == pytest.approx(roots / roots.sum(), abs=0.015)


def test_balanced_draws_need_a_number():
    with pytest.raises(ArgumentError, match="draws"):
        Order(LABELS, seed=0, balanced=True)


def test_chunks_cover_all_and_no_more():
    assert [(part.start, part.stop) for part in chunks(7, 3)] == [(0, 3), (3, 6), (6, 7)]
