import torch

from vitviz.core.attention.subtracted import Subtracted


def test_queries_and_keys_are_changed_alike_and_lambda_stays():
    factor = torch.tensor(0.3)
    less = Subtracted(torch.ones(2, 3, 4, 5), torch.zeros(2, 3, 4, 5), factor)
    first = less.of(lambda each: each[0])
    assert first.queries.shape == first.keys.shape == (3, 4, 5)
    assert (first.queries == 1).all()
    assert (first.keys == 0).all()
    assert first.factor is factor
