import torch

from vitviz.training.seeds import generator, number


def test_one_purpose_has_one_number():
    assert number("augment", 0, 7) == number("augment", 0, 7)


def test_purposes_do_not_meet():
    purposes = [(name, seed, step) for name in "ab" for seed in range(5) for step in range(5)]
    assert len({number(*purpose) for purpose in purposes}) == len(purposes)


def test_a_number_is_a_seed_that_torch_takes():
    assert all(0 <= number(step) < 2**63 for step in range(100))


def test_a_generator_begins_anew():
    first, second = (torch.rand(4, generator=generator("a", 1)) for _ in range(2))
    assert first.equal(second)
